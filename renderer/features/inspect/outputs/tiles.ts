/** What one output tile shows: one picture, or two side by side. */
import type { Manifest } from '@shared/model/manifest'
import type { Picture, TaskView } from '@shared/rpc/contract'
import { assignColors, taskColor } from '../../../components/taskColors'
import { metricDelta, metricValue } from '../../../components/format'
import type { OutputView, Shown } from '../store'

export interface Side { tag: string; picture: Picture | null; metric: string | null; metricName: string; delta: string | null }
export interface OutputTile { task: string; color: string; view: OutputView; hasTruth: boolean; /** Why ground truth that lies beside the image cannot be used. */ truthProblem: string | null; sides: Side[] }

export const pictureOf = (o: TaskView | undefined, view: OutputView): Picture | null => (!o ? null : view === 'prediction' ? o.prediction : view === 'truth' ? o.truth : o.difference)

function side(tag: string, o: TaskView | undefined, view: OutputView, reference: TaskView | undefined): Side {
  const m = o?.metric
  const before = reference?.metric
  const same = m && before && metricValue(m.value, m.unit) === metricValue(before.value, before.unit)
  return {
    tag, picture: pictureOf(o, view), metric: m ? metricValue(m.value, m.unit) : null, metricName: m?.name ?? '',
    delta: m && before && reference !== o ? (same ? '=' : metricDelta(m.value - before.value, m.unit)) : null
  }
}

export interface TileSources {
  shown: Shown
  manifest: Manifest
  view: OutputView
  override: Record<string, OutputView>
  /** The policy left alone, where that is something else. */
  baseline: Shown | null
  /** Second picture: the static model, or what was pinned. */
  second: { shown: Shown | null; tag: string; firstTag: string } | null
}

export function outputTiles({ shown, manifest, view, override, baseline, second }: TileSources): OutputTile[] {
  const colors = assignColors(manifest.tasks)
  return manifest.tasks.filter((t) => shown.inspection.outputs[t.id]).map((t) => {
    const mine = shown.inspection.outputs[t.id]
    const v = override[t.id] ?? view
    const reference = baseline && baseline.key !== shown.key ? baseline.inspection.outputs[t.id] : undefined
    const other = second?.shown?.inspection.outputs[t.id]
    const sides = second
      ? [side(second.firstTag, mine, v, second.shown ? other : undefined), side(second.tag, other, v, undefined)]
      : [side('', mine, v, reference)]
    return { task: t.id, color: taskColor(colors[t.id]).fill, view: v, hasTruth: mine !== undefined && mine.truth !== null, truthProblem: mine?.truthProblem ?? null, sides }
  })
}
