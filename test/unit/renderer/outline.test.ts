import { describe, expect, it } from 'vitest'
import { nestStep, outline, type Segment } from '../../../renderer/features/inspect/tokens/outline'

const mask = (...rows: string[]) => Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0))
const length = (s: Segment) => Math.abs(s.x2 - s.x1) + Math.abs(s.y2 - s.y1)

/** Every end of a segment touches another one: the outline is closed. */
function closed(segments: Segment[]): boolean {
  const ends = segments.flatMap((s) => [[s.x1, s.y1], [s.x2, s.y2]].map((p) => p.map((v) => v.toFixed(4)).join()))
  return ends.every((e) => ends.filter((o) => o === e).length % 2 === 0)
}

describe('outline', () => {
  it('of one token is a square inside it', () => {
    const s = outline(mask('#'), 1, 10, 2)
    expect(s).toHaveLength(4)
    expect(s.reduce((n, x) => n + length(x), 0)).toBe(4 * 6)
  })
  it('of nothing is nothing', () => expect(outline(mask('..', '..'), 2, 10, 1)).toEqual([]))
  it.each([['convex', ['##', '##']], ['concave', ['#.', '##']], ['ring', ['####', '#..#', '#..#', '####']], ['cross', ['.#.', '###', '.#.']], ['diagonal', ['#.', '.#']]])('is closed: %s', (_, rows) => {
    expect(closed(outline(mask(...rows), rows.length, 10, 1.5))).toBe(true)
    expect(closed(outline(mask(...rows), rows.length, 10, 0))).toBe(true)
  })
  it('stays inside the picture', () => {
    for (const s of outline(mask('###', '#.#', '###'), 3, 10, 1)) for (const v of [s.x1, s.x2, s.y1, s.y2]) { expect(v).toBeGreaterThanOrEqual(1); expect(v).toBeLessThanOrEqual(29) }
  })
  it('nests within half a token', () => {
    for (const lanes of [1, 4, 6]) expect(nestStep(7, lanes) * lanes).toBeLessThan(3.5)
  })
})
