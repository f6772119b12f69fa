/** The smallest pieces: keys, badges, swatches, code, progress. */
import type { ReactNode } from 'react'
import { Button, Progress as Bar } from '@mantine/core'
import type { Progress } from '@shared/rpc/contract'
import { num } from './format'
import styles from './ui.module.css'

export const Kbd = ({ children }: { children: ReactNode }) => <kbd className={styles.kbd}>{children}</kbd>
export const Badge = ({ tone, children }: { tone?: 'bad' | 'warn'; children: ReactNode }) => <span className={styles.badge} data-tone={tone}>{children}</span>
export const Swatch = ({ color, outlined = false }: { color: string; outlined?: boolean }) => <span className={styles.swatch} data-outlined={outlined} style={{ background: color }} />
export const Code = ({ children }: { children: ReactNode }) => <pre className={styles.code}>{children}</pre>
export const Skeleton = ({ width, height }: { width?: number | string; height: number | string }) => <div className={styles.skeleton} style={{ width, height }} aria-hidden="true" />

/** `12 of 48 images`; nothing while the total is unknown. */
export function progressText(p: Progress): string {
  if (p.total <= 0) return p.done > 0 ? `${num(p.done)} ${p.unit}` : ''
  return `${num(p.done)} of ${num(p.total)} ${p.unit}`.trim()
}

/** A bar with its stage and, where it can be stopped, a button for that. */
export function ProgressBar({ progress, onCancel, label }: { progress: Progress | null; onCancel?: (() => void) | null; label?: string }) {
  const known = progress !== null && progress.total > 0
  const stage = progress?.stage || label || 'Working'
  return (
    <div className={styles.bar} role="status">
      <div className={styles.text}><span className="ellipsis">{stage}</span><span className="sp" /><span>{progress ? progressText(progress) : ''}</span></div>
      <div className="row">
        <Bar className="sp" size={6} value={known ? (100 * progress.done) / progress.total : 100} animated={!known} striped={!known} aria-label={stage} />
        {onCancel && <Button size="xs" variant="subtle" onClick={onCancel} data-testid="cancel">Cancel</Button>}
      </div>
    </div>
  )
}
