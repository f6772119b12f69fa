import { describe, expect, it } from 'vitest'
import type { Sweep } from '@shared/sweep/plan'
import { defaultSettings } from '@shared/policy/settings'
import { counterfactuals, counterfactualVariants } from '@shared/sweep/counterfactual'
import { layoutOf, sumsOf } from '@shared/sweep/layout'
import { changes, figuresOf, sideBySide, type VariantSums } from '@shared/sweep/per-image'
import { shortcutsOf } from '../../../electron/engine/sweep/shortcut'
import { architectureOf } from '../../../electron/engine/model/presets'
import { blockTimesSchema } from '@shared/rpc/block-times'
import { costTerms } from '@shared/model/cost'
import type { Manifest } from '@shared/model/manifest'
import { latencyModel, predictLatency } from '@shared/sweep/latency/model'
import { predictionError } from '@shared/sweep/latency/predict'
import { blockId, stagesOf } from '@shared/model/architecture'

const nano = architectureOf('nano'), variants = counterfactualVariants(nano, defaultSettings)
const manifest: Manifest = {
  version: 1, family: 'adamtl', name: 'nano', tasks: nano.tasks.map((t) => ({ ...t, output: t.id })), lanes: nano.tasks.map((t) => t.id), sites: [], cost: { passes: 'one', terms: costTerms(nano) }, architecture: nano,
  input: { name: 'image', size: nano.inputSize, mean: [0, 0, 0], std: [1, 1, 1], resize: 'cubic-squash' }, files: { encoder: 'e', staticEncoder: 's', whole: null, weights: 'w' },
  provenance: { source: '', sha256: '', config: null, studio: '', created: '', notes: [] }
}
const layout = { ...layoutOf(manifest, defaultSettings), tasks: [{ id: 'sal', kind: 'saliency' as const, channels: 1 }, { id: 'seg', kind: 'segmentation' as const, channels: 2 }] }

/** Segmentation of two classes where `right` of 100 pixels of each are right; saliency has no truth. */
function rows(variant: string, right: (image: number) => number, macs: number, images = 40): VariantSums {
  const { starts, size } = sumsOf(layout), sums = new Float64Array(images * size)
  for (let i = 0; i < images; i++) {
    const r = right(i), at = i * size + starts[1]!
    // Images, then intersections, then unions.
    sums.set([1, r, r, 200 - r, 200 - r], at)
  }
  return { variant, layout, image: Uint32Array.from({ length: images }, (_, i) => i), executed: new Float64Array(images).fill(macs), sums }
}

describe('counterfactuals', () => {
  it('force each block off and on in turn, and each may be copied from the policy\'s own run', () => {
    const blocks = nano.depths.reduce((a, b) => a + b, 0)
    expect(variants).toHaveLength(1 + 2 * blocks)
    expect(variants[1]).toMatchObject({ id: 'off-s0-b0', settings: { blocks: { 's0.b0': 'off' } } })
    expect(new Set(variants.map((v) => v.id)).size).toBe(variants.length)
    expect(shortcutsOf(variants).slice(1).every((s) => s?.base === 0)).toBe(true)
  })

  it('say what a block is worth, with a paired interval', () => {
    const base = rows('base', (i) => 70 + (i % 20), 100), off = rows('off-s0-b0', (i) => 60 + (i % 20), 80), on = rows('on-s0-b0', (i) => 70 + (i % 20), 110)
    const chosen = { blocks: layout.blocks, ran: layout.blocks.map((_, b) => (b === 0 ? 30 : 0)), asked: { sal: layout.blocks.map(() => 10) }, images: 40 }
    const found = counterfactuals({ id: '7' } as Sweep, [base, off, on], chosen, new Map([['off-s0-b0', 30]]))
    expect(found.images).toBe(40)
    const [first, second] = found.blocks
    const iou = (r: number) => (100 * r) / (200 - r), meanRight = 79.5
    expect(first).toMatchObject({ block: 's0.b0', share: 0.75, asked: { sal: 0.25 }, off: { forced: 30, macs: { value: -20 }, tasks: { sal: null } } })
    expect(first!.off!.tasks.seg!.value).toBeCloseTo(iou(meanRight - 10) - iou(meanRight), 9)
    expect(first!.off!.tasks.seg!.high).toBeLessThan(0)
    // The baseline is the policy itself: its Δm against itself is what the relative change of the only figure is.
    expect(first!.off!.gain!.value).toBeCloseTo(100 * (iou(meanRight - 10) / iou(meanRight) - 1), 9)
    expect(first!.on).toMatchObject({ macs: { value: 10, low: 10, high: 10 }, tasks: { seg: { value: 0, low: 0, high: 0 } } })
    expect(second).toMatchObject({ share: 0, off: null, on: null })
  })

  it('compare only what every variant has, on wanted images', () => {
    const a = rows('a', () => 80, 100), b = rows('b', () => 60, 50, 30)
    const together = sideBySide([a, b], (i) => i % 2 === 0)
    expect([...together.images]).toEqual(Array.from({ length: 15 }, (_, i) => 2 * i))
    const [first, second] = figuresOf(together, 0)
    expect(first).toMatchObject({ macs: 100, gain: 0, tasks: [{ value: null }, { name: 'mIoU', value: 100 * 80 / 120 }] })
    expect(second!.macs).toBe(50)
    expect(changes(together, 0, [{ from: 0, to: 1 }])[0]!.macs).toEqual({ value: -50, low: -50, high: -50 })
  })
})

