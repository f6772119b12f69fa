/** How strong a cell is filled, and whether its text is dark or light on it. */

/** Lightness in OKLab (Ottosson 2020) of `#rrggbb` or `#rgb`. */
export function lightness(hex: string): number {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => parseInt(long.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b), m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b), s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
}

/** Share of the colour in a cell of this value, 0…1: an empty cell is still seen. */
export const strength = (value: number): number => 0.03 + 0.92 * Math.min(1, Math.max(0, value))

export const fillOf = (value: number, color: string): string => `color-mix(in oklab, ${color} ${Math.round(100 * strength(value))}%, var(--panel))`

export interface Shades { light: boolean; panel: number; of(color: string): number }

/** The theme's colours as numbers; read anew when the theme changes. */
export function readShades(): Shades {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): number => lightness(style.getPropertyValue(name).trim())
  const known = new Map<string, number>()
  return {
    light: style.colorScheme.includes('light'), panel: read('--panel'),
    of: (color) => { const name = /var\((--[\w-]+)\)/.exec(color)?.[1] ?? '--run'; const l = known.get(name) ?? read(name); known.set(name, l); return l }
  }
}

/** Text on a cell: it flips where the cell becomes bright. */
export function inkOf(value: number, color: string, s: Shades): string {
  const share = strength(value), l = share * s.of(color) + (1 - share) * s.panel
  return l > (s.light ? 0.62 : 0.56) ? '#0b0e12' : '#fff'
}
