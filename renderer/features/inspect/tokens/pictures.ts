/** What to draw for one block: one picture for the union, or one per lane. */
import type { Inspection, Picture } from '@shared/rpc/contract'
import type { BlockMark, RouteModel } from '../../../charts/routemap/model'
import { selects } from '../../../charts/routemap/words'
import type { TokenPicture } from './draw'

export interface Tile { id: string; label: string; color: string | null; selected: number; total: number; picture: TokenPicture }

/** All tokens on, for blocks that select none but run as a whole. */
const full = (n: number): Uint8Array => new Uint8Array(n).fill(1)

export function unionPicture(i: Inspection, r: RouteModel, b: BlockMark, prepared: Picture | null, solo: string | null): TokenPicture {
  const t = i.tokens[b.id]
  const bright = !b.ran ? null : (t?.union ?? full(b.total))
  const lanes = !t || !b.ran ? [] : r.lanes.flatMap((lane) => {
    const mask = t.lanes[lane.id]
    const mark = b.lanes.find((l) => l.lane === lane.id)
    return mask && mark && selects(mark) && (solo === null || solo === lane.id) ? [{ mask, color: lane.color.onImage }] : []
  })
  const alone = solo !== null && t?.lanes[solo] ? t.lanes[solo] : bright
  return { prepared, bright: b.ran ? (alone ?? bright) : null, lanes, side: b.side }
}

export function laneTiles(i: Inspection, r: RouteModel, b: BlockMark, prepared: Picture | null): Tile[] {
  const t = i.tokens[b.id]
  return r.lanes.filter((l) => !l.off).map((lane) => {
    const mark = b.lanes.find((l) => l.lane === lane.id)
    const mask = b.ran && mark && selects(mark) ? (t?.lanes[lane.id] ?? (t ? undefined : full(b.total))) : undefined
    return {
      id: lane.id, label: lane.id, color: lane.color.fill, selected: mark?.tokens ?? 0, total: b.total,
      picture: { prepared, bright: mask ?? null, lanes: mask ? [{ mask, color: lane.color.onImage }] : [], side: b.side }
    }
  })
}
