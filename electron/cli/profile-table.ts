/** A profiled run as text for people. */
import type { Estimate, RunDetail } from '@shared/runs/run'
import { verdict } from '@shared/runs/verdict'
import { millions } from './terminal'

const marks = { ok: '✓', look: '!', bad: '✗' } as const

export function profileTable(run: RunDetail, study: string): string {
  const between = (e: Estimate | null, digits: number, unit: string): string => (e ? `${e.value.toFixed(digits)} ${unit} [${e.low.toFixed(digits)}, ${e.high.toFixed(digits)}]` : '–')
  const lines = [`${run.name}: ${run.state}, ${run.inferences} inferences, ${run.samples} samples in ${run.durationS.toFixed(0)} s${run.simulated ? ', SIMULATED: not a measurement of glasses' : ''}`]
  for (const v of run.variants) {
    const l = v.latencyMs
    lines.push(`  ${v.label.padEnd(12)} ${l ? `median ${between(l.median, 1, 'ms')}, p90 ${l.p90.toFixed(1)} ms, p99 ${l.p99.toFixed(1)} ms` : 'no inference'}${v.macs === null ? '' : `, ${millions(v.macs)} M MACs`}`)
    const e = v.energy
    lines.push(`  ${' '.repeat(12)} ${e.refused ?? `energy per inference ${between(e.grossJ, 3, 'J')} gross, ${between(e.netJ, 3, 'J')} net${e.meanW === null ? '' : `, ${e.meanW.toFixed(2)} W`}`}`)
    // One route alone says what the variant's own line said.
    const routes = run.strata.filter((s) => s.variant === v.id)
    if (routes.length > 1) for (const s of routes) lines.push(`  ${' '.repeat(12)} route ${s.route}: ${s.inferences} inferences of ${s.images} ${s.images === 1 ? 'image' : 'images'}, ${between(s.latencyMs, 1, 'ms')}, ${between(s.energyJ, 3, 'J')}`)
  }
  if (run.idleW !== null) lines.push(`  idle baseline ${run.idleW.toFixed(2)} W`)
  for (const c of run.comparisons) lines.push(`  ${verdict(run, c)}`)
  for (const r of run.validity.reasons) lines.push(`  ${marks[r.state]} ${r.text}`)
  return [...lines, `  run ${run.id} in ${study}`].join('\n')
}
