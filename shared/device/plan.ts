/** The protocol of a profile as data: every default visible and editable. */
import { z } from 'zod'
import { settingsSchema } from '../policy/settings'

export const variantSchema = z.object({
  /** Short and unique in its plan; `static` is always there, as the baseline. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  label: z.string(),
  /** Index into the plan's models. */
  model: z.number().int().nonnegative(),
  settings: settingsSchema
})
export type Variant = z.infer<typeof variantSchema>

export const planSchema = z.object({
  version: z.literal(1).default(1),
  preset: z.enum(['quick', 'standard', 'publication', 'custom']),
  /** Orders variants and images. */
  seed: z.number().int().min(0).max(0xffffffff),
  rounds: z.number().int().min(1).max(1000),
  /** A slot (one variant in one round) lasts at least this long and holds at least so many inferences. */
  slotSeconds: z.number().min(0.2).max(3600),
  slotInferences: z.number().int().min(1).max(1_000_000),
  /** Idle baseline before the first round; 0 leaves it out, and net energy with it. */
  idleSeconds: z.number().min(0).max(3600),
  /** Until the medians of successive windows agree within `stableWithin`, at most `maxSeconds`. */
  warmUp: z.object({ maxSeconds: z.number().min(0).max(3600), stableWithin: z.number().positive().max(1) }),
  /** Between rounds, until the hottest zone is within `toleranceC` of where it started, at most `maxSeconds`. Null leaves it out. */
  coolDown: z.object({ toleranceC: z.number().positive(), maxSeconds: z.number().positive().max(7200) }).nullable(),
  /** Samples per second of power, temperature and clocks. */
  sampleHz: z.number().min(0.5).max(200),
  threads: z.number().int().min(1).max(64),
  /** Bursts of full load before the first and after the last slot, by which an external meter's trace is aligned; 0 leaves them out. */
  markerSeconds: z.number().min(0).max(30).default(0),
  /** How many images; they are drawn by route, so that each stratum keeps its share. Null takes all. */
  images: z.number().int().min(1).nullable(),
  /** Energy per inference needs this many gauge updates in a slot; fewer are refused. */
  gaugeUpdates: z.number().int().min(1).default(20),
  /**
   * Which of the device's own sources energy comes from. `auto`: the gauge, and where it is refused, perfetto's power; `perfetto`: the other way round;
   * `gauge`: perfetto is not recorded at all.
   */
  energyFrom: z.enum(['auto', 'gauge', 'perfetto']).default('auto'),
  variants: z.array(variantSchema).min(1).max(16)
})
export type Plan = z.infer<typeof planSchema>
export type PlanInput = z.input<typeof planSchema>
type Protocol = Omit<Plan, 'variants' | 'version'>

export const presets: Record<'quick' | 'standard' | 'publication', Protocol & { label: string; about: string }> = {
  quick: {
    label: 'Quick look', about: '2 rounds, 6 s each: latency, a first look',
    preset: 'quick', seed: 7, rounds: 2, slotSeconds: 6, slotInferences: 20, idleSeconds: 4, warmUp: { maxSeconds: 10, stableWithin: 0.05 }, coolDown: null,
    sampleHz: 20, threads: 2, images: 12, markerSeconds: 1, gaugeUpdates: 20, energyFrom: 'auto'
  },
  standard: {
    label: 'Paired comparison', about: '8 rounds, 60 s each, latency and energy',
    preset: 'standard', seed: 7, rounds: 8, slotSeconds: 60, slotInferences: 200, idleSeconds: 60, warmUp: { maxSeconds: 90, stableWithin: 0.02 },
    coolDown: { toleranceC: 0.5, maxSeconds: 300 }, sampleHz: 20, threads: 2, images: 48, markerSeconds: 3, gaugeUpdates: 20, energyFrom: 'auto'
  },
  publication: {
    label: 'For publication', about: '20 rounds, 90 s each, cooled to the start',
    preset: 'publication', seed: 7, rounds: 20, slotSeconds: 90, slotInferences: 1000, idleSeconds: 120, warmUp: { maxSeconds: 180, stableWithin: 0.01 },
    coolDown: { toleranceC: 0.3, maxSeconds: 900 }, sampleHz: 50, threads: 2, images: null, markerSeconds: 5, gaugeUpdates: 20, energyFrom: 'auto'
  }
}
