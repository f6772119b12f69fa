/** What a policy decided for one image, block by block, and what that cost. */
import { z } from 'zod'
import { switchSchema } from './settings'

const macs = z.number().nonnegative()

export const laneDecisionSchema = z.object({
  /** Raw controller output; null where no block controller exists (token-only models). */
  logit: z.number().nullable(),
  probability: z.number().nullable(),
  /** The lane asked for this block. */
  active: z.boolean(),
  forced: switchSchema.nullable()
})

export const blockDecisionSchema = z.object({
  id: z.string(),
  stage: z.number().int(),
  block: z.number().int(),
  /** By lane id: a task, or `policy` for a single policy. Empty for static models. */
  tasks: z.record(z.string(), laneDecisionSchema),
  /** Someone asked, or the gate was forced on. */
  gate: z.boolean(),
  forced: switchSchema.nullable(),
  /** Gate on and at least one token selected. */
  ran: z.boolean(),
  tokens: z.object({
    selected: z.number().int(),
    total: z.number().int(),
    /** Tokens selected by each lane; 0 where the gate was off. */
    tasks: z.record(z.string(), z.number().int()),
    /** Side of the token grid. */
    side: z.number().int()
  }),
  /** Executed in this block, without controllers. */
  macs,
  /** The same block in the static model. */
  staticMacs: macs
})
export type BlockDecision = z.infer<typeof blockDecisionSchema>

export const macsSchema = z.object({
  static: macs, executed: macs, blocks: macs, controllers: macs, decoders: macs,
  /** Patch embedding and merging: always runs. */
  other: macs,
  /** By task: what would not have run without it. */
  marginal: z.record(z.string(), macs),
  /** Static parts, for bars on one scale. */
  staticBlocks: macs
})
export type MacsBreakdown = z.infer<typeof macsSchema>

export const decisionSchema = z.object({
  /** Lane ids in the order they are drawn. */
  lanes: z.array(z.string()),
  /** Active tasks. */
  tasks: z.array(z.string()),
  blocks: z.array(blockDecisionSchema),
  macs: macsSchema,
  /** Encoder and decoders, after one warm-up, on this computer. */
  latencyMs: z.number().nonnegative()
})
export type Decision = z.infer<typeof decisionSchema>

/** Token masks of one block in raster order, one byte (0/1) per token. */
export interface TokenMasks { union: Uint8Array; lanes: Record<string, Uint8Array> }

/** Number of blocks that ran. */
export const ranCount = (d: Decision): number => d.blocks.filter((b) => b.ran).length
