/** Reads a model's config: the studio's and the sample's `.json`, or the authors' `.yaml`. Only keys that are present count. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import { configSchema, type ModelConfig } from '@shared/model/config'
import { parse } from 'yaml'
import { z } from 'zod'
import { readFileBounded } from '../file'

const maxBytes = 4 << 20

/** Throws StudioError naming the file, the key and what is expected. */
export async function readConfig(file: string): Promise<ModelConfig> {
  const text = new TextDecoder().decode(await readFileBounded(file, maxBytes))
  // The authors' training writes its whole config as YAML into a file called config.json.
  const yaml = /\.ya?ml$/i.test(file) || !/^\s*[{[]/.test(text)
  let data: unknown
  try {
    data = yaml ? parseYaml(text) : JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0]!.replace(/:$/, '') : String(error)
    throw new StudioError('unreadable', `This config is not valid ${yaml ? 'YAML' : 'JSON'}`, { file, why, fix: 'Correct the file, or open the checkpoint without a config.' })
  }
  const object = z.record(z.string(), z.unknown()).safeParse(data)
  if (!object.success) throw new StudioError('unreadable', 'This config holds no keys', { file, fix: 'A config is a JSON object or a YAML mapping.' })
  const flat = looksLikeAuthors(object.data) ? fromAuthors(object.data) : object.data
  // A null says no more than an absent key.
  const parsed = configSchema.safeParse(Object.fromEntries(Object.entries(flat).filter(([, v]) => v !== null && v !== undefined)))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    throw new StudioError('unreadable', `This config has a value that does not fit: ${issue.path.join('.') || 'the top level'}`, { file, why: issue.message, fix: 'Correct the value or remove the key.' })
  }
  return parsed.data
}

/** A config lying beside a checkpoint under the same name is its config. */
export async function configBeside(checkpoint: string): Promise<string | null> {
  const stem = checkpoint.slice(0, checkpoint.length - path.extname(checkpoint).length)
  for (const ending of ['.json', '.yaml', '.yml']) {
    const candidate = stem + ending
    if (candidate !== checkpoint && (await fs.stat(candidate).then((s) => s.isFile(), () => false))) return candidate
  }
  return null
}

/** As PyYAML reads it: version 1.1, where `yes` and `on` are true. Aliases are bounded against "billion laughs"; unknown tags are left out without a word. */
const parseYaml = (text: string): unknown => parse(text, { version: '1.1', maxAliasCount: 100, logLevel: 'error' })

const looksLikeAuthors = (data: Record<string, unknown>): boolean => 'MODEL' in data || 'TRAIN' in data || 'DATA' in data

/** The authors' nested yacs keys → flat keys. Source: configs/*.yaml and config.py of scale-lab/AdaMTL. */
function fromAuthors(data: Record<string, unknown>): Record<string, unknown> {
  const section = (v: unknown): Record<string, unknown> => (typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v)) : {})
  const model = section(data.MODEL), swin = section(model.SWIN), train = section(data.TRAIN)
  const size = section(data.DATA).IMG_SIZE
  return {
    // Only what training wrote has the tasks; the files it is started with leave them to its command line.
    tasks: data.TASKS, num_outputs: section(section(data.TASKS_CONFIG).ALL_TASKS).NUM_OUTPUT,
    img_size: Array.isArray(size) && size.length === 2 && size[0] === size[1] ? size[0] : size, model_type: model.TYPE,
    patch_size: swin.PATCH_SIZE, embed_dim: swin.EMBED_DIM, depths: swin.DEPTHS, num_heads: swin.NUM_HEADS, window_size: swin.WINDOW_SIZE, mlp_ratio: swin.MLP_RATIO,
    qkv_bias: swin.QKV_BIAS, qk_scale: swin.QK_SCALE, ape: swin.APE, patch_norm: swin.PATCH_NORM, decoder_dim: swin.DECODER_DIM, in_chans: swin.IN_CHANS,
    adaptive: train.ADAPTIVE, hard_gumbel: train.HARD_GUMBEL, ada_blocks: train.ADA_BLOCKS, ada_tokens: train.ADA_TOKENS, policy: train.POLICY,
    block_ctrl_size: train.BLOCK_CONTROLLER_DIM, token_ctrl_size: train.TOKEN_CONTROLLER_DIM
  }
}
