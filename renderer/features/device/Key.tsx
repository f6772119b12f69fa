/** A variant's letter on its colour. */
import type { Look } from './variants'
import styles from './device.module.css'

export const Key = ({ look }: { look: Look }) => <span className={styles.key} style={{ background: `var(--${look.color})` }} aria-hidden="true">{look.letter}</span>
