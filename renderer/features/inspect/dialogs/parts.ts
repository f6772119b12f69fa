/** Names, order and groups of what was timed. */
import type { BlockTimes } from '@shared/rpc/contract'
import type { Part } from '../cost/bars'

export interface TimedPart { id: string; label: string; part: Part; /** Bar that it is drawn in. */ bar: string; ms: number; minMs: number; maxMs: number; order: number }

type Described = Pick<TimedPart, 'label' | 'part' | 'bar' | 'order'>

/** Stages are numbered from 1 on screen; orders follow the data through the model. */
function describe(id: string): Described {
  const site = /^s(\d+)(?:\.b(\d+))?(?:[./](.+))?$/.exec(id)
  if (site) {
    const [, s, b, rest] = site
    const stage = Number(s)
    const name = `S${stage + 1}`
    const at = (stage + 1) * 1000
    if (b !== undefined && rest === undefined) return { label: `${name} B${b}`, part: 'blocks', bar: `${name} B${b}`, order: at + 10 + Number(b) }
    if (rest === 'down') return { label: `merge ${stage + 1}`, part: 'other', bar: `merge ${stage + 1}`, order: at + 900 }
    if (rest === 'out' || rest === undefined) return { label: `${name} output`, part: 'other', bar: 'other', order: at + 950 }
    const what = /tctrl/.test(rest) ? 'tokens' : /bctrl/.test(rest) ? 'gates' : rest
    return { label: `${name}${b === undefined ? '' : ` B${b}`} ${what}`, part: 'controllers', bar: `${name} policy`, order: at }
  }
  const decoder = /^dec\.(.+)$/.exec(id)
  if (decoder) return { label: `${decoder[1]} decoder`, part: 'decoders', bar: decoder[1]!, order: 1e6 }
  if (id === 'embed') return { label: 'embedding', part: 'other', bar: 'embed', order: 0 }
  return /ctrl|policy/.test(id) ? { label: id, part: 'controllers', bar: 'policy', order: 1 } : { label: id, part: 'other', bar: 'other', order: 2 }
}

/** Every part, in the order of the data. */
export const timedParts = (t: BlockTimes): TimedPart[] => t.parts.map((p) => ({ ...p, ...describe(p.id) })).sort((a, b) => a.order - b.order)

export interface TimedBar { label: string; part: Part; ms: number; /** Distance from the median to the least and the most. */ range: [number, number]; /** The most lies beyond the axis. */ beyond: boolean }

/**
 * Parts added up to bars: blocks and decoders alone, a stage's controllers together.
 * @returns the bars and the end of their axis: half as much again as the longest median, so that one slow run does not flatten all
 */
export function timedBars(parts: readonly TimedPart[]): { bars: TimedBar[]; top: number } {
  const sums = new Map<string, { part: Part; ms: number; least: number; most: number }>()
  for (const p of parts) {
    const s = sums.get(p.bar)
    sums.set(p.bar, { part: p.part, ms: (s?.ms ?? 0) + p.ms, least: (s?.least ?? 0) + p.minMs, most: (s?.most ?? 0) + p.maxMs })
  }
  const top = 1.5 * Math.max(...[...sums.values()].map((s) => s.ms), 0.001)
  return { top, bars: [...sums].map(([label, s]) => ({ label, part: s.part, ms: s.ms, range: [s.ms - s.least, Math.max(0, Math.min(s.most, top) - s.ms)], beyond: s.most > top })) }
}
