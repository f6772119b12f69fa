/** The tuned thresholds by stage and task, for blocks and for tokens. */
import { prob } from '../../../components/format'
import { fillOf } from '../../../charts/heatmap/shade'
import { Panel } from '../../../components/Panel'
import type { Settings } from '@shared/policy/settings'
import { stageId } from '@shared/policy/thresholds'
import { useSweep } from '../result/data'
import styles from './budget.module.css'

/** 0.004 and 0.9996 are not 0.00 and 1.00: those mean always and never. */
const word = (p: number): string => (p === 0 ? 'always' : p === 1 ? 'never' : p < 0.005 ? '<0.01' : p > 0.995 ? '>0.99' : prob(p))

export function ThresholdsPanel({ settings }: { settings: Settings }) {
  const { lanes, depths, colors } = useSweep()
  const names = lanes.length > 0 ? lanes.map((l) => l.id) : [...new Set(Object.values(settings.thresholds).flatMap((s) => Object.keys(s)))]
  return (
    <Panel title="Thresholds" testId="thresholds" className={styles.panel} aside={<span className="tx3 f1 ellipsis hide-narrow">probability above which a task asks; full colour asks for much</span>}>
      <div className={styles.scroll}><table className={styles.heat}>
        {(['block', 'token'] as const).map((kind) => <tbody key={kind}>
          <tr><th>{kind === 'block' ? 'Blocks' : 'Tokens'}</th>{depths.map((_, s) => <th key={s} className="n">Stage {s + 1}</th>)}</tr>
          {names.map((lane) => <tr key={lane}><td><span className={styles.lane}><i style={{ background: colors[lane]?.fill ?? 'var(--run)' }} />{lane}</span></td>
            {depths.map((_, s) => {
              const p = settings.thresholds[stageId(s)]?.[lane]?.[kind]
              return <td key={s} className={styles.cell} style={{ background: p === undefined ? undefined : fillOf(0.75 * (1 - p), colors[lane]?.fill ?? 'var(--run)') }} title={p === undefined ? 'the threshold for all' : `sigmoid threshold ${p}`}>{p === undefined ? '–' : word(p)}</td>
            })}
          </tr>)}
        </tbody>)}
      </table></div>
    </Panel>
  )
}
