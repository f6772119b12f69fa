import { describe, expect, it } from 'vitest'
import type { Manifest } from '../../../shared/model/manifest'
import type { BlockDecision, Decision } from '../../../shared/policy/decision'
import { defaultSettings } from '../../../shared/policy/settings'
import { buildRoute } from '../../../renderer/charts/routemap/model'
import { blockLabel, laneLabel, outcome, selects, usefulFact } from '../../../renderer/charts/routemap/words'
import { macsScale } from '../../../renderer/components/format'

const tasks = [{ id: 'semseg', kind: 'segmentation', channels: 3, output: 'semseg' }, { id: 'sal', kind: 'saliency', channels: 1, output: 'sal' }] as const
type Architecture = Manifest['architecture']

function manifest(lanes: string[], architecture: Partial<Architecture> = {}): Manifest {
  const a: Architecture = {
    inputSize: 32, patchSize: 4, embedDim: 4, depths: [1, 2], heads: [1, 1], windows: [4, 4], mlpRatio: 4, qkvBias: true, qkScale: null, ape: false, patchNorm: true,
    decoderWidth: 4, decoderLayout: 'view', policy: lanes.length === 0 ? null : 'per_task', adaptiveBlocks: true, adaptiveTokens: true,
    blockControllerWidth: 4, tokenControllerWidth: 4, tasks: [...tasks], mean: [0, 0, 0], std: [1, 1, 1], ...architecture
  }
  return {
    version: 1, family: 'adamtl', name: 'm', tasks: [...tasks], lanes, sites: [], cost: { passes: 'one', terms: [] }, architecture: a,
    input: { name: 'image', size: 32, mean: [0, 0, 0], std: [1, 1, 1], resize: 'cubic-squash' },
    files: { encoder: null, staticEncoder: null, whole: null, weights: null },
    provenance: { source: 'm.pth', sha256: '', config: null, studio: '0', created: '', notes: [] }
  }
}

type Asks = Record<string, { p: number | null; active: boolean; tokens: number }>
function block(stage: number, b: number, asks: Asks, over: Partial<BlockDecision> = {}): BlockDecision {
  const gate = Object.values(asks).some((a) => a.active)
  const selected = Math.max(0, ...Object.values(asks).map((a) => a.tokens))
  return {
    id: `s${stage}.b${b}`, stage, block: b, gate, ran: gate && selected > 0, forced: null,
    tasks: Object.fromEntries(Object.entries(asks).map(([id, a]) => [id, { logit: a.p === null ? null : Math.log(a.p / (1 - a.p)), probability: a.p, active: a.active, forced: null }])),
    tokens: { selected, total: 64, side: 8, tasks: Object.fromEntries(Object.entries(asks).map(([id, a]) => [id, a.tokens])) },
    macs: gate && selected > 0 ? 23_600_000 : 0, staticMacs: 50_900_000, ...over
  }
}
const decision = (blocks: BlockDecision[], active = ['semseg', 'sal']): Decision => ({
  lanes: active, tasks: active, blocks, latencyMs: 1,
  macs: { static: 200e6, executed: 100e6, blocks: 60e6, controllers: 1e6, decoders: 30e6, other: 9e6, marginal: {}, staticBlocks: 150e6 }
})
const scale = macsScale(200e6)

