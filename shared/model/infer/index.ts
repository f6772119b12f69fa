/**
 * The architecture of a Swin multi-task model from the names and shapes in its checkpoint. A config completes it; where both speak they must agree.
 * What neither tells is returned as questions, to be asked in the window or named by the command line.
 */
import { StudioError, type Question } from '../../errors'
import { architectureSchema, imagenet, type Architecture } from '../architecture'
import { agree, configError } from './agree'
import { controllersOf } from './controllers'
import { tasksOf } from './tasks'
import { checkGrid, inputSizeOf } from './grid'
import type { ModelConfig } from '../config'
import type { Shapes } from './shapes'

export interface Inferred { architecture: Architecture; /** What a person should know about how the file was read. */ notes: string[] }

/** Throws `mismatch` when the file is no such model or contradicts its config, and `needs-answer` with questions when something is missing. */
export function inferArchitecture(shapes: Shapes, config: ModelConfig = {}): Inferred {
  const notes: string[] = []
  const embed = shapes.get('backbone.patch_embed.proj.weight')
  if (!embed || embed.length !== 4) throw notThisModel(shapes)
  const [embedDim, channels, patchSize] = embed as [number, number, number, number]
  if (channels !== 3) throw new StudioError('unsupported', `The model reads ${channels} channels`, { why: 'The studio prepares RGB images only.', fix: 'Open a model with in_chans 3.' })
  agree('embed_dim', config.embed_dim, embedDim)
  agree('patch_size', config.patch_size, patchSize)
  agree('in_chans', config.in_chans, channels)

  const depths = depthsOf(shapes)
  agree('depths', config.depths, depths)
  if (depths.length < 2) throw new StudioError('unsupported', 'The encoder has one stage only', { fix: 'The decoders of this family need at least two stages.' })
  const tables = depths.map((_, s) => tableOf(shapes, s))
  const heads = tables.map((t) => t.heads), windows = tables.map((t) => t.window)
  agree('num_heads', config.num_heads, heads)
  heads.forEach((h, s) => {
    if ((embedDim << s) % h !== 0) throw new StudioError('mismatch', `Stage ${s} has ${h} attention heads for ${embedDim << s} channels`, { why: 'Every head takes an equal share of the channels.', fix: 'Save the complete state dict of one model.' })
  })

  const controllers = controllersOf(shapes, config, depths)
  notes.push(...controllers.notes)
  const questions: Question[] = []
  const inputSize = inputSizeOf(shapes, config, { patchSize, depths, windows, blockWidth: controllers.blockWidthInFile }, questions)
  const tasks = tasksOf(shapes, config, controllers.lanes)
  notes.push(...tasks.notes)
  if (questions.length > 0) throw new StudioError('needs-answer', 'The checkpoint does not tell everything about its model', { why: 'Some values cannot be inferred from names and shapes.', fix: 'Give these keys in a config: --config, or a .json or .yaml of the same name beside the checkpoint.', questions })

  const first = 'backbone.layers.0.blocks.0'
  const architecture = architectureSchema.parse({
    inputSize, patchSize, embedDim, depths, heads, windows,
    mlpRatio: mlpRatioOf(shapes, config.mlp_ratio, embedDim, depths),
    qkvBias: agree('qkv_bias', config.qkv_bias, shapes.has(`${first}.attn.qkv.bias`)),
    qkScale: config.qk_scale ?? null,
    ape: agree('ape', config.ape, shapes.has('backbone.absolute_pos_embed')),
    patchNorm: agree('patch_norm', config.patch_norm, shapes.has('backbone.patch_embed.norm.weight')),
    decoderWidth: agree('decoder_dim', config.decoder_dim, tasks.decoderWidth),
    decoderLayout: config.decoder_layout ?? 'view',
    policy: controllers.policy, adaptiveBlocks: controllers.blocks, adaptiveTokens: controllers.tokens,
    blockControllerWidth: controllers.blockWidth, tokenControllerWidth: controllers.tokenWidth,
    tasks: tasks.tasks, mean: config.input?.mean ?? imagenet.mean, std: config.input?.std ?? imagenet.std
  })
  checkGrid(architecture, config)
  return { architecture, notes }
}

function notThisModel(shapes: Shapes): StudioError {
  const sample = [...shapes.keys()].slice(0, 3).join(', ') || 'none'
  return new StudioError('unsupported', 'This checkpoint is not a Swin multi-task model of the AdaMTL family', {
    why: `It has no backbone.patch_embed.proj.weight and blocks of that naming; its first tensors are: ${sample}.`,
    fix: 'Open a checkpoint written by AdaMTL\'s training, or export the model to ONNX and open that.'
  })
}

function depthsOf(shapes: Shapes): number[] {
  const depths: number[] = []
  for (const name of shapes.keys()) {
    const m = /^backbone\.layers\.(\d{1,3})\.blocks\.(\d{1,3})\.attn\.qkv\.weight$/.exec(name)
    if (m) depths[Number(m[1])] = Math.max(depths[Number(m[1])] ?? 0, Number(m[2]) + 1)
  }
  if (depths.length === 0) throw notThisModel(shapes)
  for (let s = 0; s < depths.length; s++) {
    const depth = depths[s]
    if (!depth) throw configError(`Stage ${s} is missing`, 'The checkpoint has blocks of a later stage only.')
    for (let b = 0; b < depth; b++)
      if (!shapes.has(`backbone.layers.${s}.blocks.${b}.attn.qkv.weight`)) throw configError(`Block ${b} of stage ${s} is missing`, 'Later blocks of that stage are there.')
  }
  return depths
}

/** The smallest ratio that gives every stage its hidden width. Each is rounded down, so a ratio such as 1.3 shows in the largest quotient. */
function mlpRatioOf(shapes: Shapes, configured: number | undefined, embedDim: number, depths: number[]): number {
  const stages = depths.map((_, s) => ({ width: embedDim << s, hidden: shapes.get(`backbone.layers.${s}.blocks.0.mlp.fc1.weight`)?.[0] ?? 0 }))
  if (stages.some((s) => s.hidden === 0)) throw notThisModel(shapes)
  const found = Math.max(...stages.map((s) => s.hidden / s.width))
  const fits = configured !== undefined && stages.every((s) => Math.abs(s.width * configured - s.hidden) < 1)
  return fits ? found : agree('mlp_ratio', configured, found)
}

/** Window and heads of a stage from its bias table `[(2w−1)², heads]`; the window of a small stage is clipped to its resolution. */
function tableOf(shapes: Shapes, stage: number): { window: number; heads: number } {
  const name = `backbone.layers.${stage}.blocks.0.attn.relative_position_bias_table`
  const [rows, heads] = shapes.get(name) ?? []
  const side = rows === undefined ? NaN : Math.sqrt(rows)
  if (!heads || !Number.isInteger(side) || side % 2 === 0) throw new StudioError('mismatch', `The bias table of stage ${stage} is missing or malformed`, { why: `${name} must have shape [(2·window − 1)², heads].`, fix: 'Save the complete state dict.' })
  return { window: (side + 1) / 2, heads }
}
