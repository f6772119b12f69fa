/**
 * Inference against the authors' PyTorch modules: masks must be identical wherever |logit| > 1e-4, outputs within 1e-4 of the output's largest value.
 * The two trained models hold token logits down to 4e-6, which another order of sums may flip; such bits are counted and bounded.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSettings, type Settings } from '@shared/policy/settings'
import { stagesOf } from '@shared/model/architecture'
import { ModelRunner, type RunResult } from '../../electron/engine/inference/runner'
import { ModelSessions } from '../../electron/engine/inference/sessions'
import { openModel } from '../../electron/engine/model/open'
import { readNpz, type Npz } from './npz'

const models = path.join(import.meta.dirname, 'models')
const sample = path.join(import.meta.dirname, '../../resources/sample/model')
const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-golden-'))
afterAll(() => fs.rmSync(cache, { recursive: true, force: true }))

const checkpointOf = (name: string): string => [models, sample].map((d) => [path.join(d, name, `${name}.pth`), path.join(d, `${name}.pth`)]).flat().find((f) => fs.existsSync(f))!

async function runnerOf(name: string, config?: string): Promise<ModelRunner> {
  const opened = await openModel(checkpointOf(name), { cache, config })
  if (opened.kind === 'plain') throw new Error('a checkpoint cannot be plain')
  return new ModelRunner(new ModelSessions(opened.folder, opened.manifest))
}

interface Tally { masks: number; close: number; flipped: number; worst: number }

/** Compares every array of one golden mode and image with a run. */
function compare(golden: Npz, prefix: string, runner: ModelRunner, run: RunResult, tally: Tally): void {
  const a = runner.manifest.architecture, size = a.inputSize
  const array = (name: string) => `${prefix}.${name}`
  for (const s of stagesOf(a)) {
    for (let b = 0; b < s.depth; b++) {
      const block = run.decision.blocks.find((x) => x.stage === s.index && x.block === b)!
      const union = array(`stage${s.index}.block_mask_union`)
      if (golden.has(union) && !prefix.startsWith('all_on')) expect(Number(block.gate), `${union} ${b}`).toBe(golden.u8(union)[b])
      for (const lane of run.decision.lanes) {
        const logits = array(`stage${s.index}.block_logits.${lane}`)
        if (golden.has(logits)) {
          const want = golden.f32(logits)[b]!
          expect(block.tasks[lane]!.logit!, logits).toBeCloseTo(want, 3)
          tally.masks++
          if (Math.abs(want) > 1e-4) expect(block.tasks[lane]!.active, logits).toBe(want > 0)
          else tally.close++
        }
        const tokenLogits = array(`stage${s.index}.block${b}.token_logits.${lane}`), tokenMask = array(`stage${s.index}.block${b}.token_mask.${lane}`)
        if (!golden.has(tokenLogits) || !golden.has(tokenMask)) continue
        const want = golden.f32(tokenLogits), mask = golden.u8(tokenMask), got = run.tokens.get(block.id)!.lanes[lane]!
        for (let t = 0; t < mask.length; t++) {
          tally.masks++
          if (Math.abs(want[t]!) > 1e-4) expect(got[t], `${tokenMask} ${t}`).toBe(mask[t])
          else {
            tally.close++
            if (got[t] !== mask[t]) tally.flipped++
          }
        }
      }
      const unionTokens = array(`stage${s.index}.block${b}.token_mask_union`)
      if (golden.has(unionTokens) && !prefix.startsWith('all_on')) expect(block.tokens.selected, unionTokens).toBe(golden.u8(unionTokens).reduce((x, y) => x + y, 0))
    }
  }
  for (const task of run.decision.tasks) {
    const full = golden.names.find((n) => n === array(`output.${task}`) || new RegExp(`^${prefix.replace('.', '\\.')}\\.output_stride\\d+\\.${task}$`).test(n))
    expect(full, `${prefix} has an output of ${task}`).toBeDefined()
    const stride = Number(/output_stride(\d+)/.exec(full!)?.[1] ?? 1), want = golden.f32(full!), got = run.maps.get(task)!
    const side = Math.ceil(size / stride), channels = got.length / size / size
    expect(want.length).toBe(channels * side * side)
    let largest = 0, error = 0
    for (let c = 0, i = 0; c < channels; c++)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++, i++) {
          largest = Math.max(largest, Math.abs(want[i]!))
          error = Math.max(error, Math.abs(want[i]! - got[(c * size + y * stride) * size + x * stride]!))
        }
    tally.worst = Math.max(tally.worst, error / largest)
    expect(error / largest, `${full} relative to its largest value ${largest}`).toBeLessThan(1e-4)
  }
}

function settingsOf(mode: string): Settings {
  if (mode === 'all_on') return { ...defaultSettings, allOn: true }
  const task = /^task_(.+)$/.exec(mode)?.[1]
  return task ? { ...defaultSettings, tasks: [task] } : defaultSettings
}

describe.each(['v8_nano', 'v3b_block_only_4stage', 'v5_static', 'adamtl_taw', 'adamtl_taw_permute'])('%s', (name) => {
  const golden = readNpz(path.join(models, name, 'golden.npz'))
  const modes = [...new Set(golden.names.map((n) => /^(.+?)\.img\d+\./.exec(n)?.[1]).filter((m) => m !== undefined))]
  let runner: ModelRunner
  beforeAll(async () => {
    runner = await runnerOf(name)
  })

  it.each(modes)('equals the authors\' modules in mode %s', async (mode) => {
    const images = [...new Set(golden.names.map((n) => new RegExp(`^${mode}\\.img(\\d+)\\.`).exec(n)?.[1]).filter((i) => i !== undefined))]
    expect(images.length).toBeGreaterThan(0)
    const tally: Tally = { masks: 0, close: 0, flipped: 0, worst: 0 }
    for (const i of images) {
      const run = await runner.run(golden.f32(`input_${i}`), settingsOf(mode))
      compare(golden, `${mode}.img${i}`, runner, run, tally)
    }
    console.info(`${name} ${mode}: ${images.length} images, ${tally.masks} mask bits, ${tally.close} with |logit| ≤ 1e-4 (${tally.flipped} flipped), worst output error ${tally.worst.toExponential(1)} of the largest value`)
    expect(tally.flipped).toBeLessThanOrEqual(tally.close)
  })
})
