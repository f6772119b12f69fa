/** Names, order and groups of what was timed. */
import type { BlockTimes } from '@shared/rpc/contract'
import type { Part } from '../cost/bars'

export interface TimedPart { id: string; label: string; part: Part; ms: number; minMs: number; maxMs: number }

function describe(id: string): { label: string; part: Part } {
  const block = /^s(\d+)\.b(\d+)$/.exec(id)
  if (block) return { label: `S${Number(block[1]) + 1} B${block[2]}`, part: 'blocks' }
  const down = /^s(\d+)\.down$/.exec(id)
  if (down) return { label: `merge ${Number(down[1]) + 1}`, part: 'other' }
  const control = /^s(\d+)\/(b|t)ctrl$/.exec(id)
  if (control) return { label: `S${Number(control[1]) + 1} ${control[2] === 'b' ? 'gates' : 'tokens'}`, part: 'controllers' }
  const decoder = /^dec\.(.+)$/.exec(id)
  if (decoder) return { label: decoder[1]!, part: 'decoders' }
  return { label: id, part: /ctrl/.test(id) ? 'controllers' : 'other' }
}

export const timedParts = (t: BlockTimes): TimedPart[] => t.parts.map((p) => ({ ...p, ...describe(p.id) }))