describe('predicted latency', () => {
  const parts = stagesOf(nano).flatMap((s) => Array.from({ length: s.depth }, (_, b) => blockId(s.index, b))).flatMap((id) => [{ id, ms: 10, ffnMs: 6 }, { id: `${id}/tctrl`, ms: 1 }])
  const others = [{ id: 'embed', ms: 2 }, { id: 's0.down', ms: 3 }, { id: 's0/bctrl', ms: 0.5 }, { id: 'policy', ms: 0.25 }, { id: 'dec.sal', ms: 4 }, { id: 'dec.semseg', ms: 5 }]
  const times = blockTimesSchema.parse({ runs: 3, attributed: 0.9, totalMs: 200, parts: [...parts, ...others].map((p) => ({ ...p, minMs: p.ms, maxMs: p.ms })) })
  const model = latencyModel(manifest, times), blocks = parts.length / 2, told = 11 * blocks + 14.75, rest = 200 - told

  it('adds attention of blocks that run, FFN by tokens, controllers, decoders of active tasks and what names do not tell', () => {
    const fixed = 2 + 3 + rest
    expect(predictLatency(model, ['sal', 'semseg'], null)).toBeCloseTo(fixed + 9 + 10 * blocks, 9)
    const none = Array<number>(blocks).fill(0)
    expect(predictLatency(model, ['sal'], { tokens: none })).toBeCloseTo(fixed + 0.75 + 4, 9)
    expect(predictLatency(model, ['sal'], { tokens: [0.5, ...none.slice(1)] })).toBeCloseTo(fixed + 0.75 + 4 + 1 + 4 + 3, 9)
    expect(predictLatency(model, ['sal', 'semseg'], { tokens: none.map(() => 1) })).toBeCloseTo(200, 9)
  })

  it('shares a block\'s time by work where the FFN was not told apart, and refuses times of another model', () => {
    const plain = latencyModel(manifest, { ...times, parts: times.parts.map(({ ffnMs: _, ...p }) => p) })
    expect(plain.blocks[0]!.attention + plain.blocks[0]!.ffn).toBeCloseTo(10, 9)
    expect(plain.blocks[0]!.ffn).toBeGreaterThan(0)
    expect(() => latencyModel(manifest, { ...times, parts: times.parts.slice(2) })).toThrow('has no time')
  })

  it('knows its error and its bias', () => {
    expect(predictionError([{ predicted: 11, measured: 10 }, { predicted: 8, measured: 10 }, { predicted: 13, measured: 10 }])).toEqual({ inferences: 3, medianError: expect.closeTo(0.2, 9) as number, bias: expect.closeTo(0.1, 9) as number })
    expect(predictionError([])).toBeNull()
  })
})
