/** Calls about devices, profiles and stored runs; a part of the contract. */
import { z } from 'zod'
import { capabilitiesSchema, sourceSchema } from '../device/capabilities'
import { deviceSchema } from '../device/device'
import { planSchema } from '../device/plan'
import { settingsSchema } from '../policy/settings'
import { estimateSchema, runDetailSchema, runSchema } from '../runs/run'
import { lineSchema } from '../trace/stream'
import { blockTimesSchema } from './block-times'

const empty = z.object({})
const serial = z.string().min(1)
const run = z.string().min(1)
const path = z.string().min(1)

/** Faults that a simulation can be told to have; `none` ends them. */
export const faultSchema = z.enum(['none', 'unplug', 'offline', 'unauthorized', 'no-shell-v2', 'slow-link', 'throttling', 'charging', 'frozen-gauge', 'full-disk'])
export type Fault = z.infer<typeof faultSchema>

export const adbInfoSchema = z.object({
  /** Null where there is none; then `problem` says what to do on this platform. */
  path: z.string().nullable(), version: z.string().nullable(), port: z.number().int(),
  problem: z.object({ message: z.string(), why: z.string(), fix: z.string() }).nullable()
})
export type AdbInfo = z.infer<typeof adbInfoSchema>

/** What a profile tells while it runs. */
export const liveEventSchema = z.discriminatedUnion('k', [
  z.object({
    k: z.literal('started'), run, sources: z.array(sourceSchema), slots: z.array(z.object({ slot: z.number().int(), round: z.number().int(), variant: z.string() })),
    /** In the order of the inferences' `image` numbers. */
    images: z.array(z.object({ id: z.string(), path })),
    /** Offered, and left out since they could not be read. */
    skipped: z.array(z.object({ path, why: z.string() }))
  }),
  /** Before the first inference: probing, preparing, pushing; `total` 0 while unknown. */
  z.object({ k: z.literal('preparing'), stage: z.string(), done: z.number(), total: z.number(), unit: z.string() }),
  /** Lines of the runner, some 20 batches a second at most. */
  z.object({ k: z.literal('lines'), lines: z.array(lineSchema) }),
  z.object({ k: z.literal('time'), secondsLeft: z.number().nullable(), slot: z.number().int(), slots: z.number().int(), inferences: z.number().int() }),
  /** After each round: the latency ratio of each variant against the baseline in this round and so far. */
  z.object({ k: z.literal('round'), round: z.number().int(), variant: z.string(), latency: estimateSchema, soFar: estimateSchema }),
  z.object({ k: z.literal('paused'), paused: z.boolean() }),
  /** The device went away; what was captured is stored. `waiting` while it may come back. */
  z.object({ k: z.literal('lost'), message: z.string(), waiting: z.boolean() })
])
export type LiveEvent = z.infer<typeof liveEventSchema>

const pointsSchema = z.object({ t: z.array(z.number()), v: z.array(z.number().nullable()) })
export const seriesSchema = z.object({
  /** Seconds since the run's first line. */
  from: z.number(), to: z.number(),
  phases: z.array(z.object({ phase: z.string(), variant: z.string().nullable(), round: z.number().int().nullable(), slot: z.number().int().nullable(), from: z.number(), to: z.number() })),
  /** By variant: milliseconds, min-max decimated. `outlier` holds those beyond Tukey's fences. */
  latency: z.record(z.string(), pointsSchema), outliers: z.record(z.string(), pointsSchema),
  /** By source id, in the source's unit; `power` in W is derived from current and voltage where there is no source for it. */
  sources: z.record(z.string(), pointsSchema),
  /** How many points the stored range holds before decimation. */
  points: z.number().int()
})
export type Series = z.infer<typeof seriesSchema>

/** How the columns of a meter's file are to be read. */
export const meterMappingSchema = z.object({
  format: z.enum(['monsoon-powertool', 'pymonsoon', 'generic']),
  time: z.object({ column: z.number().int(), unit: z.enum(['s', 'ms', 'us', 'ns']) }),
  current: z.object({ column: z.number().int(), unit: z.enum(['A', 'mA', 'uA']) }).nullable(),
  voltage: z.union([z.object({ column: z.number().int(), unit: z.enum(['V', 'mV', 'uV']) }), z.object({ fixed: z.number().positive() })]).nullable(),
  power: z.object({ column: z.number().int(), unit: z.enum(['W', 'mW', 'uW']) }).nullable(),
  separator: z.string().length(1).default(','), skipRows: z.number().int().nonnegative().default(1)
})
export type MeterMapping = z.infer<typeof meterMappingSchema>
export const meterPreviewSchema = z.object({
  columns: z.array(z.string()), rows: z.array(z.array(z.string())), guess: meterMappingSchema.nullable(),
  /** With a mapping: what it makes of the file. */
  samples: z.number().int(), seconds: z.number(), meanW: z.number().nullable(), rateHz: z.number().nullable(), problems: z.array(z.string())
})
/** Meter time = device time + offset, found by the burst markers; confidence 0…1. */
export const alignmentSchema = z.object({ offsetS: z.number(), driftPpm: z.number(), confidence: z.number(), byHand: z.boolean() })

