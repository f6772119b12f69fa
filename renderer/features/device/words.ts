/** Results in words: intervals, ratios, badges. The sentence of a comparison is `verdict` of shared/runs. */
import type { Estimate, Validity } from '@shared/runs/run'
import { num } from '../../components/format'

/** `[0.59, 0.65]`. */
export const interval = (e: Estimate, digits: number): string => `[${num(e.low, digits)}, ${num(e.high, digits)}]`

/** Digits in which an interval's ends differ, at most `most`. */
export function digitsFor(e: Estimate, most = 4): number {
  const width = Math.abs(e.high - e.low)
  if (!(width > 0)) return Math.min(most, Math.abs(e.value) >= 100 ? 0 : Math.abs(e.value) >= 10 ? 1 : 2)
  return Math.min(most, Math.max(0, -Math.floor(Math.log10(width))))
}

/** `0.62 [0.59, 0.65]`. */
export const ratioText = (e: Estimate): string => `${num(e.value, 2)} ${interval(e, 2)}`

/** How energies of one table are written, so that all share a unit. */
export interface EnergyScale { unit: 'J' | 'mJ'; factor: number }
export const energyScale = (largest: number): EnergyScale => (largest < 0.1 ? { unit: 'mJ', factor: 1000 } : { unit: 'J', factor: 1 })
export const scaled = (e: Estimate, factor: number): Estimate => ({ value: e.value * factor, low: e.low * factor, high: e.high * factor })

export const badgeWord: Record<Validity['badge'], string> = { simulated: 'SIMULATED', 'no-verdict': 'No verdict', estimate: 'Energy is an estimate', valid: 'Valid' }

/** How large an effect is: Cliff's delta by its usual names (Romano et al. 2006). */
export function effectWord(delta: number): string {
  const d = Math.abs(delta)
  return d < 0.147 ? 'negligible' : d < 0.33 ? 'small' : d < 0.474 ? 'medium' : 'large'
}

export const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${num(p, 3)}`)
