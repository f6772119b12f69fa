import { encode } from 'fast-png'

/** An RGBA picture as a PNG file; without an alpha channel when every pixel is opaque. */
export function encodePng(rgba: Uint8Array, width: number, height: number): Uint8Array {
  if (rgba.length !== width * height * 4) throw new RangeError(`${width} × ${height} RGBA pixels are ${width * height * 4} bytes, ${rgba.length} given`)
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return encode({ width, height, data: rgba, channels: 4 })
  const rgb = new Uint8Array(width * height * 3)
  for (let i = 0, o = 0; o < rgb.length; i += 4) {
    rgb[o++] = rgba[i]!
    rgb[o++] = rgba[i + 1]!
    rgb[o++] = rgba[i + 2]!
  }
  return encode({ width, height, data: rgb, channels: 3 })
}
