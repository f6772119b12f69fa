import { memo } from 'react'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Swatch } from '../../../components/bits'
import { Picture } from '../../../components/Picture'
import { Segmented, type Choice } from '../../../components/Segmented'
import { overrideOutput, useInspect, type OutputView } from '../store'
import type { OutputTile, Side } from './tiles'
import styles from './outputs.module.css'

/** Truth that cannot be used can be chosen all the same: the tile then says why. */
const choices = ({ hasTruth, truthProblem }: OutputTile): Choice<OutputView>[] => {
  const disabled = !hasTruth && truthProblem === null
  return [{ value: 'prediction', label: 'P', title: 'Prediction' }, { value: 'truth', label: 'T', title: 'Truth', disabled }, { value: 'difference', label: 'Δ', title: 'Difference', disabled }]
}

interface Props { tile: OutputTile; size: number; lines: boolean }

/** One task: its name, the choice of what to see, one or two pictures, and its metric. */
export const OutputTileView = memo(function OutputTileView({ tile, size, lines }: Props) {
  const width = size * tile.sides.length + 4 * (tile.sides.length - 1)
  return (
    <div style={{ width }} data-testid={`output-${tile.task}`}>
      <div className={styles.cap}>
        <Swatch color={tile.color} /><span className="m ellipsis" title={tile.task}>{tile.task}</span><span className="sp" />
        {width >= 150 && <Segmented small label={`Show for ${tile.task}`} value={tile.view} choices={choices(tile)} onChange={(v) => overrideOutput(tile.task, v)} />}
      </div>
      <div className={styles.pair}>{tile.sides.map((s) => <Shot key={s.tag} side={s} tile={tile} size={size} />)}</div>
      {lines && <div className={styles.pair}>{tile.sides.map((s) => (
        <div key={s.tag} className={styles.line} style={{ width: size }}>{s.metric && <b title={s.metricName}>{s.metric}{size >= 118 || !s.delta ? ` ${s.metricName}` : ''}</b>}{s.delta && (size >= 80 || !s.metric) && <span title="Against the policy left alone, or the picture beside it">{s.delta}</span>}</div>
      ))}</div>}
    </div>
  )
})

function Shot({ side, tile, size }: { side: Side; tile: OutputTile; size: number }) {
  if (!side.picture) {
    const problem = tile.view === 'prediction' ? null : tile.truthProblem
    return (
      <div className={styles.absent} data-problem={problem !== null} style={{ width: size, height: size }} title={problem ?? undefined} role={problem ? 'note' : undefined}>
        {problem ? <span><IconAlertTriangle size={14} stroke={1.5} />{problem}</span> : tile.view === 'prediction' ? (side.tag === '' ? '' : 'Running') : 'No ground truth'}
      </div>
    )
  }
  return (
    <button type="button" className={styles.open} onClick={() => useInspect.setState({ enlarged: tile.task })} aria-label={`Enlarge ${tile.task}, ${tile.view}`}>
      <Picture pixels={side.picture} width={size} height={size} label={`${tile.task}, ${tile.view}${side.tag ? `, ${side.tag}` : ''}`} />
      {side.tag && <span className={styles.tag}>{side.tag}</span>}
    </button>
  )
}
