/** A model's config as the studio understands it. Every key is optional: it completes or overrides what names and shapes tell. */
import { z } from 'zod'
import { StudioError } from '../errors'
import { rgbSchema, taskKinds, type Rgb } from './tasks'

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

/** Class names of a task: `classes.semseg`, or `semseg_classes`. Throws `mismatch` where the latter is no list of names. */
export const classesOf = (config: ModelConfig, task: string): string[] | undefined =>
  config.classes?.[task] ?? flat(config, `${task}_classes`, z.array(z.string()), 'a list of names')

/** Colours of a task: `palettes.semseg`, or `semseg_palette`. Throws `mismatch` where the latter is no list of colours. */
export const paletteOf = (config: ModelConfig, task: string): Rgb[] | undefined =>
  config.palettes?.[task] ?? flat(config, `${task}_palette`, z.array(rgbSchema), 'a list of colours [red, green, blue] from 0 to 255')

/** A key that names a task inside itself, which the schema above cannot list. */
function flat<T>(config: ModelConfig, key: string, schema: z.ZodType<T>, what: string): T | undefined {
  const parsed = schema.optional().safeParse(config[key])
  if (!parsed.success) throw new StudioError('mismatch', `The config's ${key} is not ${what}`, { why: parsed.error.issues[0]?.message, fix: 'Correct the value or remove the key.' })
  return parsed.data
}
