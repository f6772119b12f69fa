/** A decoded picture: three bytes per pixel (R, G, B), row by row. */
export interface RgbImage { width: number; height: number; data: Uint8Array }

/**
 * Turns a picture upright. `orientation` is EXIF's tag 274: which corner the first stored pixel belongs to, 1 (upright) to 8;
 * 5 to 8 swap rows and columns. Other values change nothing.
 */
export function orient(image: RgbImage, orientation: number): RgbImage {
  if (!(orientation >= 2 && orientation <= 8)) return image
  const { width: w, height: h, data } = image
  const swap = orientation >= 5
  const mirrorX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8
  const mirrorY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7
  const width = swap ? h : w
  const height = swap ? w : h
  const out = new Uint8Array(data.length)
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 3) {
      const [sx, sy] = swap ? [y, x] : [x, y]
      const from = ((mirrorY ? h - 1 - sy : sy) * w + (mirrorX ? w - 1 - sx : sx)) * 3
      out[o] = data[from]!
      out[o + 1] = data[from + 1]!
      out[o + 2] = data[from + 2]!
    }
  }
  return { width, height, data: out }
}
