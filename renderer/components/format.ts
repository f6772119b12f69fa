/**
 * Numbers and names as the studio writes them: thin groups, a true minus, a unit after a space.
 * The group separator is U+202F (narrow no-break space); between number and unit stands U+00A0.
 */
const THIN = '\u202f'
const NBSP = '\u00a0'
export const MINUS = '\u2212'
export const DASH = '\u2013'

/** Fixed digits, grouped by three, true minus; a value that rounds to zero has no sign. Not finite: a dash. */
export function num(x: number, digits = 0): string {
  if (!Number.isFinite(x)) return DASH
  const [whole = '0', fraction] = Math.abs(x).toFixed(digits).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN)
  const body = fraction === undefined ? grouped : `${grouped}.${fraction}`
  const zero = !/[1-9]/.test(body)
  return x < 0 && !zero ? MINUS + body : body
}

/** A difference: always signed unless it rounds to zero. */
export function signed(x: number, digits = 0): string {
  const s = num(x, digits)
  return x > 0 && /[1-9]/.test(s) ? `+${s}` : s
}

/** A share in 0..1 as percent, e.g. `38 %`. */
export const percent = (share: number, digits = 0): string => `${num(share * 100, digits)}${NBSP}%`

/** How MACs of one model are written, so that all its numbers share a unit and a precision. */
export interface MacsScale { unit: string; short: string; divide: number; digits: number }

/** @param largest the largest figure that will be shown, usually the static total, in MACs */
export function macsScale(largest: number): MacsScale {
  if (largest >= 1e10) return { unit: 'G MACs', short: 'G', divide: 1e9, digits: 2 }
  if (largest >= 5e7) return { unit: 'M MACs', short: 'M', divide: 1e6, digits: 1 }
  if (largest >= 5e6) return { unit: 'M MACs', short: 'M', divide: 1e6, digits: 2 }
  return { unit: 'k MACs', short: 'k', divide: 1e3, digits: 1 }
}

export const macs = (x: number, s: MacsScale): string => num(x / s.divide, s.digits)
export const macsSigned = (x: number, s: MacsScale): string => signed(x / s.divide, s.digits)
export const withUnit = (value: string, unit: string): string => (unit === '' ? value : unit === '°' ? value + unit : `${value}${NBSP}${unit}`)

/** Milliseconds, three significant figures or so. */
export function ms(x: number): string {
  return withUnit(num(x, x >= 100 ? 0 : x >= 10 ? 1 : 2), 'ms')
}

export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let i = 0
  while (n >= 1000 && i < units.length - 1) { n /= 1000; i++ }
  return withUnit(num(n, i === 0 || n >= 100 ? 0 : 1), units[i]!)
}

/** A probability or threshold. */
export const prob = (p: number): string => num(p, 2)

/** A metric's value: degrees attached, percent with one digit, others with three. */
export function metricValue(value: number, unit: string): string {
  return unit === '°' || unit === 'deg' ? `${num(value, 1)}°` : unit === '%' ? percent(value / 100, 1) : unit === '' ? num(value, 3) : withUnit(num(value, 3), unit)
}

/** A metric's change in the same precision, signed. Of one in percent it is in points, without a sign of percent that could be read as relative. */
export function metricDelta(delta: number, unit: string): string {
  return unit === '°' || unit === 'deg' ? `${signed(delta, 1)}°` : signed(delta, unit === '%' ? 1 : 3)
}

/** Share of cost that was not spent, e.g. `−46 %`; `±0 %` when nothing was saved. */
export function saving(executed: number, all: number): string {
  const share = all > 0 ? executed / all - 1 : 0
  const s = signed(share * 100)
  return withUnit(s === '0' ? '\u00b10' : s, '%')
}

/** `one`, `one and two`, `one, two and three`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${num(n)} ${n === 1 ? one : many}`

/** Last part of a path, whatever the separator. */
export const fileName = (path: string): string => path.split(/[\\/]/).filter(Boolean).pop() ?? path

/** File name without its extension. */
export const stem = (name: string): string => name.replace(/\.[^.]+$/, '') || name

/** A long name cut in its middle: names in a series differ at their end. */
export function middle(name: string, max: number): string {
  if (name.length <= max) return name
  const tail = Math.max(1, Math.ceil((max - 1) * 0.6))
  return `${name.slice(0, Math.max(0, max - 1 - tail))}\u2026${name.slice(-tail)}`
}

/** Why something did not work and what to do, as sentences; empty when neither is known. */
export const explain = (e: { why?: string | undefined; fix?: string | undefined }): string =>
  [e.why, e.fix].flatMap((s) => (s ? [/[.!?]$/.test(s) ? s : `${s}.`] : [])).join(' ')
