/** The plan in words. */
import type { Plan } from '@shared/device/plan'
import { length } from '../../../charts/trace/axis'
import { list, num, percent, plural } from '../../../components/format'
import type { Protocol } from './fields'

/** `about 23 min`, or the span where warm-up and cooling may take long: `1 to 23 min`. */
export function estimateText(e: { least: number; most: number } | null): string {
  if (!e) return '\u2013'
  const minutes = (s: number): string => num(Math.max(1, Math.round(s / 60)))
  if (e.most < 90) return e.most - e.least < 5 ? `${num(e.most)}\u00a0s` : `${num(e.least)} to ${num(e.most)}\u00a0s`
  const [a, b] = [minutes(e.least), minutes(e.most)]
  if (e.most >= 2 * 3600) return `${num(e.least / 3600, 1)} to ${num(e.most / 3600, 1)}\u00a0h`
  return a === b ? `${a}\u00a0min` : `${a} to ${b}\u00a0min`
}

/** The lines under the presets. */
export function planLines(p: Protocol): [string, string][] {
  return [
    ['Order', `random, seed ${p.seed}`],
    ['Rounds', `${num(p.rounds)} of ${length(p.slotSeconds)} each way`],
    ['Images', p.images === null ? 'all, by route stratum' : `${num(p.images)}, by route stratum`],
    ['Idle baseline', p.idleSeconds === 0 ? 'none, so no net energy' : length(p.idleSeconds)],
    ['Warm-up', p.warmUp.maxSeconds === 0 ? 'none' : `within ${percent(p.warmUp.stableWithin)}, at most ${length(p.warmUp.maxSeconds)}`],
    ['Cool down to', p.coolDown === null ? 'none' : `start + ${num(p.coolDown.toleranceC, 1)} °C, at most ${length(p.coolDown.maxSeconds)}`],
    ['Sampling', `${num(p.sampleHz, p.sampleHz % 1 === 0 ? 0 : 1)}\u00a0Hz, ${plural(p.threads, 'thread')}`]
  ]
}

/** `Static against Adaptive, 12 images, 2 interleaved rounds`. */
export function planSentence(plan: Pick<Plan, 'variants' | 'images' | 'rounds'>, offered: number): string {
  const [first, ...rest] = plan.variants.map((v) => v.label)
  const images = plan.images === null ? offered : Math.min(plan.images, offered)
  return `${first ?? ''}${rest.length > 0 ? ` against ${list(rest)}` : ' alone'}, ${plural(images, 'image')}, ${plural(plan.rounds, 'interleaved round')}`
}
