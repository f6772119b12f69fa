/** A comparison in one sentence, as the window, the command line and the report say it. */
import type { Comparison, Estimate, RunDetail, Validity } from './run'

const NBSP = '\u00a0'

export interface Accuracy { /** With its unit, such as `mIoU`. */ name: string; value: number; low: number; high: number }

/** `accuracy` of the variant on the images' ground truth, where there is some. */
export function verdict(run: Pick<RunDetail, 'variants' | 'validity'>, comparison: Comparison, accuracy: Accuracy | null = null): string {
  const label = (id: string) => run.variants.find((v) => v.id === id)?.label ?? id
  const bad = run.validity.reasons.filter((r) => r.state === 'bad'), mark = markOf(run.validity)
  if (bad.length > 0) return `${mark}No verdict: ${bad.map((r) => r.text).join('; ')}.`
  const { latency, energy } = comparison
  if (!latency) return `${mark}No verdict: no image was taken by both variants.`
  const at = accuracy ? ` at ${accuracy.value.toFixed(1)}${NBSP}${accuracy.name} [${accuracy.low.toFixed(1)}, ${accuracy.high.toFixed(1)}]` : ''
  const estimated = run.validity.badge === 'estimate' ? ' (an estimate)' : ''
  const found = [difference(latency, 'is', 'faster', 'slower'), energy && difference(energy, 'uses', 'less energy', 'more energy', estimated)].filter((s) => s !== null)
  const same = [!differs(latency) && `latency ${interval(latency)}`, energy && !differs(energy) && `energy ${interval(energy)}`].filter((s) => typeof s === 'string')
  const a = label(comparison.variant), b = label(comparison.baseline)
  if (found.length === 0) return `${mark}No difference found between ${a} and ${b}${at}: ${same.join(', ')}.`
  const rest = same.length > 0 ? `; no difference found in ${same.join(', ')}` : ''
  return `${mark}${a} ${found.join(' and ')}${at} than ${b}${rest}.`
}

function markOf({ badge }: Validity): string {
  return badge === 'simulated' ? 'Simulated, not a measurement of glasses. ' : ''
}

/** Whether the interval leaves out "no change". */
const differs = ({ low, high }: Estimate): boolean => high < 1 || low > 1

function difference(ratio: Estimate, verb: string, less: string, more: string, aside = ''): string | null {
  if (!differs(ratio)) return null
  const saved = ratio.value < 1, share = Math.abs(1 - ratio.value)
  const ends = [Math.abs(1 - ratio.low), Math.abs(1 - ratio.high)].sort((x, y) => x - y)
  const digits = share < 0.1 ? 1 : 0, text = (x: number) => (x * 100).toFixed(digits)
  return `${verb} ${text(share)}${NBSP}% ${saved ? less : more} [${ends.map(text).join(', ')}]${aside}`
}

/** Change of a ratio in percent, signed, with the true minus. */
function interval({ low, high }: Estimate): string {
  const text = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(x * 100).toFixed(1)}`
  return `[${text(low - 1)}, ${text(high - 1)}]${NBSP}%`
}
