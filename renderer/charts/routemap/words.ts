/** What the route map says in words: labels for assistive technology, and the sentences of the hover card. */
import { list, macs, num, percent, type MacsScale } from '../../components/format'
import { askers, type BlockMark, type LaneMark, type RouteModel } from './model'

export const blockName = (b: Pick<BlockMark, 'stage' | 'block'>): string => `Stage ${b.stage + 1}, block ${b.block}`
export const blockShort = (b: Pick<BlockMark, 'stage' | 'block'>): string => `S${b.stage + 1} B${b.block}`

/** `ran for 3 of 4`, `bypassed`, `forced off`, … */
export function outcome(b: BlockMark, r: RouteModel): string {
  if (b.forced === 'on') return b.ran ? 'forced on' : 'forced on, no token'
  if (b.forced === 'off') return 'forced off'
  if (b.emptied) return 'no token selected'
  if (!b.ran) return 'bypassed'
  if (!r.gated) return 'ran'
  const active = r.lanes.filter((l) => !l.off).length
  return active === 1 ? 'ran' : `ran for ${askers(b).length} of ${active}`
}

export interface Fact { label: string; value: string }

/**
 * The one fact worth reading next to the cost: what would not have run without a task that asked alone;
 * otherwise how many tokens the block processed.
 */
export function usefulFact(b: BlockMark, r: RouteModel, s: MacsScale): Fact {
  const who = askers(b)
  if (b.ran && b.forced === null && r.gated && r.lanes.length > 1 && who.length === 1) {
    return { label: `Without ${who[0]}`, value: `bypassed, \u2212${macs(b.macs, s)} ${s.short}` }
  }
  if (!b.ran && b.forced === 'off' && who.length > 0) return { label: 'Asked for by', value: list(who) }
  if (!b.ran && !b.emptied) return { label: 'Saved here', value: `${macs(b.staticMacs, s)} ${s.short}` }
  return { label: r.lanes.length > 1 ? 'Tokens, union' : 'Tokens', value: `${num(b.selected)} of ${num(b.total)}` }
}

/** Label of a block's button, e.g. `Stage 3 block 3, ran, asked by human_parts, 23.6 million MACs`. */
export function blockLabel(b: BlockMark, s: MacsScale): string {
  const who = askers(b)
  const parts = [`Stage ${b.stage + 1} block ${b.block}`, b.ran ? 'ran' : b.emptied ? 'skipped, no token selected' : 'skipped']
  if (b.forced) parts.push(`forced ${b.forced}`)
  if (who.length > 0) parts.push(`asked by ${list(who)}`)
  if (b.ran) parts.push(`${macs(b.macs, s)} ${s.short === 'M' ? 'million' : s.short === 'G' ? 'billion' : 'thousand'} MACs`)
  return parts.join(', ')
}

export const askedWord = (l: LaneMark): string =>
  l.dot === 'none' ? (l.asked ? 'always' : '\u2013') : l.asked ? 'yes' : 'no'

export const closeWord = (l: LaneMark): string | null =>
  l.forced ? 'forced' : l.dot === 'asked-close' || l.dot === 'declined-close' ? 'close' : null

/** Whether a lane selected tokens here: every active task does where a block runs, also one that did not ask for it. */
export const selects = (l: LaneMark): boolean => l.asked || (l.carried && l.tokens > 0)

/** One lane of one block, for the live region while moving through lanes. */
export function laneLabel(l: LaneMark, b: BlockMark): string {
  const p = l.probability === null ? '' : `, probability ${num(l.probability, 2)}`
  const share = selects(l) && b.ran ? `, ${num(l.tokens)} of ${num(b.total)} tokens` : ''
  return `${l.lane}${p}, ${l.asked ? 'asked' : l.carried ? 'carried along' : 'did not ask'}${share}`
}

export const unionShare = (b: BlockMark): string => (b.ran ? percent(b.total > 0 ? b.selected / b.total : 0) : '\u2013')
