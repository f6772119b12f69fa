/** The mark of everything that comes from a simulation. It cannot be hidden. */
import styles from './ui.module.css'

export const Simulated = ({ title = 'Not a measurement of glasses' }: { title?: string }) => (
  <span className={styles.simulated} title={title} data-testid="simulated"><i aria-hidden="true" />SIMULATED</span>
)