export const deviceCalls = {
  'adb.info': { in: empty, out: adbInfoSchema },
  /** The devices now and at each change, until cancelled. */
  'devices.follow': { in: empty, out: empty, event: z.object({ devices: z.array(deviceSchema), problem: z.string().nullable() }) },
  'devices.connect': { in: z.object({ address: z.string().min(1) }), out: z.object({ serial }) },
  'devices.disconnect': { in: z.object({ serial }), out: empty },
  /** Tells a device on a cable to listen on Wi-Fi, and connects to it there. Null where its address is not known, though it listens. */
  'devices.tcpip': { in: z.object({ serial, port: z.number().int().min(1024).max(65535).default(5555) }), out: z.object({ serial: serial.nullable() }) },
  /** Takes some seconds: the gauge is read while the device idles and while it computes. `done` and `total` are seconds. */
  'devices.probe': { in: z.object({ serial }), out: capabilitiesSchema, event: z.object({ stage: z.string(), done: z.number(), total: z.number() }) },
  /** Removes the runner and everything else of ours from the device. */
  'devices.clean': { in: z.object({ serial }), out: z.object({ removedBytes: z.number() }) },
  /** Kernel time by part of the model on the device, for one image; `model` is a handle of an open model. */
  'devices.times': { in: z.object({ serial, model: z.string(), image: path, settings: settingsSchema, threads: z.number().int().min(1).max(64), runs: z.number().int().min(1).max(200) }), out: blockTimesSchema },
  /** `unauthorized`: they were never connected to this computer, and their prompt has to be accepted first. */
  'simulation.start': { in: z.object({ seed: z.number().int().default(1), unauthorized: z.boolean().default(false) }), out: z.object({ serial }) },
  'simulation.stop': { in: z.object({ serial }), out: empty },
  'simulation.fault': { in: z.object({ serial, fault: faultSchema }), out: empty },
  /** The person at the simulated device accepts this computer's key. False where none waits. */
  'simulation.accept': { in: z.object({ serial }), out: z.object({ accepted: z.boolean() }) },
  /** Runs a plan to its end, until `profile.order` stops it, or the device is lost; what was captured is stored in every case. `models` are handles of open models. */
  'profile.run': { in: z.object({ serial, plan: planSchema, models: z.array(z.string()).min(1), images: z.array(path).min(1), name: z.string().optional() }), out: runDetailSchema, event: liveEventSchema },
  'profile.order': { in: z.object({ run, do: z.enum(['pause', 'resume', 'stop']) }), out: empty },
  'runs.list': { in: empty, out: z.array(runSchema) },
  'runs.get': { in: z.object({ run }), out: runDetailSchema },
  'runs.series': { in: z.object({ run, from: z.number().nullable().default(null), to: z.number().nullable().default(null), columns: z.number().int().min(10).max(4000) }), out: seriesSchema },
  /** Every latency of a run by variant, ms, for a distribution; at most 20 000 per variant, evenly taken. */
  'runs.latencies': { in: z.object({ run }), out: z.object({ variants: z.record(z.string(), z.array(z.number())) }) },
  'runs.update': { in: z.object({ run, name: z.string().min(1).optional(), notes: z.string().optional(), tags: z.array(z.string()).optional() }), out: runSchema },
  /** Hides a run; `runs.restore` brings it back until the studio ends. */
  'runs.delete': { in: z.object({ run }), out: empty },
  'runs.restore': { in: z.object({ run }), out: empty },
  'meter.preview': { in: z.object({ path, mapping: meterMappingSchema.nullable() }), out: meterPreviewSchema },
  'meter.import': { in: z.object({ run, path, mapping: meterMappingSchema, offsetS: z.number().nullable() }), out: z.object({ alignment: alignmentSchema, detail: runDetailSchema }) }
} as const
