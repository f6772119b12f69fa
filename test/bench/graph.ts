/** What the adaptive graph is worth: latency against multiply-accumulates, on a seeded Swin-T at 224 px with four tasks. */
import type { Tensor } from 'onnxruntime-node'
import { blockId, stagesOf } from '../../shared/model/architecture'
import type { Manifest } from '../../shared/model/manifest'
import { decide, type StageRecord } from '../../shared/policy/decide'
import { uniform } from '../../shared/policy/noise'
import { defaultSettings } from '../../shared/policy/settings'
import { limitsOf, type Limits } from '../../shared/policy/thresholds'
import { io } from '../../electron/engine/graph/names'
import { imageFeed, policyFeeds, type Feeds } from '../../electron/engine/inference/feeds'
import { stacked } from '../../electron/engine/inference/runner'
import { ModelSessions } from '../../electron/engine/inference/sessions'
import { interleave, median, ratio, type Variants } from './interleave'

export interface GraphFigure { threads: number; variant: string; macs: number; latency: number; p25: number; p75: number; realised: number | null; ms: number }

/** Blocks that run (by id), and the share of tokens that pass their FFN. */
interface Route { name: string; skipped: string[]; tokens: number }
const routes: Route[] = [
  { name: '12/12 blocks, 100 % tokens', skipped: [], tokens: 1 },
  { name: '12/12 blocks, 50 % tokens', skipped: [], tokens: 0.5 },
  { name: '10/12 blocks, 50 % tokens', skipped: ['s2.b1', 's2.b3'], tokens: 0.5 },
  { name: '9/12 blocks, 50 % tokens', skipped: ['s2.b1', 's2.b3', 's2.b5'], tokens: 0.5 },
  { name: '6/12 blocks, 50 % tokens', skipped: ['s0.b1', 's1.b1', 's2.b1', 's2.b3', 's2.b5', 's3.b1'], tokens: 0.5 },
  { name: '0/12 blocks', skipped: ['s0.b0', 's0.b1', 's1.b0', 's1.b1', 's2.b0', 's2.b1', 's2.b2', 's2.b3', 's2.b4', 's2.b5', 's3.b0', 's3.b1'], tokens: 0.5 }
]

/** Limits that force a route: gates on or off, and a seeded random set of tokens that one lane asks for. */
function forced(manifest: Manifest, route: Route): Limits {
  const a = manifest.architecture, limits = limitsOf(a, defaultSettings), random = uniform(7)
  const ids = stagesOf(a).flatMap((s) => Array.from({ length: s.depth }, (_, b) => blockId(s.index, b)))
  ids.forEach((id, i) => {
    limits.blockOff[i] = Number(route.skipped.includes(id))
    limits.blockOn[i] = 1 - limits.blockOff[i]
    limits.tokensOn[i] = Number(route.tokens === 1)
  })
  limits.token.fill(1e30)
  let first = 0
  for (const s of stagesOf(a)) for (let b = 0; b < s.depth; b++, first += s.tokens) {
    const order = Array.from({ length: s.tokens }, (_, t) => [random(), t] as const).sort((x, y) => x[0] - y[0])
    for (const [, t] of order.slice(0, Math.round(s.tokens * route.tokens))) limits.token[first + t] = -1e30
  }
  return limits
}

export async function benchGraph(folder: string, manifest: Manifest, threads: number, rounds: number): Promise<GraphFigure[]> {
  const sessions = new ModelSessions(folder, manifest, { threads, spinning: false })
  const a = manifest.architecture, random = uniform(3)
  const image = imageFeed(Float32Array.from({ length: 3 * a.inputSize ** 2 }, () => random() * 4 - 2), a.inputSize)
  const run = async (form: 'adaptive' | 'static', feeds: Feeds) => {
    const encoded = await (await sessions.encoder(form)).run(feeds)
    const features = Object.fromEntries(a.depths.map((_, i) => [io.feature(i), encoded[io.feature(i)]!]))
    for (const t of manifest.tasks) await (await sessions.decoder(t.id)).run(features)
    return encoded
  }
  const variants: Variants = { static: () => run('static', image) }
  const macs: Record<string, number> = { static: 1 }
  for (const route of routes) {
    const limits = forced(manifest, route), feeds = { ...image, ...policyFeeds(a, limits) }
    const encoded = await run('adaptive', feeds)
    const { decision } = decide(manifest, defaultSettings, limits, recordsOf(manifest, encoded), 0)
    const ran = decision.blocks.filter((b) => b.ran).length
    if (ran !== 12 - route.skipped.length) throw new Error(`${route.name}: ${ran} blocks ran`)
    macs[route.name] = decision.macs.executed / decision.macs.static
    variants[route.name] = () => run('adaptive', feeds)
  }
  const times = await interleave(variants, rounds)
  await sessions.release()
  return Object.keys(variants).map((variant) => {
    const r = ratio(times, variant, 'static'), saved = 1 - macs[variant]!
    return { threads, variant, macs: macs[variant]!, latency: r.median, p25: r.p25, p75: r.p75, realised: saved > 0.01 ? (1 - r.median) / saved : null, ms: median(times[variant]!) }
  })
}

function recordsOf(manifest: Manifest, encoded: Record<string, Tensor>): StageRecord[] {
  const floats = (name: string) => encoded[name]!.data as Float32Array, bytes = (name: string) => encoded[name]!.data as Uint8Array
  return stagesOf(manifest.architecture).map((s) => ({
    blockLogits: floats(io.blockLogits(s.index)), gates: bytes(io.blockGate(s.index)),
    tokens: stacked(floats(io.tokenLogits(s.index)), bytes(io.tokenMask(s.index)), s.depth)
  }))
}
