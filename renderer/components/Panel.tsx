/** A card with a heading and what belongs beside it. */
import type { ReactNode } from 'react'
import styles from './ui.module.css'

interface Props { title?: ReactNode; aside?: ReactNode; actions?: ReactNode; children: ReactNode; className?: string; testId?: string; label?: string }

export function Panel({ title, aside, actions, children, className = '', testId, label }: Props) {
  return (
    <section className={`${styles.panel} ${className}`} data-testid={testId} aria-label={label}>
      {(title !== undefined || actions !== undefined) && <header className={styles.head}>
        {title !== undefined && (typeof title === 'string' ? <h2>{title}</h2> : title)}{aside}<span className="sp" />{actions}
      </header>}
      {children}
    </section>
  )
}
