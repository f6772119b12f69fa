/** Results in words: intervals, ratios, badges. The sentence of a comparison is `verdict` of shared/runs. */
import type { Estimate, Validity } from '@shared/runs/run'
import { num, withUnit } from '../../components/format'

/** `[0.59, 0.65]`. */
export const interval = (e: Estimate, digits: number): string => `[${num(e.low, digits)}, ${num(e.high, digits)}]`

/** Digits that tell an interval's ends apart, at most `most`. */
export function digitsFor(e: Estimate, most = 4): number {
  const width = Math.abs(e.high - e.low)
  if (!(width > 0)) return Math.min(most, Math.abs(e.value) >= 100 ? 0 : Math.abs(e.value) >= 10 ? 1 : 2)
  return Math.min(most, Math.max(0, 1 - Math.floor(Math.log10(width))))
}

/** `0.62 [0.59, 0.65]`. */
export const ratioText = (e: Estimate): string => `${num(e.value, 2)} ${interval(e, 2)}`

/** `132 ms [131, 134]`. */
export function estimateText(e: Estimate, unit: string, most = 4): string {
  const digits = digitsFor(e, most)
  return `${withUnit(num(e.value, digits), unit)} ${interval(e, digits)}`
}

/** Joules as J, mJ where they are small. */
export function energyText(e: Estimate): string {
  const small = Math.abs(e.value) < 0.1
  const k = small ? 1000 : 1
  return estimateText({ value: e.value * k, low: e.low * k, high: e.high * k }, small ? 'mJ' : 'J')
}

export const badgeWord: Record<Validity['badge'], string> = { simulated: 'SIMULATED', 'no-verdict': 'No verdict', estimate: 'Energy is an estimate', valid: 'Valid' }

/** How large an effect is: Cliff's delta by its usual names (Romano et al. 2006). */
export function effectWord(delta: number): string {
  const d = Math.abs(delta)
  return d < 0.147 ? 'negligible' : d < 0.33 ? 'small' : d < 0.474 ? 'medium' : 'large'
}

export const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${num(p, 3)}`)
