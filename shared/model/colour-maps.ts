/**
 * Colour scales for depth and errors: lightness rises evenly, so equal steps look equal and the order survives in grey and for colour-blind eyes.
 * Computed in OKLCH (B. Ottosson, "A perceptual color space for image processing", 2020), the way viridis was drawn in CAM02-UCS.
 */

/** 256 colours, RGB triples. */
export type ColourMap = Uint8Array

/** Near is dark violet, far is yellow: for depth. */
export const depthMap: ColourMap = scale((t) => [0.28 + 0.64 * t, 0.15, 305 - 200 * t])

/** Nothing is black, much is pale yellow: for errors. */
export const heatMap: ColourMap = scale((t) => [0.16 + 0.8 * t, 0.2 * Math.min(1, 5 * t), 15 + 90 * t])

/** `path` gives lightness 0…1, chroma and hue in degrees for t = 0…1; chroma is lowered until the screen can show it. */
function scale(path: (t: number) => [number, number, number]): ColourMap {
  const map = new Uint8Array(256 * 3)
  for (let i = 0; i < 256; i++) {
    const [lightness, chroma, hue] = path(i / 255)
    let rgb = linearRgb(lightness, chroma, hue)
    for (let c = chroma; rgb.some((v) => v < 0 || v > 1) && c > 0; c -= 0.002) rgb = linearRgb(lightness, c, hue)
    map.set(rgb.map((v) => Math.round(255 * encode(Math.min(1, Math.max(0, v))))), i * 3)
  }
  return map
}

function linearRgb(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
  ]
}

/** The sRGB transfer function, IEC 61966-2-1. */
function encode(v: number): number {
  return v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055
}