describe('what the route map draws', () => {
  const blocks = [
    block(0, 0, { semseg: { p: 0.88, active: true, tokens: 16 }, sal: { p: 0.45, active: false, tokens: 0 } }),
    block(1, 0, { semseg: { p: 0.55, active: true, tokens: 0 }, sal: { p: 0.1, active: false, tokens: 0 } }),
    block(1, 1, { semseg: { p: 0.02, active: false, tokens: 0 }, sal: { p: 0.03, active: false, tokens: 0 } })
  ]
  const r = buildRoute(manifest(['semseg', 'sal']), decision(blocks), defaultSettings)

  it('knows who asked, who was near, and who was carried along', () => {
    expect(r.blocks[0]!.lanes.map((l) => [l.dot, l.asked, l.carried, l.share])).toEqual([['asked', true, false, 0.25], ['declined-close', false, true, 0]])
    expect(r.blocks[1]!.lanes[0]!.dot).toBe('asked-close')
    expect(r.blocks[2]!.lanes.map((l) => l.dot)).toEqual(['declined', 'declined'])
    expect([r.depths, r.sides, r.gated, r.tokenwise]).toEqual([[1, 2], [8, 8], true, true])
  })
  it('knows that a task carried along selects tokens too', () => {
    const carried = buildRoute(manifest(['semseg', 'sal']), decision([block(0, 0, { semseg: { p: 0.88, active: true, tokens: 0 }, sal: { p: 0.45, active: false, tokens: 16 } })]), defaultSettings)
    const [semseg, sal] = carried.blocks[0]!.lanes
    expect([semseg!.share, sal!.asked, sal!.carried, sal!.share]).toEqual([0, false, true, 0.25])
    expect([selects(semseg!), selects(sal!)]).toEqual([true, true])
    expect(laneLabel(sal!, carried.blocks[0]!)).toBe('sal, probability 0.45, carried along, 16 of 64 tokens')
    expect(r.blocks[2]!.lanes.map(selects)).toEqual([false, false])
  })
  it('tells a block without tokens from a declined one', () => {
    expect(r.blocks.map((b) => [b.ran, b.emptied])).toEqual([[true, false], [false, true], [false, false]])
    expect(r.blocks.map((b) => outcome(b, r))).toEqual(['ran for 1 of 2', 'no token selected', 'bypassed'])
  })
  it('says what would not have run without the only one that asked', () => {
    expect(usefulFact(r.blocks[0]!, r, scale)).toEqual({ label: 'Without semseg', value: 'bypassed, \u221223.6 M' })
    expect(usefulFact(r.blocks[2]!, r, scale)).toEqual({ label: 'Saved here', value: '50.9 M' })
  })
  it('labels blocks and lanes for those who do not see them', () => {
    expect(blockLabel(r.blocks[0]!, scale)).toBe('Stage 1 block 0, ran, asked by semseg, 23.6 million MACs')
    expect(blockLabel(r.blocks[2]!, scale)).toBe('Stage 2 block 1, skipped')
    expect(laneLabel(r.blocks[0]!.lanes[1]!, r.blocks[0]!)).toBe('sal, probability 0.45, carried along')
  })
  it('keeps a task that is off as a lane without dots', () => {
    const off = buildRoute(manifest(['semseg', 'sal']), decision(blocks, ['semseg']), defaultSettings)
    expect(off.lanes.map((l) => l.off)).toEqual([false, true])
    expect(off.blocks[0]!.lanes[1]!.dot).toBe('none')
  })
})

describe('other kinds of models', () => {
  it('static: every lane full, no dots', () => {
    const r = buildRoute(manifest([]), decision([block(0, 0, {}, { ran: true, gate: true, macs: 50_900_000, tokens: { selected: 64, total: 64, side: 8, tasks: {} } })]), defaultSettings)
    expect(r.gated).toBe(false)
    expect(r.blocks[0]!.lanes.map((l) => [l.dot, l.asked, l.share])).toEqual([['none', true, 1], ['none', true, 1]])
    expect(outcome(r.blocks[0]!, r)).toBe('ran')
  })
  it('single policy: one neutral lane that feeds every decoder', () => {
    const r = buildRoute(manifest(['policy'], { policy: 'single' }), decision([block(0, 0, { policy: { p: 0.9, active: true, tokens: 10 } })]), defaultSettings)
    expect(r.lanes.map((l) => [l.id, l.color.fill])).toEqual([['policy', 'var(--neutral)']])
    expect(r.ends.map((e) => [e.task, e.lane])).toEqual([['semseg', 0], ['sal', 0]])
    expect(outcome(r.blocks[0]!, r)).toBe('ran')
  })
  it('tokens only: no gate, no dots, shares of tokens', () => {
    const r = buildRoute(manifest(['semseg', 'sal'], { adaptiveBlocks: false }), decision([block(0, 0, { semseg: { p: null, active: true, tokens: 32 }, sal: { p: null, active: true, tokens: 8 } })]), defaultSettings)
    expect(r.blocks[0]!.lanes.map((l) => [l.dot, l.share])).toEqual([['none', 0.5], ['none', 0.125]])
  })
  it('all on by one switch: locks only where a block was forced by hand', () => {
    const forced = [block(0, 0, {}, { forced: 'on', ran: true }), block(1, 0, {}, { forced: 'off' })]
    const r = buildRoute(manifest(['semseg', 'sal']), decision(forced), { ...defaultSettings, allOn: true, blocks: { 's1.b0': 'off' } })
    expect(r.blocks.map((b) => b.forced)).toEqual([null, 'off'])
  })
})
