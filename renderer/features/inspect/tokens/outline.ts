/**
 * The outline of a token mask, drawn inside its cells so that several can nest.
 * Concave corners are closed: a side that meets a turn runs on into the next cell by the inset.
 */
export interface Segment { x1: number; y1: number; x2: number; y2: number }

/**
 * @param mask one byte per token, raster order, `side × side`
 * @param cell size of a token
 * @param inset distance of the line from the cells' border
 */
export function outline(mask: ArrayLike<number>, side: number, cell: number, inset: number): Segment[] {
  const on = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < side && y < side && mask[y * side + x] === 1
  const out: Segment[] = []
  /** Where a side ends: pulled in at a convex corner, run on at a concave one, level where it continues straight. */
  const end = (along: boolean, diagonal: boolean): number => (!along ? inset : diagonal ? -inset : 0)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (!on(x, y)) continue
      const l = on(x - 1, y), r = on(x + 1, y), t = on(x, y - 1), b = on(x, y + 1)
      const x0 = x * cell, y0 = y * cell, x1 = x0 + cell, y1 = y0 + cell
      if (!t) out.push({ x1: x0 + end(l, on(x - 1, y - 1)), y1: y0 + inset, x2: x1 - end(r, on(x + 1, y - 1)), y2: y0 + inset })
      if (!b) out.push({ x1: x0 + end(l, on(x - 1, y + 1)), y1: y1 - inset, x2: x1 - end(r, on(x + 1, y + 1)), y2: y1 - inset })
      if (!l) out.push({ x1: x0 + inset, y1: y0 + end(t, on(x - 1, y - 1)), x2: x0 + inset, y2: y1 - end(b, on(x - 1, y + 1)) })
      if (!r) out.push({ x1: x1 - inset, y1: y0 + end(t, on(x + 1, y - 1)), x2: x1 - inset, y2: y1 - end(b, on(x + 1, y + 1)) })
    }
  }
  return out
}

/** Distance between nested outlines: a little over a line, less where cells are small and lanes are many. */
export const nestStep = (cell: number, lanes: number): number => Math.min(1.5, (cell * 0.4) / Math.max(1, lanes))
