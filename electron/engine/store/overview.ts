/**
 * The least and the greatest reading of every few samples, kept beside the samples: a chart of millions of them reads this instead. Like an index, it
 * holds nothing that the samples do not.
 */
import type { DuckDBValue } from '@duckdb/node-api'

/** A block has at most so many samples, and lasts at most a second: at slow rates a column of a chart must not be narrower than a block. */
const blockSamples = 32
const blockNs = 1e9

/** Values in the order of the samples' columns, and the derived power; null where there is none. */
export interface Reading { at: number; values: readonly (number | null)[]; power: number | null }

/** @returns rows of `overview_<run>`: first and last time, lowest and highest power, lowest and highest value of each of `columns` sources */
export function blocksOf(readings: readonly Reading[], columns: number): DuckDBValue[][] {
  const blocks: DuckDBValue[][] = []
  for (let first = 0, end; first < readings.length; first = end) {
    const limit = Math.min(first + blockSamples, readings.length), from = readings[first]!.at
    end = first + 1
    while (end < limit && readings[end]!.at - from < blockNs) end++
    const block: DuckDBValue[] = [BigInt(from), BigInt(readings[end - 1]!.at), ...extremes(readings, first, end, (r) => r.power)]
    for (let c = 0; c < columns; c++) block.push(...extremes(readings, first, end, (r) => r.values[c] ?? null))
    blocks.push(block)
  }
  return blocks
}

function extremes(readings: readonly Reading[], first: number, end: number, of: (reading: Reading) => number | null): [number | null, number | null] {
  let low = Infinity, high = -Infinity
  for (let i = first; i < end; i++) {
    const value = of(readings[i]!)
    if (value === null) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : [null, null]
}
