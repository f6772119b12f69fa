/** The fields of the plan as the editor shows them, each with its unit and what it is for. */
import type { Plan } from '@shared/device/plan'

export type Protocol = Omit<Plan, 'variants' | 'version'>

export interface Field {
  id: string
  label: string
  unit: string
  about: string
  min: number
  max: number
  step: number
  digits: number
  get(p: Protocol): number | null
  set(p: Protocol, value: number): Protocol
}

const field = (id: string, label: string, unit: string, about: string, [min, max, step, digits]: [number, number, number, number], get: Field['get'], set: Field['set']): Field =>
  ({ id, label, unit, about, min, max, step, digits, get, set })

export const groups: { title: string; fields: Field[] }[] = [
  {
    title: 'Rounds',
    fields: [
      field('rounds', 'Rounds', '', 'Each round runs every variant once, in an order drawn by the seed.', [1, 1000, 1, 0], (p) => p.rounds, (p, rounds) => ({ ...p, rounds })),
      field('slotSeconds', 'Slot, at least', 's', 'A slot is one variant in one round. Energy needs it long enough for the gauge.', [0.2, 3600, 5, 1], (p) => p.slotSeconds, (p, slotSeconds) => ({ ...p, slotSeconds })),
      field('slotInferences', 'Inferences per slot, at least', '', 'A slot goes on until it has these too.', [1, 1_000_000, 10, 0], (p) => p.slotInferences, (p, slotInferences) => ({ ...p, slotInferences })),
      field('seed', 'Seed', '', 'Orders variants and images; the same seed gives the same order.', [0, 0xffffffff, 1, 0], (p) => p.seed, (p, seed) => ({ ...p, seed }))
    ]
  },
  {
    title: 'Before and between',
    fields: [
      field('idleSeconds', 'Idle baseline', 's', 'Power with nothing running. 0 leaves it out, and net energy with it.', [0, 3600, 5, 0], (p) => p.idleSeconds, (p, idleSeconds) => ({ ...p, idleSeconds })),
      field('warmUp', 'Warm-up, at most', 's', 'Until latency is stable.', [0, 3600, 5, 0], (p) => p.warmUp.maxSeconds, (p, maxSeconds) => ({ ...p, warmUp: { ...p.warmUp, maxSeconds } })),
      field('stableWithin', 'Stable within', '%', 'Medians of successive windows differ by no more than this.', [0.1, 100, 0.5, 1], (p) => p.warmUp.stableWithin * 100, (p, v) => ({ ...p, warmUp: { ...p.warmUp, stableWithin: v / 100 } })),
      field('coolTo', 'Cool down to start +', '°C', 'Between rounds, the hottest zone.', [0.1, 20, 0.1, 1], (p) => p.coolDown?.toleranceC ?? null, (p, toleranceC) => ({ ...p, coolDown: { maxSeconds: p.coolDown?.maxSeconds ?? 300, toleranceC } })),
      field('coolMax', 'Cool down, at most', 's', 'Then it goes on, and the run says so.', [1, 7200, 30, 0], (p) => p.coolDown?.maxSeconds ?? null, (p, maxSeconds) => ({ ...p, coolDown: { toleranceC: p.coolDown?.toleranceC ?? 0.5, maxSeconds } }))
    ]
  },
  {
    title: 'Measuring',
    fields: [
      field('images', 'Images', '', 'Drawn by route, so that each stratum keeps its share.', [1, 100_000, 1, 0], (p) => p.images, (p, images) => ({ ...p, images })),
      field('markerSeconds', 'Bursts for a meter', 's', 'Full load before the first and after the last slot, by which a meter file is aligned. 0 leaves them out.', [0, 30, 1, 1], (p) => p.markerSeconds, (p, markerSeconds) => ({ ...p, markerSeconds })),
      field('sampleHz', 'Samples', 'Hz', 'Of power, temperature and clocks.', [0.5, 200, 5, 1], (p) => p.sampleHz, (p, sampleHz) => ({ ...p, sampleHz })),
      field('threads', 'Threads', '', 'Of the inference on the device.', [1, 64, 1, 0], (p) => p.threads, (p, threads) => ({ ...p, threads })),
      field('gaugeUpdates', 'Gauge updates per slot, at least', '', 'With fewer, energy per inference is refused.', [1, 10_000, 1, 0], (p) => p.gaugeUpdates, (p, gaugeUpdates) => ({ ...p, gaugeUpdates }))
    ]
  }
]
