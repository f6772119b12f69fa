import styles from './shell.module.css'

/** The studio's mark: strands that part and pass. */
export const Mark = () => (
  <svg className={styles.mark} viewBox="0 0 22 22" fill="none" strokeLinecap="round" strokeWidth={1.9} aria-hidden="true">
    <path d="M2 5.500h4.200c4.800 0 4.800 10 9.600 10H20" stroke="var(--t0)" />
    <path d="M2 9.500h18" stroke="var(--accent)" opacity={0.9} />
    <path d="M2 13.500h4c3.800 0 5 4.500 8.500 4.500H20" stroke="var(--t1)" />
  </svg>
)
