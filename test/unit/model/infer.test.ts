import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { inferArchitecture } from '@shared/model/infer'
import type { Shapes } from '@shared/model/infer/shapes'
import { openCheckpoint } from '../../../electron/engine/checkpoint'
import { readConfig } from '../../../electron/engine/model/config'

const models = path.join(import.meta.dirname, '../../golden/models')
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-infer-'))
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }))

async function shapesOf(file: string): Promise<Map<string, number[]>> {
  const checkpoint = await openCheckpoint(file)
  await checkpoint.close()
  return new Map([...checkpoint.tensors].map(([name, t]) => [name, t.shape]))
}

const nano = () => shapesOf(path.join(models, 'v8_nano/v8_nano.pth'))

function valueOf(act: () => unknown): StudioError['value'] {
  try {
    act()
  } catch (error) {
    if (error instanceof StudioError) return error.value
    throw error
  }
  throw new Error('nothing was refused')
}

const without = (shapes: Shapes, pattern: RegExp): Map<string, readonly number[]> => new Map([...shapes].filter(([name]) => !pattern.test(name)))

describe('inferArchitecture', () => {
  it('finds everything of the smallest model without a config', async () => {
    const { architecture: a } = inferArchitecture(await nano())
    expect(a).toMatchObject({
      inputSize: 32, patchSize: 2, embedDim: 4, depths: [1, 1, 1, 1], heads: [1, 1, 2, 2], windows: [2, 2, 2, 2], mlpRatio: 1, qkvBias: true, qkScale: null, ape: false, patchNorm: true,
      decoderWidth: 4, decoderLayout: 'view', policy: 'per_task', adaptiveBlocks: true, adaptiveTokens: true, blockControllerWidth: 4, tokenControllerWidth: 6
    })
    expect(a.tasks.map((t) => [t.id, t.kind, t.channels])).toEqual([['sal', 'saliency', 1], ['normals', 'normals', 3]])
  })

  it('knows a static model and a block-adaptive one', async () => {
    expect(inferArchitecture(await shapesOf(path.join(models, 'v5_static/v5_static.pth'))).architecture).toMatchObject({ policy: null, adaptiveBlocks: false, inputSize: 96, windows: [3, 3, 3, 3], depths: [1, 2, 2, 1] })
    expect(inferArchitecture(await shapesOf(path.join(models, 'v3b_block_only_4stage/v3b_block_only_4stage.pth'))).architecture).toMatchObject({ policy: 'per_task', adaptiveBlocks: true, adaptiveTokens: false, tokenControllerWidth: null, inputSize: 128 })
  })

  it.each(['v8_nano', 'v3b_block_only_4stage', 'v5_static'])('agrees with both configs of %s', async (name) => {
    const shapes = await shapesOf(path.join(models, name, `${name}.pth`))
    const plain = inferArchitecture(shapes).architecture
    for (const ending of ['json', 'yaml']) {
      const { architecture } = inferArchitecture(shapes, await readConfig(path.join(models, name, `${name}.${ending}`)))
      expect({ ...architecture, tasks: architecture.tasks.map((t) => t.id) }, ending).toEqual({ ...plain, tasks: plain.tasks.map((t) => t.id) })
    }
  })

  it('takes the order of tasks from the config, and leaves out what it leaves out', async () => {
    const shapes = await nano()
    expect(inferArchitecture(shapes, { tasks: ['normals', 'sal'] }).architecture.tasks.map((t) => t.id)).toEqual(['normals', 'sal'])
    const one = inferArchitecture(shapes, { tasks: ['normals'] })
    expect(one.architecture.tasks.map((t) => t.id)).toEqual(['normals'])
    expect(one.notes).toEqual([expect.stringContaining('sal')])
  })

  it('lets a config override kinds, classes and colours', async () => {
    const { architecture } = inferArchitecture(await nano(), { kinds: { normals: 'segmentation' }, classes: { normals: ['a', 'b', 'c'] }, palettes: { normals: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] } })
    expect(architecture.tasks[1]).toMatchObject({ kind: 'segmentation', classes: ['a', 'b', 'c'], palette: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] })
  })

  it('takes classes and colours under a task\'s own key too, and refuses what is none', async () => {
    const shapes = await nano()
    expect(inferArchitecture(shapes, { normals_classes: ['a', 'b', 'c'] }).architecture.tasks[1]).toMatchObject({ classes: ['a', 'b', 'c'] })
    for (const [key, value] of [['normals_classes', 'a, b, c'], ['normals_palette', [[1, 2, 300]]], ['normals_classes', ['one']]] as const) {
      const refused = valueOf(() => inferArchitecture(shapes, { [key]: value }))
      expect([refused.code, refused.message.includes('normals')], key).toEqual(['mismatch', true])
    }
  })

  it('refuses a config that contradicts the shapes, with both values', async () => {
    const shapes = await nano()
    for (const config of [{ embed_dim: 96 }, { depths: [2, 2, 6, 2] }, { img_size: 224 }, { window_size: 7 }, { num_heads: [3, 6, 12, 24] }, { patch_size: 4 }, { decoder_dim: 512 }, { block_ctrl_size: 64 }, { ada_tokens: false }, { policy: 'per_model' }, { ape: true }, { qkv_bias: false }, { model_type: 'swin' }, { num_outputs: { sal: 2 } }, { tasks: ['sal', 'semseg'] }]) {
      const value = valueOf(() => inferArchitecture(shapes, config))
      expect(value.code, JSON.stringify(config)).toBe('mismatch')
      expect(value.fix, JSON.stringify(config)).toBeTruthy()
    }
  })

  it('opens a pretraining config as static', async () => {
    for (const config of [{ adaptive: false }, { hard_gumbel: false }]) {
      const { architecture, notes } = inferArchitecture(await nano(), config)
      expect(architecture).toMatchObject({ policy: null, adaptiveBlocks: false, adaptiveTokens: false, inputSize: 32 })
      expect(notes).toHaveLength(1)
    }
  })

  it('asks for the input size when nothing depends on it, and takes it from a config', async () => {
    const shapes = without(await shapesOf(path.join(models, 'v5_static/v5_static.pth')), /attn_mask/)
    const value = valueOf(() => inferArchitecture(shapes))
    expect(value.code).toBe('needs-answer')
    expect(value.fix).toMatch(/--config, or a \.json/)
    expect(value.questions).toEqual([expect.objectContaining({ key: 'img_size' })])
    expect(inferArchitecture(shapes, { img_size: 96 }).architecture.inputSize).toBe(96)
    expect(valueOf(() => inferArchitecture(shapes, { img_size: 100 })).message).toMatch(/patches|windows|merged/)
  })

  it('names what is missing in an incomplete checkpoint', async () => {
    const shapes = await nano()
    expect(valueOf(() => inferArchitecture(without(shapes, /^decoders\./))).message).toContain('decoders')
    expect(valueOf(() => inferArchitecture(without(shapes, /layers\.2\.blocks/))).message).toContain('Stage 2')
    expect(valueOf(() => inferArchitecture(without(shapes, /layers_controllers\.sal\.1/))).message).toMatch(/block controller of stage 1.*sal/)
    expect(valueOf(() => inferArchitecture(without(shapes, /(layers_controllers|tokens_select)\.sal/))).message).toContain('sal')
    expect(valueOf(() => inferArchitecture(without(shapes, /layers\.1\.blocks\.0\.attn\.relative_position_bias_table/))).message).toContain('stage 1')
    expect(valueOf(() => inferArchitecture(new Map([['classifier.weight', [10, 10]]])))).toMatchObject({ code: 'unsupported', why: expect.stringContaining('classifier.weight') as string })
  })
})

