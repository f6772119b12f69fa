import type { ReactNode } from 'react'
import styles from './route.module.css'

const Mark = ({ children, label, title }: { children: ReactNode; label: string; title?: string }) => <span className={styles.mark} title={title}>{children}{label}</span>
const Dot = ({ half, hollow }: { half?: boolean; hollow?: boolean }) => (
  <svg width={10} height={10} aria-hidden="true">
    <circle cx={5} cy={5} r={3.8} fill={half || hollow ? 'none' : 'var(--tx2)'} stroke="var(--tx2)" strokeWidth={1.4} />{half && <path d="M5 1a4 4 0 0 0 0 8z" fill="var(--tx2)" />}
  </svg>
)

/** What the marks of the route map mean. */
export const Legend = () => (
  <span className={`${styles.legend} hide-narrow`}>
    <Mark label="asked"><Dot /></Mark><Mark label="asked, close call"><Dot half /></Mark><Mark label="declined, close call"><Dot hollow /></Mark>
    <Mark label="carried along" title="Did not ask for the block; where it runs for others, the tokens this task selects count all the same"><svg width={18} height={6} aria-hidden="true"><path d="M0 3h18" stroke="var(--tx2)" strokeWidth={1.3} strokeDasharray="1.5 3" /></svg></Mark>
  </span>
)
