/** Accuracy against cost, and thresholds that reach a budget. */
import { useEffect } from 'react'
import { explain } from '../../../components/format'
import { useSweep } from '../result/data'
import { AskPanel } from './AskPanel'
import { FrontPanel } from './FrontPanel'
import { PredictPanel } from './PredictPanel'
import { ResultPanel } from './ResultPanel'
import { loadBudget, useBudget } from './store'
import { ThresholdsPanel } from './ThresholdsPanel'
import styles from './budget.module.css'

export function BudgetView() {
  const { sweep, c } = useSweep(), { result, failure } = useBudget()
  const judged = sweep.plan.tuned !== null && c.rows > 0
  useEffect(() => { void loadBudget(sweep.id, judged) }, [sweep.id, judged, sweep.rows])
  const shown = result?.sweep === sweep.id ? result : null
  return (
    <div className={styles.grid} data-judged={shown !== null} data-testid="budget-view">
      <div className={styles.main}><FrontPanel />{shown && <ResultPanel r={shown} />}</div>
      <div className={styles.side}>
        <AskPanel />{shown && <ThresholdsPanel settings={shown.settings} />}<PredictPanel />
        {failure && <div className={styles.refused} role="alert"><b>{failure.message}.</b> {explain(failure)}</div>}
      </div>
    </div>
  )
}
