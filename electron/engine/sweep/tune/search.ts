/**
 * Thresholds for a budget. First one threshold for all that meets it (the plain way), then round by round: every knob is turned a little by itself, what
 * that costs and gains is measured on the calibration images, the turns that gain most for an unchanged cost are taken together, a shift of all
 * levels restores the budget, and the result stays only if it is better.
 */
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { sigmoid } from '@shared/model/outputs'
import { defaultSettings, type Settings } from '@shared/policy/settings'
import { chooseTurns, trusted, type Turn } from '@shared/sweep/tune/choose'
import { knobsFrom, levelAt, settingsAt, shifted, type Knob } from '@shared/sweep/tune/knobs'
import { solve } from '@shared/sweep/tune/solve'
import type { Calibration, Measured } from './measure'
import type { TuneProgress } from './progress'

/** How far a knob is turned in each round, as a share of its gates. */
const steps = [0.2, 0.1, 0.05]
/** The turns are taken whole, and by half in case that together they do too much. */
const scales = [1, 0.5]
/** How near to its budget a search comes on its own images. */
const within = 5e-4
const looks = { plain: 14, shift: 8 }
/** Thresholds for all lie between these logits; beyond them probabilities are no longer told apart. */
const logitRange = { low: -100, high: 35 }

export interface Searched {
  /** Lowest and highest share of the static MACs that thresholds reach. */
  range: { low: number; high: number }
  plain: { settings: Settings; share: number; gain: number }
  tuned: { settings: Settings; share: number; gain: number }
  /** Gain on the calibration images after each round. */
  rounds: number[]
}

const forAll = (p: number): Settings => ({ ...defaultSettings, blockThreshold: p, tokenThreshold: p })

/** What a search will cost after the images were sorted, in runs of an encoder on one image. */
export const searchCost = (m: Manifest): number => {
  const { adaptiveBlocks, adaptiveTokens, depths } = m.architecture
  const knobs = depths.length * m.lanes.length * (Number(adaptiveBlocks) + Number(adaptiveTokens))
  return 2 + looks.plain + 10 + steps.length * roundCost(knobs)
}
const roundCost = (knobs: number): number => 6 * knobs + scales.length * (looks.shift + 3)

/**
 * @param budget share of the static MACs
 * @param images how many calibration images there are
 * @param fixed the static form, which gains are against
 * @throws StudioError `usage` for a budget out of reach, `unsupported` without a policy or without ground truth
 */
export async function search(calibration: Calibration, manifest: Manifest, budget: number, images: number, fixed: Settings, progress: TuneProgress): Promise<Searched> {
  let left = searchCost(manifest)
  progress.begin('Finding the reachable range', left * images)
  const range = { low: await calibration.share(forAll(1)), high: await calibration.share(forAll(0)) }
  requireReachable(budget, range)
  progress.begin('One threshold for all', (left -= 2) * images)
  const plainLogit = (await solve((at) => calibration.share(forAll(sigmoid(-at))), budget, { low: -logitRange.high, high: -logitRange.low }, within * budget, looks.plain + 10)).at
  const plainSettings = forAll(sigmoid(-plainLogit))
  progress.begin('Reading the controllers', (left -= looks.plain) * images)
  await calibration.begin(fixed)
  if (!calibration.judged) throw new StudioError('unsupported', 'Nothing says how good the outputs are', { why: 'None of these images has ground truth for a task of this model.', fix: 'Tune on a data set with ground truth, or sweep thresholds and choose by MACs.' })
  const knobs = knobsFrom([...await calibration.logits(plainSettings), ...await calibration.logits({ ...defaultSettings, allOn: true })])
  const [plain] = await calibration.figures([plainSettings])
  const climb = new Climb(calibration, knobs, budget, knobs.map((k) => levelAt(k, -plainLogit)), plain!)
  const rounds: number[] = []
  left -= 10
  for (const [i, step] of steps.entries()) {
    progress.begin(`Round ${i + 1} of ${steps.length}`, left * images)
    await climb.round(step)
    rounds.push(climb.best.gain)
    left -= roundCost(knobs.length)
  }
  const tuned = climb.settings ?? plainSettings
  return { range, plain: { settings: plainSettings, share: plain!.share, gain: plain!.gain }, tuned: { settings: tuned, share: climb.best.share, gain: climb.best.gain }, rounds }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function requireReachable(budget: number, { low, high }: Searched['range']): void {
  if (budget >= low && budget <= high) return
  const why = budget < low
    ? `With every block off, controllers, decoders, patch embedding and merging alone take ${percent(low)}.`
    : `With every block and token on, controllers included, it takes ${percent(high)}.`
  throw new StudioError('usage', `Thresholds of this model cannot reach ${percent(budget)} of the static MACs`, { why, fix: `Choose a budget from ${percent(Math.ceil(low * 1000) / 1000)} to ${percent(Math.floor(high * 1000) / 1000)}.` })
}

class Climb {
  /** Null while the one threshold for all is the best that is known. */
  settings: Settings | null = null
  constructor(private readonly calibration: Calibration, private readonly knobs: readonly Knob[], private readonly budget: number, private levels: number[], public best: Measured) {}

  async round(step: number): Promise<void> {
    const tries = this.knobs.flatMap((_, knob) => [step, -step].flatMap((s) => {
      const level = shifted([this.levels[knob]!], s)[0]!
      return level === this.levels[knob] ? [] : [{ knob, step: level - this.levels[knob]! }]
    }))
    // The settings as they are come first: where a turn changes nothing on an image, their result is taken.
    const [here, ...results] = await this.calibration.figures([this.at(this.levels), ...tries.map((t) => this.at(this.turned([t], 1)))])
    const turns = tries.map((t, i): Turn => {
      const { value, error } = this.calibration.change(here!, results[i]!)
      return { ...t, cost: results[i]!.share - here!.share, gain: trusted(value, error) }
    })
    const chosen = chooseTurns(turns, 0)
    if (chosen.length === 0) return
    for (const scale of scales) await this.attempt(this.turned(chosen, scale))
  }

  /** Takes the levels if, at the budget, they are better than the best so far. */
  private async attempt(levels: number[]): Promise<void> {
    const { at } = await solve((shift) => this.calibration.share(this.at(levels, shift)), this.budget, { low: -0.25, high: 0.25 }, within * this.budget, looks.shift + 4)
    const settings = this.at(levels, at), [measured] = await this.calibration.figures([settings])
    if (measured!.gain <= this.best.gain || Math.abs(measured!.share - this.budget) > 4 * within * this.budget) return
    this.best = measured!
    this.levels = shifted(levels, at)
    this.settings = settings
  }

  private turned(turns: readonly { knob: number; step: number }[], scale: number): number[] {
    const levels = [...this.levels]
    for (const { knob, step } of turns) levels[knob]! += scale * step
    return levels
  }

  private at(levels: readonly number[], shift = 0): Settings {
    return settingsAt(defaultSettings, this.knobs, levels, shift)
  }
}
