/** The lines of numbers below the route map. */
import type { Decision } from '@shared/policy/decision'
import type { BlockTimes, Inspection, Stability } from '@shared/rpc/contract'
import { macs, macsSigned, metricValue, num, percent, withUnit, type MacsScale } from '../../../components/format'
import type { Measured } from '../../../charts/routemap/BlockFacts'
import type { BlockMark, RouteModel } from '../../../charts/routemap/model'
import type { EndValue, ReadoutRow, Tone } from '../../../charts/routemap/view'
import { unionShare } from '../../../charts/routemap/words'
import type { Difference } from '../compare/difference'
import { timeWord, type Place } from '../places'

export function macsRow(r: RouteModel, d: Decision, s: MacsScale): ReadoutRow {
  return {
    id: 'macs', label: s.unit, short: s.unit,
    values: r.blocks.map((b) => (b.ran ? { text: macs(b.macs, s), tone: 'strong' } : { text: '0', tone: 'quiet' })),
    end: { text: macs(d.macs.blocks, s), strong: true }
  }
}

/** @param dense leaves the unit to the label, where columns are narrow */
export function tokensRow(r: RouteModel, d: Decision, s: MacsScale, dense: boolean): ReadoutRow {
  const union = r.lanes.length > 1
  const share = (b: BlockMark): string => (dense ? unionShare(b).replace(/\s*%$/, '') : unionShare(b))
  return {
    id: 'tokens', label: dense ? `tokens${union ? ' \u222a' : ''}, %` : union ? 'tokens (union)' : 'tokens', short: `tokens${union ? ' \u222a' : ''}${dense ? ' %' : ''}`,
    values: r.blocks.map((b) => (b.emptied ? { text: '0', tone: 'plain' } : { text: share(b), tone: b.ran ? 'plain' : 'quiet' })),
    end: { text: `of ${macs(d.macs.staticBlocks, s)}`, strong: false }
  }
}

/** Signed differences in cost; columns whose route differs stand out. */
export function differenceRow(r: RouteModel, diff: Difference, label: string, s: MacsScale): ReadoutRow {
  return {
    id: 'difference', label, short: label,
    values: r.blocks.map((b) => {
      const x = diff.byBlock.get(b.id)
      const text = x === undefined ? '\u2013' : macsSigned(x, s)
      const same = x === undefined || !/[1-9]/.test(text)
      return { text: same ? '=' : text, tone: (diff.differing.has(b.id) ? 'accent' : same ? 'quiet' : 'plain') satisfies Tone }
    }),
    end: { text: macsSigned(diff.macs, s), strong: true }
  }
}

export function timesRow(r: RouteModel, t: BlockTimes, at: Place): ReadoutRow {
  const by = new Map(t.parts.map((p) => [p.id, p.ms]))
  return {
    id: 'times', label: at.serial === null ? 'ms, measured' : at.simulated ? 'ms, simulated' : 'ms, on device', short: at.simulated ? 'ms, sim.' : 'ms',
    values: r.blocks.map((b) => { const x = by.get(b.id); return { text: x === undefined ? '\u2013' : num(x, x >= 10 ? 1 : 2), tone: b.ran ? 'plain' : 'quiet' } }),
    end: { text: `${num(t.totalMs, 1)} ms in all`, strong: false }
  }
}

export function drawsRow(r: RouteModel, s: Stability): ReadoutRow {
  return {
    id: 'draws', label: `ran, ${num(s.draws)} draws`, short: 'draws',
    values: r.blocks.map((b) => { const x = s.ran[b.id]; return { text: x === undefined ? '\u2013' : percent(x), tone: x !== undefined && x > 0 && x < 1 ? 'plain' : 'quiet' } })
  }
}

export function measuredOf(times: BlockTimes | null, at: Place, stability: Stability | null): Record<string, Measured> {
  const out: Record<string, Measured> = {}
  for (const p of times?.parts ?? []) out[p.id] = { ...out[p.id], time: { ms: p.ms, where: timeWord(at) } }
  for (const [id, draws] of Object.entries(stability?.blocks ?? {})) out[id] = { ...out[id], draws, ran: stability?.ran[id] }
  return out
}

/** What stands at the right end: the decoder's metric, or its cost where there is no ground truth. */
export function endsOf(i: Inspection, s: MacsScale): { title: string; short: string; values: Record<string, EndValue> } {
  const values: Record<string, EndValue> = {}
  let metrics = 0
  for (const [task, o] of Object.entries(i.outputs)) {
    if (o.metric) {
      metrics++
      values[task] = { value: metricValue(o.metric.value, o.metric.unit), unit: o.metric.name, title: `${task}: ${o.metric.name}, ${o.metric.higherIsBetter ? 'higher' : 'lower'} is better` }
    } else values[task] = { value: '', unit: withUnit(macs(o.macs, s), s.short), title: `${task}: ${macs(o.macs, s)} ${s.unit} in the decoder, no ground truth` }
  }
  return metrics > 0 ? { title: 'Decoder output', short: 'Metric', values } : { title: 'Decoder cost', short: 'Decoder', values }
}
