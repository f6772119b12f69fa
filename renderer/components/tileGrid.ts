/** How many columns give the largest square tiles in a box. */
export interface TileGrid { columns: number; rows: number; size: number }

/**
 * @param extra height that each tile needs besides its square, e.g. for a caption
 * @param gap between tiles, both ways
 * @param abreast squares side by side in one tile, 4 px apart
 * @param least smallest side worth looking at; where it does not fit, the tiles are as many abreast as fit and go on below
 * @returns `size` is the side of one square
 */
export function tileGrid(width: number, height: number, count: number, extra: number, gap: number, abreast = 1, least = 0): TileGrid {
  let best: TileGrid = { columns: 1, rows: Math.max(1, count), size: 0 }
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns)
    const size = Math.floor(Math.min(((width - gap * (columns - 1)) / columns - 4 * (abreast - 1)) / abreast, (height - gap * (rows - 1)) / rows - extra))
    if (size > best.size) best = { columns, rows, size }
  }
  if (best.size >= least) return best
  const tile = abreast * least + 4 * (abreast - 1)
  const columns = Math.max(1, Math.min(count, Math.floor((width + gap) / (tile + gap))))
  return { columns, rows: Math.ceil(count / columns), size: Math.min(least, Math.max(0, Math.floor((width - 4 * (abreast - 1)) / abreast))) }
}
