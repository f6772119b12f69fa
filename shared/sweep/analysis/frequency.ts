/** How often each block is asked for by each lane, and runs. */
import type { Estimate } from '../../runs/run'
import { wilson } from '../../stats/wilson'
import type { SweepColumns } from '../columns'
import { countOf, eachRow, type Rows } from './rows'

export interface Frequency {
  images: number
  /** `[lanes][blocks]`: share of images on which the lane asked, with its 95 % interval. */
  asked: Estimate[][]
  /** Share of images on which the block ran, whoever asked. */
  ran: Estimate[]
  /** Blocks per image, by lane and of the union. */
  meanAsked: number[]
  meanRan: number
}

const total = (row: readonly Estimate[]): number => row.reduce((sum, e) => sum + e.value, 0)

export function frequency(c: SweepColumns, rows: Rows = null): Frequency {
  const n = countOf(c, rows), NB = c.blocks.length, size = c.lanes.length * NB
  const counts = new Uint32Array(size), ofRoute = new Uint32Array(c.routes.length), ran = new Uint32Array(NB)
  eachRow(c, rows, (r) => {
    ofRoute[c.route[r]!]!++
    for (let k = 0, at = r * size; k < size; k++) counts[k]! += c.asked[at + k]!
  })
  c.routes.forEach((route, i) => { for (let b = 0; b < NB; b++) if (route[b] === '1') ran[b]! += ofRoute[i]! })
  const asked = c.lanes.map((_, lane) => c.blocks.map((_, b) => wilson(counts[lane * NB + b]!, n)))
  const union = Array.from(ran, (count) => wilson(count, n))
  return { images: n, asked, ran: union, meanAsked: asked.map(total), meanRan: total(union) }
}
