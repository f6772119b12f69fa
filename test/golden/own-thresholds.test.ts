/** Thresholds by stage and lane: the graph's masks are what its own logits and those thresholds give, and everything else is left as it was. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sigmoid } from '@shared/model/outputs'
import { settingsSchema, type Settings } from '@shared/policy/settings'
import type { StageRecord } from '@shared/policy/decide'
import type { ModelRunner } from '../../electron/engine/inference/runner'
import { imagesOf, openRunner } from './compare'
import { readNpz } from './npz'

const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-own-thresholds-'))
afterAll(() => fs.rmSync(cache, { recursive: true, force: true }))

const middle = (values: ArrayLike<number>): number => Float64Array.from(values).sort()[values.length >> 1]!

describe.each(['models/v8_nano', 'models/v3b_block_only_4stage', 'reference/single_policy', 'reference/tokens_only'])('%s', (name) => {
  const folder = path.join(import.meta.dirname, name), golden = readNpz(path.join(folder, 'golden.npz'))
  let runner: ModelRunner
  beforeAll(async () => {
    runner = await openRunner(path.join(folder, fs.readdirSync(folder).find((f) => /\.(pth|safetensors)$/.test(f))!), cache)
  })
  afterAll(() => runner.release())

  const recordsOf = async (image: number, settings: Settings): Promise<StageRecord[]> => (await runner.timed(golden.f32(`input_${image}`), settings)).records()!

  /** A little above the middle of the logits that everything-on gives: some ask, some do not. Every other lane keeps the threshold for all. */
  async function ownThresholds(image: number): Promise<Settings['thresholds']> {
    const thresholds: Settings['thresholds'] = {}, { lanes } = runner.manifest
    for (const [s, record] of (await recordsOf(image, settingsSchema.parse({ allOn: true }))).entries()) {
      for (const [i, lane] of lanes.entries()) {
        if ((i + s) % 2 === 1) continue
        const part = (values: Float32Array): Float32Array => values.subarray((i * values.length) / lanes.length, ((i + 1) * values.length) / lanes.length)
        thresholds[`s${s}`] = { ...thresholds[`s${s}`], [lane]: {
          ...(record.blockLogits && { block: sigmoid(middle(part(record.blockLogits)) + 1e-3) }),
          ...(record.tokens && { token: sigmoid(middle(record.tokens.flatMap((t) => [...part(t.logits)])) + 1e-3) })
        } }
      }
    }
    return thresholds
  }

  it('runs what its logits and the thresholds of each stage and lane ask for', async () => {
    const { lanes } = runner.manifest
    let differing = 0
    for (const image of imagesOf(golden, 'adaptive')) {
      const settings = settingsSchema.parse({ blockThreshold: 0.45, tokenThreshold: 0.55, thresholds: await ownThresholds(image) })
      const records = await recordsOf(image, settings), plain = await recordsOf(image, settingsSchema.parse({ blockThreshold: 0.45, tokenThreshold: 0.55 }))
      for (const [s, { blockLogits, gates, tokens }] of records.entries()) {
        const limit = (lane: string, kind: 'block' | 'token'): number => {
          const p = settings.thresholds[`s${s}`]?.[lane]?.[kind] ?? (kind === 'block' ? 0.45 : 0.55)
          return Math.fround(Math.log(p / (1 - p)))
        }
        const union = (values: Float32Array, n: number, kind: 'block' | 'token'): number[] =>
          Array.from({ length: n }, (_, u) => Number(lanes.some((lane, i) => values[i * n + u]! > limit(lane, kind))))
        if (blockLogits) expect([...gates], `gates of stage ${s}, image ${image}`).toEqual(union(blockLogits, gates.length, 'block'))
        tokens?.forEach((t, b) => expect([...t.mask], `tokens of s${s}.b${b}, image ${image}`).toEqual(gates[b] ? union(t.logits, t.mask.length, 'token') : [...t.mask].fill(0)))
        if (JSON.stringify([records[s]!.gates, tokens?.map((t) => t.mask)]) !== JSON.stringify([plain[s]!.gates, plain[s]!.tokens?.map((t) => t.mask)])) differing++
      }
    }
    expect(differing).toBeGreaterThan(0)
  })

  it('is the plain run where every stage and lane has the threshold for all', async () => {
    const { lanes, architecture } = runner.manifest
    const same = Object.fromEntries(architecture.depths.map((_, s) => [`s${s}`, Object.fromEntries(lanes.map((lane) => [lane, { block: 0.45, token: 0.55 }]))]))
    expect(await recordsOf(0, settingsSchema.parse({ thresholds: same }))).toEqual(await recordsOf(0, settingsSchema.parse({ blockThreshold: 0.45, tokenThreshold: 0.55 })))
  })
})
