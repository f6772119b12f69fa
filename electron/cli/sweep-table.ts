/** A sweep as text for people. */
import type { Pooled } from '@shared/sweep/figures'
import type { Sweep } from '@shared/sweep/plan'
import { millions } from './terminal'

export function sweepTable(sweep: Sweep, variants: readonly Pooled[], study: string): string {
  const lines = [`${sweep.title}: ${sweep.images} images, ${sweep.plan.variants.length} variants, ${sweep.seconds.toFixed(1)} s${sweep.failures ? `, ${sweep.failures} failed` : ''}`]
  for (const v of variants) {
    const label = sweep.plan.variants.find((p) => p.id === v.variant)!.label
    if (v.executed === null) {
      lines.push(`  ${label}: no images`)
      continue
    }
    lines.push(`  ${label}: ${millions(v.executed)} of ${millions(v.staticMacs)} M MACs (${(100 * (v.executed / v.staticMacs - 1)).toFixed(1).replace('-', '−')} %), controllers ${millions(v.controllers ?? 0)} M`)
    for (const t of v.tasks) if (t.figures.length > 0) lines.push(`    ${t.task.padEnd(14)} ${t.figures.map((f) => `${f.name} ${f.value.toFixed(2)}${f.unit ? ` ${f.unit}` : ''}`).join(', ')}`)
  }
  lines.push(`sweep ${sweep.id} in ${study}`)
  return lines.join('\n')
}
