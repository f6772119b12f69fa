/** Checkpoints of the right naming that cannot be run: refused with a reason before anything is written. */
import { describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { hiddenWidth, stagesOf } from '@shared/model/architecture'
import { inferArchitecture } from '@shared/model/infer'
import type { Shapes } from '@shared/model/infer/shapes'
import { fileNames } from '../../../electron/engine/graph/compile'
import { io, ownNames } from '../../../electron/engine/graph/names'
import { requireTaskNames } from '../../../electron/engine/graph/task-names'

/** Two static stages of 8×8 and 4×4 tokens. */
function shapes(options: { tasks?: number; heads?: number; embed?: number; hidden?: [number, number] } = {}): Shapes {
  const { tasks = 1, heads = 1, embed = 4, hidden = [4, 8] } = options
  const all = new Map<string, number[]>([['backbone.patch_embed.proj.weight', [embed, 3, 4, 4]]])
  hidden.forEach((h, s) => {
    const block = `backbone.layers.${s}.blocks.0`
    all.set(`${block}.attn.qkv.weight`, [3 * (embed << s), embed << s])
    all.set(`${block}.attn.relative_position_bias_table`, [49, heads])
    all.set(`${block}.mlp.fc1.weight`, [h, embed << s])
  })
  for (let t = 0; t < tasks; t++) all.set(`decoders.t${t}.segment.3.weight`, [1, 2, 1, 1])
  return all
}
const config = { img_size: 32 }

const refusal = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof StudioError) return `${error.value.code}: ${error.value.message}`
    throw error
  }
  return 'accepted'
}

describe('odd checkpoints', () => {
  it('refuses heads that do not divide the channels', () => {
    expect(refusal(() => inferArchitecture(shapes({ heads: 3 }), config))).toBe('mismatch: Stage 0 has 3 attention heads for 4 channels')
    expect(inferArchitecture(shapes({ heads: 4 }), config).architecture.heads).toEqual([4, 4])
  })

  it('takes 32 tasks and refuses 33, unless a config chooses among them', () => {
    expect(inferArchitecture(shapes({ tasks: 32 }), config).architecture.tasks).toHaveLength(32)
    expect(refusal(() => inferArchitecture(shapes({ tasks: 33 }), config))).toBe('unsupported: The model has 33 tasks')
    expect(inferArchitecture(shapes({ tasks: 33 }), { ...config, tasks: ['t32'] }).architecture.tasks).toHaveLength(1)
  })

  it.each([[5, 1.3, [6, 13]], [96, 2.7, [259, 518]], [4, 0.5, [2, 4]], [3, 1, [3, 6]]] as const)('knows the hidden widths of %i channels at ratio %f', (embed, ratio, hidden) => {
    for (const mlp_ratio of [undefined, ratio]) {
      const { architecture } = inferArchitecture(shapes({ embed, hidden: [...hidden] }), { ...config, ...(mlp_ratio === undefined ? {} : { mlp_ratio }) })
      expect(stagesOf(architecture).map((s) => hiddenWidth(s.width, architecture.mlpRatio))).toEqual(hidden)
    }
  })

  it('refuses a ratio that the shapes contradict', () => {
    expect(refusal(() => inferArchitecture(shapes(), { ...config, mlp_ratio: 4 }))).toBe('mismatch: The config says mlp_ratio 4, the checkpoint has 1')
  })
})

describe('names of tasks', () => {
  const check = (...ids: string[]) => refusal(() => requireTaskNames(ids, fileNames.decoder))

  it('accepts what can be an output, a file and a key', () => {
    expect(check('semseg', 'human_parts', 'тени', 'a b', 'a.b', '0', 'constructor', 'policy', '..')).toBe('accepted')
  })

  it('names files that every file system takes', () => expect(fileNames.decoder('a*b/c?')).toBe('decoder.a%2Ab%2Fc%3F.onnx'))

  it('refuses the names of the graphs\' own inputs and outputs', () => {
    for (const name of Object.values(io).map((n) => (typeof n === 'string' ? n : n(1)))) {
      expect(ownNames.test(name), name).toBe(true)
      expect(check('sal', name)).toBe(`unsupported: A task cannot be called ${name}`)
    }
  })

  it('refuses names that end up alike, too long, or with a meaning of their own', () => {
    expect(check('Sal', 'sal')).toBe('unsupported: A task cannot be called sal')
    expect(check('я'.repeat(60))).toMatch(/^unsupported: A task cannot be called я{40}…$/)
    expect(check('__proto__')).toBe('unsupported: A task cannot be called __proto__')
    expect(check('\ud800')).toMatch(/^unsupported: A task cannot be called /)
    expect(check('embed/proj')).toBe('unsupported: A task cannot be called embed/proj')
  })
})
