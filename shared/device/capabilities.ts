/** What a device lets us read, found by probing it: capabilities before promises. */
import { z } from 'zod'
import { deviceSchema } from './device'

/** `yes`: works. `look`: works with a limit that `detail` names. `no`: not available. */
const checkSchema = z.object({
  id: z.enum(['shell', 'runner', 'clock', 'thermal', 'gauge', 'energy', 'battery', 'charging', 'perfetto', 'storage', 'memory', 'wifi']),
  label: z.string(), state: z.enum(['yes', 'look', 'no']), detail: z.string(),
  /** What it makes possible, and what its lack or limit forbids. */
  allows: z.string(), forbids: z.string().nullable()
})
export type CapabilityCheck = z.infer<typeof checkSchema>

/** One file on the device that can be sampled; `scale` turns its number into `unit`. */
export const sourceSchema = z.object({
  id: z.string(), path: z.string(), kind: z.enum(['current', 'voltage', 'power', 'charge', 'level', 'temperature', 'frequency', 'status']),
  unit: z.enum(['A', 'V', 'W', 'Ah', '%', '°C', 'GHz', '']), scale: z.number(), label: z.string(),
  /** Where the file tells one of these words: its value is the word's place, from 0. */
  words: z.array(z.string()).optional()
})
export type Source = z.infer<typeof sourceSchema>

export const gaugeSchema = z.object({
  current: z.string(), voltage: z.string(),
  /** Value changes per second while the load varies; null when it never changed. */
  refreshHz: z.number().nullable(),
  /** Smallest step seen, amperes. */
  stepA: z.number().nullable(),
  /** +1 where a positive reading is discharge. Found by idle against burst; null where the two could not be told apart. */
  dischargeSign: z.union([z.literal(1), z.literal(-1)]).nullable()
})
export type Gauge = z.infer<typeof gaugeSchema>

/** What a short recording of perfetto's `android.power` held. Ids as in `counters.ts`. */
export const perfettoSchema = z.object({
  /** `refreshHz`: value changes per second, at rest and under load; null where it never changed. */
  counters: z.array(z.object({ id: z.string(), refreshHz: z.number().nullable() })),
  /** Whether this version of perfetto knows the battery's voltage; asked of an older one, it refuses the whole recording. */
  knowsVoltage: z.boolean(),
  /** As the gauge's: found by idle against burst; null where the two could not be told apart. */
  dischargeSign: z.union([z.literal(1), z.literal(-1)]).nullable(),
  /** By which its current is multiplied: 1, or 1000 where its size says that the vendor tells milliamperes. */
  currentFactor: z.number(),
  /** Why nothing of it can be used; null where something can. */
  problem: z.string().nullable()
})
export type Perfetto = z.infer<typeof perfettoSchema>

export const capabilitiesSchema = z.object({
  device: deviceSchema, probedAt: z.string(),
  identity: z.object({
    manufacturer: z.string(), model: z.string(), android: z.string(), sdk: z.number().nullable(), soc: z.string(), abi: z.string(),
    /** A Vuzix M4000: it runs on an external pack, so its gauge does not see the whole system's power. */
    m4000: z.boolean()
  }),
  cores: z.array(z.object({ cpu: z.number().int(), maxGHz: z.number().nullable() })),
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number() }).nullable(),
  storage: z.object({ path: z.string(), freeBytes: z.number() }).nullable(),
  battery: z.object({ level: z.number().nullable(), charging: z.boolean().nullable(), temperatureC: z.number().nullable(), status: z.string() }).nullable(),
  sources: z.array(sourceSchema), gauge: gaugeSchema.nullable(),
  /** Null where the device has no perfetto, or it is switched off. */
  perfetto: perfettoSchema.nullable().default(null),
  features: z.array(z.string()),
  checks: z.array(checkSchema),
  /** Where energy can come from, and how far it may be believed. */
  energy: z.object({ source: z.enum(['gauge', 'perfetto', 'none']), standing: z.enum(['simulated', 'estimate', 'refused']), reason: z.string() }),
  /** What could not be found out, in words. */
  unverified: z.array(z.string())
})
export type Capabilities = z.infer<typeof capabilitiesSchema>
