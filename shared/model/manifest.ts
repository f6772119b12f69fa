/**
 * The manifest of a model: tasks, the sites where it decides at run time, what each part costs, and where its files are.
 * One schema for every kind of adaptive model; a block and the tokens of a block are the two kinds in use so far.
 * It travels in the ONNX file's `metadata_props["adamtl.manifest"]` and as `manifest.json` beside it.
 */
import { z } from 'zod'
import { architectureSchema, largestInput } from './architecture'
import { taskSchema } from './tasks'

const roleSchema = z.enum(['batch', 'task', 'site', 'unit', 'token', 'row', 'col', 'channel', 'rank', 'other'])
const axisSchema = z.object({ role: roleSchema, labels: z.array(z.string()).optional(), grid: z.tuple([z.number().int(), z.number().int()]).optional(), lead: z.number().int().optional() })

/** Where a decision is read: a graph output, a constant, or a control set from outside. */
const sourceSchema = z.discriminatedUnion('from', [
  z.object({ from: z.literal('tensor'), name: z.string(), axes: z.array(axisSchema), pick: z.partialRecord(roleSchema, z.number().int()).optional() }),
  z.object({ from: z.literal('const'), axes: z.array(axisSchema), data: z.array(z.number()) }),
  z.object({ from: z.literal('control'), input: z.string(), axes: z.array(axisSchema) })
])

const siteSchema = z.object({
  id: z.string(), label: z.string().optional(),
  kind: z.enum(['block', 'token']),
  /** What the decision depends on; empty means fixed by training. */
  causes: z.array(z.enum(['input', 'task', 'preference', 'resource'])),
  /** Column of the route map. */
  depth: z.number().int().nonnegative(),
  /** `trunk`, or the id of the task that owns the site. */
  lane: z.string(),
  /** Reached only when the parent runs. */
  parent: z.string().optional(),
  encoding: z.object({ type: z.literal('mask') }),
  /** By lane id; `*` is one decision for all tasks. */
  sources: z.record(z.string(), sourceSchema),
  scores: z.record(z.string(), sourceSchema).optional(),
  /** What a run of several tasks executes. */
  combine: z.enum(['union', 'separate', 'one']),
  /** What this file does with the decision. */
  effect: z.enum(['skips', 'masks', 'soft', 'external']),
  /** Prefixes of the graph nodes under the site, for time attribution. */
  nodes: z.array(z.string()).optional(),
  /** How units lie over the input picture. */
  image: z.object({ rows: z.number().int(), cols: z.number().int() }).optional()
})
export type GatingSite = z.infer<typeof siteSchema>

const factorSchema = z.object({
  site: z.string(),
  /** `on`: share of units on; `any`: 1 when one unit is on. */
  stat: z.enum(['on', 'any'])
})

/** Executed amount = `macs` × product of the factors; without `tasks`, factors see the union over the active tasks. */
const costTermSchema = z.object({
  id: z.string(), part: z.enum(['base', 'gated', 'controller']),
  macs: z.number().nonnegative(),
  factors: z.array(factorSchema),
  /** The term exists only while one of these tasks is active. */
  tasks: z.array(z.string()).optional(),
  /** Bar of the cost chart that the term belongs to. */
  group: z.enum(['blocks', 'controllers', 'decoders', 'other'])
})
export type CostTerm = z.infer<typeof costTermSchema>

/** A file beside the manifest. Never a path: a manifest may come from a stranger. */
const fileName = z.string().regex(/^[^/\\]+$/, 'a file name without a folder is expected')

export const manifestSchema = z.object({
  version: z.literal(1),
  family: z.string(),
  name: z.string(),
  tasks: z.array(taskSchema.extend({ output: z.string(), file: fileName.optional() })),
  /** Who decides: task ids, or `policy` for one controller that serves all tasks; empty for a static model. */
  lanes: z.array(z.string()),
  sites: z.array(siteSchema),
  cost: z.object({ passes: z.literal('one'), terms: z.array(costTermSchema) }),
  architecture: architectureSchema,
  input: z.object({ name: z.string(), size: z.number().int().positive().max(largestInput), mean: z.array(z.number()).length(3), std: z.array(z.number()).length(3), resize: z.literal('cubic-squash') }),
  files: z.object({
    encoder: fileName.nullable(), staticEncoder: fileName.nullable(),
    /** One graph with everything, for other tools. */
    whole: fileName.nullable(), weights: fileName.nullable()
  }),
  provenance: z.object({ source: z.string(), sha256: z.string(), config: z.string().nullable(), studio: z.string(), created: z.string(), notes: z.array(z.string()) })
})
export type Manifest = z.infer<typeof manifestSchema>
