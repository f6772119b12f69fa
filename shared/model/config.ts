/** A model's config as the studio understands it. Every key is optional: it completes or overrides what names and shapes tell. */
import { z } from 'zod'
import { rgbSchema, taskKinds } from './tasks'

const count = z.number().int().positive()

export const configSchema = z.object({
  model_type: z.string(), img_size: count, patch_size: count, in_chans: count, embed_dim: count, depths: z.array(count), num_heads: z.array(count), window_size: count,
  mlp_ratio: z.number().positive(), qkv_bias: z.boolean(), qk_scale: z.number().positive().nullable(), ape: z.boolean(), patch_norm: z.boolean(),
  decoder_dim: count, decoder_layout: z.enum(['view', 'permute']),
  block_ctrl_size: count, token_ctrl_size: count, policy: z.string(),
  ada_blocks: z.boolean(), ada_tokens: z.boolean(), adaptive: z.boolean(), hard_gumbel: z.boolean(),
  tasks: z.array(z.string().min(1)).min(1), num_outputs: z.record(z.string(), count),
  input: z.object({ mean: z.array(z.number()).length(3).optional(), std: z.array(z.number().positive()).length(3).optional() }),
  /** Overrides of what a task predicts, its class names and its colours, by task id. */
  kinds: z.record(z.string(), z.enum(taskKinds)), classes: z.record(z.string(), z.array(z.string())), palettes: z.record(z.string(), z.array(rgbSchema))
}).partial().catchall(z.unknown())
export type ModelConfig = z.infer<typeof configSchema>

/** `semseg_classes` and `semseg_palette` are accepted beside `classes.semseg` and `palettes.semseg`. */
export function classesOf(config: ModelConfig, task: string): string[] | undefined {
  return config.classes?.[task] ?? z.array(z.string()).safeParse(config[`${task}_classes`]).data
}

export function paletteOf(config: ModelConfig, task: string): [number, number, number][] | undefined {
  return config.palettes?.[task] ?? z.array(rgbSchema).safeParse(config[`${task}_palette`]).data
}
