/** One line of the settings: what it is, what it does, and its control. */
import type { ReactNode } from 'react'
import styles from './settings.module.css'

export const Setting = ({ title, about, children }: { title: string; about: string; children: ReactNode }) => (
  <div className={styles.set}><div><span className="m">{title}</span><p>{about}</p></div>{children}</div>
)
