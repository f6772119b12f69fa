/** What `devices --json` and `doctor` print; a part of the documents of the command line. */
import { z } from 'zod'
import { capabilitiesSchema } from '../device/capabilities'
import { deviceSchema } from '../device/device'
import { errorSchema } from '../errors'
import { adbInfoSchema } from '../rpc/device-calls'

export const devicesDocumentSchema = z.object({
  adb: adbInfoSchema, devices: z.array(deviceSchema.extend({ problem: z.string().nullable().describe('Why it cannot be used now, and what to do') }))
})
export type DevicesDocument = z.infer<typeof devicesDocumentSchema>

const commandSchema = z.object({
  id: z.string(), about: z.string().describe('What it tells'), command: z.string(), code: z.number().int().nullable().describe('Exit code; null where it gave none'),
  stdout: z.string(), stderr: z.string(), milliseconds: z.number(), cut: z.boolean().describe('Only the beginning of the output is here'), problem: z.string().nullable().describe('Why it could not be run')
})

const trialSchema = z.object({
  id: z.enum(['execute', 'end-on-abort', 'push', 'pull', 'standard-input']), question: z.string(), answer: z.enum(['yes', 'no', 'unknown']), detail: z.string()
})

export const doctorDocumentSchema = z.object({
  kind: z.literal('adamtl-studio doctor'), version: z.literal(1), at: z.string().describe('ISO 8601'), studio: z.string(),
  simulated: z.boolean().describe('True: nothing in here is a measurement of glasses'),
  computer: z.object({ platform: z.string(), release: z.string(), arch: z.string(), node: z.string() }),
  adb: adbInfoSchema, pairing: z.string(), device: deviceSchema,
  capabilities: capabilitiesSchema.nullable().describe('What the studio concludes; null where the probe failed'),
  gauge: z.object({ columns: z.tuple([z.literal('phase'), z.literal('seconds'), z.literal('current'), z.literal('voltage')]), rows: z.array(z.tuple([z.enum(['idle', 'burst']), z.number(), z.number(), z.number()])) })
    .describe('Each reading of the gauge, at rest and under load; numbers as the files have them, seconds since boot'),
  commands: z.array(commandSchema), trials: z.array(trialSchema),
  problems: z.array(z.object({ during: z.string(), error: errorSchema }))
})
export type DoctorDocument = z.infer<typeof doctorDocumentSchema>
export type DoctorCommand = DoctorDocument['commands'][number]
export type DoctorTrial = DoctorDocument['trials'][number]
