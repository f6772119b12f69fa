/** A tuned budget as text for people. */
import type { Estimate } from '@shared/runs/run'
import type { TuneResult, TuneSide } from '@shared/sweep/tune/result'

const minus = (text: string): string => text.replaceAll('-', '−')
const percent = (share: number | null, digits = 1): string => (share === null ? 'unknown' : `${minus((100 * share).toFixed(digits))} %`)
const interval = ({ value, low, high }: Estimate): string => minus(`${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`)

function side(name: string, { images, variants, change }: TuneSide): string[] {
  return [
    `${name}, ${images} images`,
    ...variants.map((v) => `  ${v.label.padEnd(26)} ${percent(v.share).padStart(7)} of the static MACs, Δm ${v.gain === null ? 'unknown' : minus(v.gain.toFixed(2))} %: ${v.tasks.map((t) => `${t.task} ${t.value === null ? '–' : t.value.toFixed(2)}`).join(', ')}`),
    ...(change.gain ? [`  tuned less plain: Δm ${interval(change.gain)} points`] : [])
  ]
}

export function tuneTable(r: TuneResult, study: string): string {
  return [
    `${r.model}: thresholds for ${percent(r.budget)} of the static MACs (${percent(r.range.low)} to ${percent(r.range.high)} can be reached), found in ${r.seconds.toFixed(0)} s`,
    ...side('Calibration', r.calibration), ...side('Held out', r.heldOut),
    r.reached ? 'Within 1 % of the budget on images that the search did not see' : 'More than 1 % off the budget on images that the search did not see',
    `sweep ${r.sweep} in ${study}`
  ].join('\n')
}
