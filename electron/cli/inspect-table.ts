/** An inspected image as text for people. */
import type { InspectedImage } from '@shared/cli/schema'
import type { PlainModel } from '@shared/rpc/contract'
import type { Opened } from '../engine/model/open'
import { millions } from './terminal'

/** What can be said of a model without a manifest of ours. */
export function plainTable({ file, plain }: Opened & { kind: 'plain' }): string {
  const values = (list: PlainModel['inputs']) => list.map((v) => `${v.name} ${v.type} [${v.shape.join(', ')}]`).join(', ') || 'none'
  return [
    `${file}: plain model, ${(plain.bytes / 1e6).toFixed(2)} MB, ${(plain.parameters / 1e6).toFixed(2)} M parameters${plain.opset === null ? '' : `, opset ${plain.opset}`}${plain.producer ? `, by ${plain.producer}` : ''}`,
    `  inputs    ${values(plain.inputs)}`, `  outputs   ${values(plain.outputs)}`, `  operators ${plain.operators.map((o) => `${o.name} ×${o.count}`).join(', ')}`
  ].join('\n')
}

export function imageTable(i: InspectedImage): string {
  const lines = [i.image]
  if (!i.macs) {
    lines.push(`  plain model, ${i.latencyMs.toFixed(1)} ms; outputs ${Object.entries(i.tasks).map(([name, t]) => `${name} [${t.output.shape.join(', ')}]`).join(', ')}`)
    return lines.join('\n')
  }
  const saved = i.macs.static > 0 ? 100 * (1 - i.macs.executed / i.macs.static) : 0
  lines.push(`  ${i.blocks.filter((b) => b.ran).length} of ${i.blocks.length} blocks ran, ${millions(i.macs.executed)} of ${millions(i.macs.static)} M MACs (${Math.abs(saved) < 0.5 ? '±' : saved > 0 ? '−' : '+'}${Math.abs(saved).toFixed(0)} %), ${i.latencyMs.toFixed(1)} ms on this computer`)
  for (const b of i.blocks) {
    const lanes = Object.entries(b.tasks).map(([lane, t]) => `${t.active ? '●' : '○'} ${lane}${t.probability === null ? '' : ` ${t.probability.toFixed(2)}`}`)
    lines.push(`  ${b.id.padEnd(7)} ${b.ran ? 'ran    ' : 'skipped'} ${`${b.tokens.selected}/${b.tokens.total}`.padStart(10)} tokens ${millions(b.macs).padStart(8)} M   ${lanes.join('  ')}`)
  }
  const marginal = Object.entries(i.macs.marginal).map(([task, m]) => `${task} ${millions(m)} M`).join(', ')
  lines.push(`  controllers ${millions(i.macs.controllers)} M, decoders ${millions(i.macs.decoders)} M, embedding and merging ${millions(i.macs.other)} M; saved by turning one task off: ${marginal}`)
  for (const [task, { output }] of Object.entries(i.tasks)) if (output.metric) lines.push(`  ${task}: ${output.metric.name} ${output.metric.value.toFixed(3)} ${output.metric.unit}`)
  return lines.join('\n')
}
