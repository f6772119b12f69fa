/**
 * Architectures that the authors never published, against a PyTorch reference of its own: every decision, every output and every MAC.
 * The models and goldens are written by reference/make.py, which is itself held against the authors' modules.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { MacsBreakdown } from '@shared/policy/decision'
import { defaultSettings, switchSchema, type Settings } from '@shared/policy/settings'
import type { ModelRunner } from '../../electron/engine/inference/runner'
import { importCheckpoint } from '../../electron/engine/model/import'
import { compareOutputs, compareRun, emptyTally, imagesOf, modesIn, openRunner } from './compare'
import { readNpz } from './npz'

const reference = path.join(import.meta.dirname, 'reference')
const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-reference-'))
afterAll(() => fs.rmSync(cache, { recursive: true, force: true }))

const count = z.number().int().nonnegative()
const macsSchema = z.object({ static: count, executed: count, blocks: count, controllers: count, decoders: count, other: count, marginal: z.record(z.string(), count) })
type Macs = z.infer<typeof macsSchema>
const countedSchema = z.object({ tasks: z.array(z.string()), modes: z.record(z.string(), z.array(macsSchema)) })

/** A mode's name says how it runs; see reference/README.md. */
function settingsOf(mode: string): Settings {
  const settings: Settings = { ...defaultSettings, blocks: {}, blockTasks: {} }
  if (mode === 'all_on' || mode.startsWith('force_all_')) settings.allOn = true
  if (mode.startsWith('task_')) settings.tasks = mode.slice(5).split('+')
  for (const part of mode.split('_')) {
    const threshold = /^(bt|tt)([\d.]+)$/.exec(part)
    if (threshold) settings[threshold[1] === 'bt' ? 'blockThreshold' : 'tokenThreshold'] = Number(threshold[2])
  }
  if (!mode.startsWith('force_')) return settings
  for (const [, block, lane, how] of mode.matchAll(/(s\d+\.b\d+)(?:\.(\w+?))?=(on|off)/g)) {
    const state = switchSchema.parse(how)
    if (lane === undefined) settings.blocks[block!] = state
    else settings.blockTasks[block!] = { ...settings.blockTasks[block!], [lane]: state }
  }
  return settings
}

const logit = (p: number): number => Math.log(p / (1 - p))

/** The studio multiplies by shares of tokens, so its counts are whole numbers up to rounding only. */
function counted(m: MacsBreakdown): Macs {
  const { static: fixed, executed, blocks, controllers, decoders, other } = m
  const whole = (v: number): number => (Math.abs(v - Math.round(v)) < 1e-6 * Math.max(1, v) ? Math.round(v) : v)
  return {
    static: whole(fixed), executed: whole(executed), blocks: whole(blocks), controllers: whole(controllers), decoders: whole(decoders), other: whole(other),
    marginal: Object.fromEntries(Object.entries(m.marginal).map(([t, v]) => [t, whole(v)]))
  }
}

const names = fs.readdirSync(reference).filter((n) => fs.existsSync(path.join(reference, n, 'golden.npz')))

it('has models', () => expect(names.length).toBeGreaterThan(20))

describe.each(names)('%s', (name) => {
  const folder = path.join(reference, name)
  const checkpoint = path.join(folder, fs.readdirSync(folder).find((f) => /\.(pth|safetensors)$/.test(f))!)
  const golden = readNpz(path.join(folder, 'golden.npz'))
  const want = countedSchema.parse(JSON.parse(fs.readFileSync(path.join(folder, 'golden.json'), 'utf8')))
  const modes = modesIn(golden), tally = emptyTally()
  let runner: ModelRunner
  beforeAll(async () => {
    runner = await openRunner(checkpoint, cache)
  })
  afterAll(() => {
    runner.release()
    console.info(`${name}: ${modes.length} modes, ${tally.masks} mask bits, worst output error ${tally.worst.toExponential(1)} of the largest value`)
  })

  it('has the reference\'s tasks in the same order', () => expect(runner.manifest.tasks.map((t) => t.id)).toEqual(want.tasks))

  it.each(modes)('equals the reference in mode %s', async (mode) => {
    const settings = settingsOf(mode), limits = { block: logit(settings.blockThreshold), token: logit(settings.tokenThreshold) }
    const images = imagesOf(golden, mode)
    expect(images.length).toBeGreaterThan(0)
    for (const i of images) compareRun(golden, `${mode}.img${i}`, runner, await runner.run(golden.f32(`input_${i}`), settings), tally, limits)
    // Seeds were chosen so that no logit lies near its threshold.
    expect(tally.close).toBe(0)
  })

  it.each(Object.entries(want.modes))('counts the MACs of mode %s', async (mode, images) => {
    for (const [i, macs] of images.entries()) {
      const { decision } = await runner.decide(golden.f32(`input_${i}`), settingsOf(mode))
      expect(counted(decision.macs), `image ${i}`).toEqual(macs)
    }
  })

  it('runs everything in the static form, at the static cost', async () => {
    const a = runner.manifest.architecture, mode = a.policy ? 'all_on' : 'adaptive'
    const run = await runner.run(golden.f32('input_0'), { ...defaultSettings, static: true })
    compareOutputs(golden, `${mode}.img0`, a.inputSize, run, emptyTally())
    const { decoders, other, static: fixed } = want.modes[mode]![0]!
    expect(counted(run.decision.macs)).toMatchObject({ executed: fixed, static: fixed, decoders, other, controllers: 0 })
  })

  it('decides alike as a single .onnx apart from its folder', async () => {
    const out = path.join(cache, `whole-${name}`), alone = fs.mkdtempSync(path.join(cache, 'alone-'))
    await importCheckpoint(checkpoint, out, { whole: true })
    fs.renameSync(path.join(out, 'model.onnx'), path.join(alone, 'renamed.onnx'))
    const single = await openRunner(path.join(alone, 'renamed.onnx'), cache)
    for (const mode of modes.filter((m) => m === 'adaptive' || m.startsWith('task_')))
      compareRun(golden, `${mode}.img0`, single, await single.run(golden.f32('input_0'), settingsOf(mode)), emptyTally())
    single.release()
  })
})
