/** Images that could not be run, each with its reason. */
import { useResult } from '../store'
import styles from './table.module.css'

export function FailedList() {
  const { failures, names, paths } = useResult()
  return (
    <div className={styles.scroll} data-testid="failed-list">
      {failures.slice(0, 500).map((f) => <div key={f.image} className={styles.fault} title={paths[f.image]}><b className="ellipsis">{names[f.image]}</b><span className="select">{f.message}</span></div>)}
      {failures.length > 500 && <p className={styles.none}>These are the first 500.</p>}
    </div>
  )
}
