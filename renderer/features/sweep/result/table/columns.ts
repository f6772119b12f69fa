/** The columns of the table of images. */
import { columnValues } from '@shared/sweep/analysis/filter'
import { ranIn } from '@shared/sweep/analysis/routes'
import { macs, metricDelta, metricValue, num } from '../../../../components/format'
import type { SweepData } from '../data'

export interface Column {
  id: string
  title: string
  /** Says more than the title does. */
  about: string
  width: number
  /** Numbers to sort by; NaN comes last. */
  values(d: SweepData): Float32Array
  text(d: SweepData, row: number): string
  /** Shown in tables of at least this width. */
  from: number
  /** Of another tone, since it says something about the others. */
  quiet?: boolean
}

/** Difference to the baseline of a task, by row; NaN without one. */
export function deltaOf(d: SweepData, task: number): Float32Array {
  const out = new Float32Array(d.c.rows).fill(NaN), { rows, deltas } = d.against
  const delta = deltas[task]
  if (delta) for (let i = 0; i < rows.length; i++) out[rows[i]!] = delta[i]!
  return out
}

const lacking = '\u2013'
const figure = (v: number, text: (v: number) => string): string => (Number.isNaN(v) ? lacking : text(v))

/** Which columns this sweep has. `deltas` are those of `deltaOf`, worked out once. */
export function tableColumns(d: SweepData, deltas: readonly Float32Array[]): Column[] {
  const { c, variant, base } = d, differs = variant.id !== base.id
  const ran = c.routes.map(ranIn)
  const many = c.metrics.length > 1
  const column = (id: string, title: string, about: string, width: number, from: number, text: Column['text'], more: Partial<Column> = {}): Column =>
    ({ id, title, about, width, from, text, values: (x) => columnValues(x.c, x.clusters, id) ?? new Float32Array(x.c.rows), ...more })
  return [
    ...(c.lanes.length > 0 ? [column('blocks', 'Blocks', 'Blocks that ran', 54, 0, (_, r) => num(ran[c.route[r]!]!))] : []),
    column('executed', `${d.scale.short} MACs`, 'Multiply-accumulates executed', 68, 0, (x, r) => macs(c.executed[r]!, x.scale)),
    ...c.metrics.flatMap((m, k) => [
      column(m.task, `${many && k > 0 ? m.task : m.name}${m.unit === '%' ? ' %' : ''}`, `${m.name} of ${m.task} on this image`, k > 0 ? 82 : 62, k === 0 ? 0 : 620 + 170 * k, (_, r) => figure(m.values[r]!, (v) => metricValue(v, m.unit).replace(/\u00a0%$/, ''))),
      ...(differs && deltas[k] ? [column(`delta ${m.task}`, `Δ ${base.label.toLowerCase()}`, `${m.name} of ${m.task} minus that of ${base.label}`, 68, k === 0 ? 480 : 680 + 170 * k, (_, r) => figure(deltas[k]![r]!, (v) => metricDelta(v, m.unit).replace(/\u00a0%$/, '')), { quiet: true, values: () => deltas[k]! })] : [])
    ]),
    ...(c.lanes.length > 0 ? [column('group', 'Group', 'Route cluster', 50, 420, (x, r) => num(x.clusters.ofRoute[c.route[r]!]! + 1), { quiet: true })] : []),
    column('difficulty', 'Difficulty', 'How hard the scene is, 0 to 1', 66, 560, (_, r) => figure(c.difficulty[r]!, (v) => num(v, 2)), { quiet: true }),
    column('latency', 'ms', 'Of this inference, on this computer while other workers ran', 48, 1400, (_, r) => num(c.latencyMs[r]!, 1), { quiet: true })
  ]
}
