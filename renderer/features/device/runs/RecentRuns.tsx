/** The newest runs, one line each. */
import { Panel } from '../../../components/Panel'
import { Button } from '@mantine/core'
import { showDevice } from '../view'
import { useRuns } from './store'
import { when } from './words'
import styles from './runs.module.css'

export function RecentRuns() {
  const runs = useRuns((s) => s.runs)
  return (
    <Panel title="Runs" className={styles.recent} testId="recent-runs" actions={(runs?.length ?? 0) > 0 && <Button size="xs" variant="subtle" onClick={() => showDevice({ at: 'runs' })}>All</Button>}>
      {runs?.length === 0 && <p className={styles.none}>None yet. What is recorded is kept here.</p>}
      <div className={styles.recentList}>
        {runs?.slice(0, 6).map((r) => <button key={r.id} type="button" className={styles.recentRun} onClick={() => showDevice({ at: 'run', run: r.id })}>
          <span className="m ellipsis">{r.name}</span><span className="tx3 f0 nw">{r.state === 'partial' ? 'partial, ' : ''}{when(r.started)}</span>
        </button>)}
      </div>
    </Panel>
  )
}