describe('readConfig', () => {
  const write = (name: string, text: string): string => {
    const file = path.join(scratch, name)
    fs.writeFileSync(file, text)
    return file
  }

  it('says what is wrong with a bad config', async () => {
    await expect(readConfig(path.join(scratch, 'missing.json'))).rejects.toMatchObject({ value: { code: 'not-found' } })
    await expect(readConfig(scratch)).rejects.toMatchObject({ value: { code: 'unreadable' } })
    await expect(readConfig(write('broken.json', '{'))).rejects.toMatchObject({ value: { code: 'unreadable', message: expect.stringContaining('JSON') as string } })
    await expect(readConfig(write('list.yaml', '- a\n- b'))).rejects.toMatchObject({ value: { message: expect.stringContaining('no keys') as string } })
    await expect(readConfig(write('type.yaml', 'MODEL: {SWIN: {DEPTHS: two}}'))).rejects.toMatchObject({ value: { message: expect.stringContaining('depths') as string } })
  })

  it('reads YAML as the authors\' Python does, and what their training writes into config.json', async () => {
    expect(await readConfig(write('yes.yaml', 'TRAIN: {ADAPTIVE: yes, HARD_GUMBEL: off, OPTIMIZER: {BETAS: !!python/tuple [0.9, 0.99]}}'))).toMatchObject({ adaptive: true, hard_gumbel: false })
    const dumped = ['BASE: [\'\']', 'DATA: {IMG_SIZE: [224, 224]}', 'MODEL: {TYPE: ada_swin}', 'TASKS: [normals, sal]', 'TASKS_CONFIG: {ALL_TASKS: {NUM_OUTPUT: {normals: 3, sal: 1}}}'].join('\n')
    expect(await readConfig(write('config.json', dumped))).toMatchObject({ img_size: 224, tasks: ['normals', 'sal'], num_outputs: { normals: 3, sal: 1 } })
    await expect(readConfig(write('wide.yaml', 'DATA: {IMG_SIZE: [480, 640]}'))).rejects.toMatchObject({ value: { message: expect.stringContaining('img_size') as string } })
  })

  it('does not expand a bomb of aliases', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array<string>(9).fill(`*${'abcdefgh'[i]!}`).join(',')}]`)].join('\n')
    await expect(readConfig(write('bomb.yaml', bomb))).rejects.toBeInstanceOf(StudioError)
  })
})
