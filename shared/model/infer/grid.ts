/** The input size: told by whatever in the checkpoint depends on the number of tokens, else by the config, else asked for. */
import { StudioError, type Question } from '../../errors'
import { largestInput, type Architecture } from '../architecture'
import type { ModelConfig } from '../config'
import { agree } from './agree'
import type { Shapes } from './shapes'

interface Known { patchSize: number; depths: number[]; windows: number[]; /** Hidden width of the block controllers in the file. */ blockWidth: number | null }

/** Side of the square input in pixels. Adds to `questions` when nothing tells it. Throws `mismatch` when checkpoint and config differ. */
export function inputSizeOf(shapes: Shapes, config: ModelConfig, known: Known, questions: Question[]): number {
  const size = sizeOf(shapes, config, known, questions)
  if (size > largestInput) throw new StudioError('unsupported', `The model reads images of ${size} × ${size} pixels`, { why: `The studio prepares up to ${largestInput}.`, fix: 'Check img_size of the config.' })
  return size
}

function sizeOf(shapes: Shapes, config: ModelConfig, known: Known, questions: Question[]): number {
  const tokens = tokensInFile(shapes, known)
  if (tokens) {
    const side = Math.sqrt(tokens.count)
    if (!Number.isInteger(side)) throw new StudioError('mismatch', `Stage ${tokens.stage} has ${tokens.count} tokens, which is not a square`, { why: `Read from ${tokens.from}.`, fix: 'Only square inputs are supported.' })
    return agree('img_size', config.img_size, side * 2 ** tokens.stage * known.patchSize)
  }
  if (config.img_size) return config.img_size
  questions.push({ key: 'img_size', question: 'Side of the square input, in pixels', hint: 'Nothing in this checkpoint depends on the image size. The training config calls it DATA.IMG_SIZE.', suggestion: '224' })
  return known.patchSize * 2 ** known.depths.length
}

/** Tokens of one stage, from a block controller (h·L columns), the absolute position (L0) or a shift mask (nW windows of w²). */
function tokensInFile(shapes: Shapes, known: Known): { stage: number; count: number; from: string } | null {
  const position = shapes.get('backbone.absolute_pos_embed')
  if (position?.[1]) return { stage: 0, count: position[1], from: 'backbone.absolute_pos_embed' }
  for (const [name, shape] of shapes) {
    const fc = /^backbone\.layers_controllers\.(?:.+\.)?(\d{1,3})\.fc\.weight$/.exec(name)
    if (fc && known.blockWidth && shape[1] && shape[1] % known.blockWidth === 0) return { stage: Number(fc[1]), count: shape[1] / known.blockWidth, from: name }
    const mask = /^backbone\.layers\.(\d{1,3})\.blocks\.\d{1,3}\.attn_mask$/.exec(name)
    if (mask && shape.length === 3) return { stage: Number(mask[1]), count: shape[0]! * shape[1]!, from: name }
  }
  return null
}

/** Throws `mismatch` unless every stage divides into windows, and every stage but the last into pairs. */
export function checkGrid(a: Architecture, config: ModelConfig): void {
  const refuse = (message: string, why: string) => new StudioError('mismatch', message, { why, fix: 'Check img_size, patch_size and window_size of the config.' })
  let resolution = a.inputSize / a.patchSize
  if (!Number.isInteger(resolution)) throw refuse(`An input of ${a.inputSize} px does not divide into patches of ${a.patchSize} px`, 'The patch embedding needs whole patches.')
  a.depths.forEach((_, s) => {
    const window = a.windows[s]!
    if (resolution % window !== 0) throw refuse(`Stage ${s} has ${resolution}×${resolution} tokens, which do not divide into windows of ${window}×${window}`, 'Swin\'s attention needs whole windows.')
    if (config.window_size !== undefined && window !== Math.min(config.window_size, resolution)) throw refuse(`The config says window_size ${config.window_size}, stage ${s} has windows of ${window}`, 'Weights and config belong to different models.')
    if (s < a.depths.length - 1 && resolution % 2 !== 0) throw refuse(`Stage ${s} has ${resolution}×${resolution} tokens and cannot be merged by two`, 'Patch merging needs an even grid.')
    resolution /= 2
  })
}
