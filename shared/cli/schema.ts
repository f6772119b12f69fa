/** The documents that the command line prints with `--json`. They are published in docs/schema/, which a test keeps true. */
import { z } from 'zod'
import { taskMetricSchema } from '../model/metric'
import { runDetailSchema } from '../runs/run'
import { devicesDocumentSchema, doctorDocumentSchema } from './device-documents'
import { sweepDocumentSchema } from './sweep-documents'
import { tuneDocumentSchema } from './tune-document'
import { simulateDocumentSchema } from './simulate-document'

const count = z.number().int().nonnegative()
const macs = z.number().nonnegative()

const laneSchema = z.object({
  logit: z.number().nullable().describe('Raw controller output; null for a model without block controllers'),
  probability: z.number().min(0).max(1).nullable(),
  active: z.boolean().describe('The task asked for the block')
})

const blockSchema = z.object({
  id: z.string().describe('s<stage>.b<block>'),
  tasks: z.record(z.string(), laneSchema).describe('By active task, or `policy` for a single policy; empty for a static run'),
  ran: z.boolean(),
  tokens: z.object({ selected: count, total: count, tasks: z.record(z.string(), count) }),
  macs: macs.describe('Executed in this block, without controllers')
})

const outputSchema = z.object({
  shape: z.array(count).describe('[C, H, W] of the raw map'),
  npy: z.string().nullable().describe('File written by --outputs'), png: z.string().nullable(),
  metric: taskMetricSchema.nullable().describe('With --metrics: against the ground truth beside the image, where there is some')
})

export const inspectedImageSchema = z.object({
  image: z.string(), blocks: z.array(blockSchema), tasks: z.record(z.string(), z.object({ output: outputSchema })),
  outputs: z.string().nullable().describe('Folder written by --outputs'),
  macs: z.object({ static: macs, executed: macs, blocks: macs, controllers: macs, decoders: macs, other: macs, marginal: z.record(z.string(), macs) }).nullable().describe('null for a plain model'),
  latencyMs: z.number().nonnegative().describe('Encoder and decoders on this computer, after one warm-up')
})
export type InspectedImage = z.infer<typeof inspectedImageSchema>

export const failedImageSchema = z.object({ image: z.string(), error: z.string() })

export const inspectDocumentSchema = z.object({
  model: z.object({
    file: z.string(), kind: z.enum(['adaptive', 'static', 'plain']), policy: z.enum(['per_task', 'single']).nullable(),
    tasks: z.array(z.string()), inputSize: count.nullable(), blocks: z.array(z.string())
  }),
  images: z.array(z.union([inspectedImageSchema, failedImageSchema]))
})
export type InspectDocument = z.infer<typeof inspectDocumentSchema>

export const importDocumentSchema = z.object({
  out: z.string(), files: z.array(z.object({ name: z.string(), bytes: count })), kind: z.enum(['adaptive', 'static']), policy: z.enum(['per_task', 'single']).nullable(),
  tasks: z.array(z.string()), inputSize: count, blocks: z.array(z.string()), config: z.string().nullable(), sha256: z.string(), notes: z.array(z.string())
})
export type ImportDocument = z.infer<typeof importDocumentSchema>

export const generateDocumentSchema = z.object({ file: z.string(), config: z.string(), bytes: count, parameters: count, seed: z.number().int(), notice: z.string() })
export type GenerateDocument = z.infer<typeof generateDocumentSchema>

export const profileDocumentSchema = z.object({ study: z.string().describe('The file that holds the run'), run: runDetailSchema })
export type ProfileDocument = z.infer<typeof profileDocumentSchema>

export const documents = { inspect: inspectDocumentSchema, import: importDocumentSchema, generate: generateDocumentSchema, devices: devicesDocumentSchema, doctor: doctorDocumentSchema, simulate: simulateDocumentSchema, profile: profileDocumentSchema, sweep: sweepDocumentSchema, tune: tuneDocumentSchema }
