/** The policy: which controllers the checkpoint has, and whether the config lets them decide. */
import { StudioError } from '../../errors'
import type { ModelConfig } from '../config'
import { agree, configError } from './agree'
import type { Shapes } from './shapes'

export interface Controllers {
  policy: 'per_task' | 'single' | null
  /** Lanes in the file's order; empty for a single policy or none. */
  lanes: string[]
  blocks: boolean
  tokens: boolean
  blockWidth: number | null
  tokenWidth: number | null
  /** Width in the file even where the config turns adaptivity off: it tells the number of tokens. */
  blockWidthInFile: number | null
  notes: string[]
}

interface Found { lanes: (string | null)[]; width: number | null }

/** Controllers matching `pattern`, whose groups are lane (absent for a single policy) and stage; every stage must have each. */
function find(shapes: Shapes, pattern: RegExp, lane: (m: RegExpExecArray) => string | null, stage: (m: RegExpExecArray) => number, stages: number, what: string): Found {
  const seen = new Map<string | null, Set<number>>()
  const widths = new Set<number>()
  for (const [name, shape] of shapes) {
    const m = pattern.exec(name)
    if (!m) continue
    seen.set(lane(m), (seen.get(lane(m)) ?? new Set()).add(stage(m)))
    if (shape[0]) widths.add(shape[0])
  }
  for (const [name, found] of seen)
    for (let s = 0; s < stages; s++)
      if (!found.has(s)) throw configError(`The ${what} of stage ${s} is missing${name === null ? '' : ` for ${name}`}`, 'Other stages have one.')
  if (widths.size > 1) throw new StudioError('unsupported', `The ${what}s have several hidden widths: ${[...widths].join(', ')}`, { fix: 'Train them with one width.' })
  return { lanes: [...seen.keys()], width: [...widths][0] ?? null }
}

/**
 * Throws `mismatch` when controllers are missing for a stage, are of both kinds of policy, or contradict the config, and `unsupported` for several
 * hidden widths. Where the config turns adaptivity off, the model counts as static and a note says so.
 */
export function controllersOf(shapes: Shapes, config: ModelConfig, depths: number[]): Controllers {
  const blocks = find(shapes, /^backbone\.layers_controllers\.(?:(.+)\.)?(\d{1,3})\.mlp\.weight$/, (m) => m[1] ?? null, (m) => Number(m[2]), depths.length, 'block controller')
  const tokens = find(shapes, /^backbone\.layers\.(\d{1,3})\.tokens_select\.(?:(.+)\.)?mlp\.weight$/, (m) => m[2] ?? null, (m) => Number(m[1]), depths.length, 'token controller')
  const lanes = [...new Set([...blocks.lanes, ...tokens.lanes])]
  const has = { blocks: blocks.lanes.length > 0, tokens: tokens.lanes.length > 0 }
  const none: Controllers = { policy: null, lanes: [], blocks: false, tokens: false, blockWidth: null, tokenWidth: null, blockWidthInFile: blocks.width, notes: [] }
  if (lanes.length === 0) {
    if (config.adaptive && (config.ada_blocks || config.ada_tokens)) throw configError('The config asks for an adaptive model, the checkpoint has no controllers', 'This looks like the static model of an earlier training stage.')
    return none
  }
  if (config.model_type === 'swin') throw configError('The config says a plain Swin, the checkpoint has controllers', 'A static multi-task model has none.')
  if (lanes.includes(null) && lanes.length > 1) throw configError('The checkpoint mixes a single policy with policies per task', `It has controllers of its own for ${lanes.filter((l) => l !== null).join(', ')}.`)
  agree('ada_blocks', config.ada_blocks, has.blocks)
  agree('ada_tokens', config.ada_tokens, has.tokens)
  agree('block_ctrl_size', has.blocks ? config.block_ctrl_size : undefined, blocks.width)
  agree('token_ctrl_size', has.tokens ? config.token_ctrl_size : undefined, tokens.width)
  const single = lanes.includes(null)
  if (config.policy !== undefined) {
    const configured = /^per[_-]?task$/i.test(config.policy) ? 'per_task' : 'single'
    agree('policy', configured, single ? 'single' : 'per_task')
  }
  if (config.adaptive === false) return { ...none, notes: ['The config says TRAIN.ADAPTIVE false: the controllers are not used and everything runs.'] }
  if (config.hard_gumbel === false) return { ...none, notes: ['The config says HARD_GUMBEL false: soft masks are never zero, so everything runs and the controllers are not used.'] }
  return {
    policy: single ? 'single' : 'per_task', lanes: lanes.filter((l) => l !== null), blocks: has.blocks, tokens: has.tokens,
    blockWidth: has.blocks ? blocks.width : null, tokenWidth: has.tokens ? tokens.width : null, blockWidthInFile: blocks.width, notes: []
  }
}
