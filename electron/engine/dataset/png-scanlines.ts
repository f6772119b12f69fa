/** The inside of a PNG: undoing the row filters and unpacking samples of 1 to 16 bits. */
export interface PngHeader { width: number; height: number; depth: number; colour: number; interlaced: boolean }

export const rowBytes = (width: number, channels: number, depth: number): number => Math.ceil((width * channels * depth) / 8)

/** Adam7: start and step of each pass, x and y. */
const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const

interface Pass { x: number; y: number; dx: number; dy: number; width: number; height: number }

/** The sub-pictures a PNG is stored as: itself, or Adam7's seven without the empty ones. */
export function passesOf(h: PngHeader): Pass[] {
  if (!h.interlaced) return [{ x: 0, y: 0, dx: 1, dy: 1, width: h.width, height: h.height }]
  return adam7
    .map(([x, y, dx, dy]) => ({ x, y, dx, dy, width: Math.ceil((h.width - x) / dx), height: Math.ceil((h.height - y) / dy) }))
    .filter((p) => p.width > 0 && p.height > 0)
}

/**
 * Inflated data → samples `[height, width, channels]`. `raw` must hold every pass; it is overwritten.
 * @param damaged makes the error for an unknown filter
 */
export function unpack(raw: Uint8Array, header: PngHeader, channels: number, damaged: (why: string) => Error): Uint8Array | Uint16Array {
  const { width, height, depth } = header
  const samples = depth === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels)
  const pixelBytes = Math.max(1, (channels * depth) >> 3)
  let at = 0
  for (const pass of passesOf(header)) {
    const length = rowBytes(pass.width, channels, depth)
    let above: Uint8Array | null = null
    for (let y = 0; y < pass.height; y++) {
      const filter = raw[at]!
      const row = raw.subarray(at + 1, at + 1 + length)
      if (filter > 4) throw damaged(`Row filter ${filter} does not exist`)
      unfilter(filter, row, above, pixelBytes)
      const to = ((pass.y + y * pass.dy) * width + pass.x) * channels
      if (depth === 8 && pass.dx === 1) samples.set(row, to)
      else spread(row, depth, channels, pass.width, samples, to, pass.dx * channels)
      above = row
      at += 1 + length
    }
  }
  return samples
}

/** Undoes one row's filter in place; `n` is the distance of the pixel to the left in bytes. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array | null, n: number): void {
  switch (filter) {
    case 1:
      for (let i = n; i < row.length; i++) row[i] = row[i]! + row[i - n]!
      break
    case 2:
      if (above) for (let i = 0; i < row.length; i++) row[i] = row[i]! + above[i]!
      break
    case 3:
      for (let i = 0; i < row.length; i++) row[i] = row[i]! + (((i < n ? 0 : row[i - n]!) + (above ? above[i]! : 0)) >> 1)
      break
    case 4:
      for (let i = 0; i < row.length; i++) {
        const a = i < n ? 0 : row[i - n]!
        const b = above ? above[i]! : 0
        const c = i < n || !above ? 0 : above[i - n]!
        const pa = Math.abs(b - c), pb = Math.abs(a - c), pc = Math.abs(a + b - 2 * c)
        row[i] = row[i]! + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c)
      }
      break
  }
}

/** Unpacks a row of `count` pixels to every `step`-th sample of `out`. */
function spread(row: Uint8Array, depth: number, channels: number, count: number, out: Uint8Array | Uint16Array, to: number, step: number): void {
  for (let x = 0; x < count; x++) {
    for (let c = 0; c < channels; c++) {
      const i = x * channels + c
      const bit = i * depth
      out[to + x * step + c] =
        depth === 16 ? (row[i * 2]! << 8) | row[i * 2 + 1]! : depth === 8 ? row[i]! : (row[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
    }
  }
}
