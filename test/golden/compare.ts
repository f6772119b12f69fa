/** Golden arrays against a run of the studio, array by array. Both the authors' goldens and the reference's follow one naming, described in reference/README.md. */
import { expect } from 'vitest'
import { stagesOf, type Stage } from '@shared/model/architecture'
import type { BlockDecision } from '@shared/policy/decision'
import { ModelRunner, type RunResult } from '../../electron/engine/inference/runner'
import { ModelSessions } from '../../electron/engine/inference/sessions'
import { openModel } from '../../electron/engine/model/open'
import type { Npz } from './npz'

/** What a comparison saw, for the line that a test prints. */
export interface Tally { masks: number; /** Bits whose logit lies within 1e-4 of its threshold. */ close: number; flipped: number; /** Worst output error relative to that output's largest value. */ worst: number }
export const emptyTally = (): Tally => ({ masks: 0, close: 0, flipped: 0, worst: 0 })

/** The logits above which a block and a token are asked for; 0 is the policy's own rule. */
export interface LogitLimits { block: number; token: number }
const policyLimits: LogitLimits = { block: 0, token: 0 }

/** Nearer to the threshold than this, another order of floating-point sums may decide otherwise. */
const closeLogit = 1e-4
const outputTolerance = 1e-4

export async function openRunner(file: string, cache: string, config?: string): Promise<ModelRunner> {
  const opened = await openModel(file, { cache, config })
  if (opened.kind === 'plain') throw new Error(`${file} is no adaptive or static model`)
  return new ModelRunner(new ModelSessions(opened.folder, opened.manifest))
}

export const modesIn = (golden: Npz): string[] => [...new Set(golden.names.map((n) => /^(.+?)\.img\d+\./.exec(n)?.[1]).filter((m) => m !== undefined))]

export function imagesOf(golden: Npz, mode: string): number[] {
  const images = golden.names.filter((n) => n.startsWith(`${mode}.img`)).map((n) => Number(/^img(\d+)/.exec(n.slice(mode.length + 1))![1]))
  return [...new Set(images)]
}

/** Compares every array that the golden has of one mode and image; `prefix` is `<mode>.img<i>`. */
export function compareRun(golden: Npz, prefix: string, runner: ModelRunner, run: RunResult, tally: Tally, limits: LogitLimits = policyLimits): void {
  for (const stage of stagesOf(runner.manifest.architecture))
    for (let b = 0; b < stage.depth; b++) compareBlock(golden, prefix, stage, b, run, tally, limits)
  compareOutputs(golden, prefix, runner.manifest.architecture.inputSize, run, tally)
}

function compareBlock(golden: Npz, prefix: string, stage: Stage, b: number, run: RunResult, tally: Tally, limits: LogitLimits): void {
  const at = `${prefix}.stage${stage.index}`
  const block = run.decision.blocks.find((x) => x.stage === stage.index && x.block === b)!
  for (const lane of run.decision.lanes) compareAsked(golden, at, block, b, lane, tally, limits)
  if (golden.has(`${at}.block_mask_union`)) expect(Number(block.gate), `${at}.block_mask_union ${b}`).toBe(golden.u8(`${at}.block_mask_union`)[b])
  compareTokens(golden, `${at}.block${b}`, block, run, tally, limits)
}

function compareAsked(golden: Npz, at: string, block: BlockDecision, b: number, lane: string, tally: Tally, limits: LogitLimits): void {
  const logits = `${at}.block_logits.${lane}`, masks = `${at}.block_mask.${lane}`, decided = block.tasks[lane]
  if (!golden.has(logits)) return
  const want = golden.f32(logits)[b]!
  expect(decided?.logit, `${logits} ${b}`).toBeCloseTo(want, 3)
  // The authors' all-on goldens hold logits only.
  const mask = golden.has(masks) ? golden.u8(masks)[b] === 1 : want > limits.block
  tally.masks++
  if (Math.abs(want - limits.block) > closeLogit) expect(decided?.active, `${masks} ${b}`).toBe(mask)
  else {
    tally.close++
    if (decided?.active !== mask) tally.flipped++
  }
}

function compareTokens(golden: Npz, at: string, block: BlockDecision, run: RunResult, tally: Tally, limits: LogitLimits): void {
  const got = run.tokens.get(block.id), close = new Set<number>()
  for (const lane of run.decision.lanes) {
    const logits = `${at}.token_logits.${lane}`, masks = `${at}.token_mask.${lane}`
    if (!golden.has(masks)) continue
    const mask = golden.u8(masks)
    if (!golden.has(logits)) {
      expect(block.tokens.tasks[lane], `${masks} of a block that was off`).toBe(sum(mask))
      continue
    }
    const want = golden.f32(logits), lanes = got!.lanes[lane]!
    for (let t = 0; t < mask.length; t++) {
      tally.masks++
      if (Math.abs(want[t]! - limits.token) > closeLogit) expect(lanes[t], `${masks} ${t}`).toBe(mask[t])
      else {
        tally.close++
        close.add(t)
        if (lanes[t] !== mask[t]) tally.flipped++
      }
    }
    if (close.size === 0) expect(block.tokens.tasks[lane], `count of ${masks}`).toBe(sum(mask))
  }
  const name = `${at}.token_mask_union`
  if (!golden.has(name)) return
  const union = golden.u8(name)
  if (got) for (let t = 0; t < union.length; t++) if (!close.has(t)) expect(got.union[t], `${name} ${t}`).toBe(union[t])
  if (close.size > 0) return
  expect(block.tokens.selected, `count of ${name}`).toBe(sum(union))
  expect(block.ran, `${block.id} ran`).toBe(sum(union) > 0)
}

const sum = (mask: Uint8Array): number => mask.reduce((x, y) => x + y, 0)

export function compareOutputs(golden: Npz, prefix: string, size: number, run: Pick<RunResult, 'maps'>, tally: Tally): void {
  const outputs = golden.names.filter((n) => n.startsWith(`${prefix}.output`))
  expect([...run.maps.keys()].sort(), `${prefix}: tasks with an output`).toEqual(outputs.map((n) => n.split('.').at(-1)).sort())
  for (const name of outputs) {
    const want = golden.f32(name), got = run.maps.get(name.split('.').at(-1)!)!
    const stride = Number(/output_stride(\d+)/.exec(name)?.[1] ?? 1), side = Math.ceil(size / stride), channels = got.length / size / size
    expect(want.length, `size of ${name}`).toBe(channels * side * side)
    let largest = 0, error = 0
    for (let c = 0, i = 0; c < channels; c++)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++, i++) {
          largest = Math.max(largest, Math.abs(want[i]!))
          // Math.max hands NaN on, so an output that is not a number fails below.
          error = Math.max(error, Math.abs(want[i]! - got[(c * size + y * stride) * size + x * stride]!))
        }
    tally.worst = Math.max(tally.worst, error / largest)
    expect(error / largest, `${name} relative to its largest value ${largest}`).toBeLessThan(outputTolerance)
  }
}
