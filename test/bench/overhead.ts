/** What the runner adds to an inference: its own loop against a bare ONNX Runtime loop over the same sessions and the same images. */
import fs from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { uniform } from '../../shared/policy/noise'
import type { Settings } from '../../shared/policy/settings'
import { limitsOf } from '../../shared/policy/thresholds'
import { medianInterval } from '../../shared/stats/bootstrap'
import { lineSchema } from '../../shared/trace/stream'
import { io } from '../../electron/engine/graph/names'
import { imageFeed, policyFeeds } from '../../electron/engine/inference/feeds'
import type { ModelRunner } from '../../electron/engine/inference/runner'
import { LineWriter } from '../../electron/runner/lines'
import { Orders } from '../../electron/runner/orders'
import { Run } from '../../electron/runner/run'
import { writeSamplePlan } from '../device/sample-plan'
import { median, quantile } from './interleave'

/** Microseconds that the runner adds: median of the rounds, its 95 % interval, quartiles of the rounds. */
export interface Added { median: number; low: number; high: number; p25: number; p75: number }
/** `interval`: from one start to the next; `timed`: from start to end. */
interface Both { interval: Added; timed: Added }
export interface OverheadFigure {
  variant: string; rounds: number; block: number
  /** Of the bare loop, start to start. */
  bareMs: number
  /** Of the time that is not inside ONNX Runtime's `run`, which is the same code with the same feeds on both sides. */
  outside: Both
  /** Of all the time. A busy machine's noise is that of whole inferences. */
  whole: Both
}

/** Of one inference, nanoseconds; `inside`: within `run`, all graphs together. */
interface Timed { start: number; end: number; inside: number }

/** Measures the time inside `run`, the same for both sides. @returns takes what was spent since the last call, one number per run */
function watch(sessions: readonly InferenceSession[]): () => number[] {
  let spent: number[] = []
  for (const session of sessions) {
    const run = session.run.bind(session)
    session.run = async (feeds: InferenceSession.FeedsType) => {
      const start = process.hrtime.bigint(), outputs = await run(feeds)
      spent.push(Number(process.hrtime.bigint() - start))
      return outputs
    }
  }
  return () => {
    const taken = spent
    spent = []
    return taken
  }
}

/** Only what has to be done: the encoder, then the decoders, between two readings of the clock. */
async function bareLoop(runner: ModelRunner, settings: Settings, images: Float32Array[]): Promise<() => Promise<Omit<Timed, 'inside'>[]>> {
  const { sessions, manifest } = runner, a = manifest.architecture, form = runner.isStatic(settings) ? 'static' : 'adaptive'
  const encoder = await sessions.encoder(form), decoders = await Promise.all(manifest.tasks.map((t) => sessions.decoder(t.id)))
  const policy = form === 'adaptive' ? policyFeeds(a, limitsOf(a, settings)) : {}, feeds = images.map((image) => ({ ...imageFeed(image, a.inputSize), ...policy }))
  const names = a.depths.map((_, i) => io.feature(i))
  return async () => {
    const times: Omit<Timed, 'inside'>[] = []
    // The first once more, untimed, as the runner does.
    for (const feed of [feeds[0]!, ...feeds]) {
      const start = process.hrtime.bigint()
      const encoded = await encoder.run(feed), features: Record<string, Tensor> = {}
      for (const name of names) features[name] = encoded[name]!
      for (const decoder of decoders) await decoder.run(features)
      times.push({ start: Number(start), end: Number(process.hrtime.bigint()) })
    }
    return times.slice(1)
  }
}

/**
 * The loop of electron/runner/run.ts, slot by slot, and a bare one take turns in this process, each over all images after one untimed inference.
 * The sampler, a thread of its own, is left out: what it costs is told by every run.
 */
export async function benchOverhead(scratch: string, rounds = 24, images = 12): Promise<OverheadFigure[]> {
  const folder = path.join(scratch, 'overhead'), said = path.join(scratch, 'overhead.jsonl')
  fs.mkdirSync(folder)
  const { plan, prepared } = await writeSamplePlan(folder, images, { slotSeconds: 0 })
  const fd = fs.openSync(said, 'w'), out = new LineWriter(100, fd), random = uniform(5)
  const orders = new Orders(new PassThrough(), (text) => { throw new Error(`no order: ${text}`) }, () => undefined)
  const run = new Run(plan, folder, out, orders)
  await run['load']()
  const { sessions } = run['runners'].get('static')!, loaded: InferenceSession[] = []
  await sessions.forEach((s) => loaded.push(s))
  const take = watch(loaded), graphs = 1 + sessions.manifest.tasks.length
  /** The first inference of a turn is not timed. */
  const inside = (): number[] => {
    const spent = take()
    return Array.from({ length: images }, (_, i) => spent.slice((i + 1) * graphs, (i + 2) * graphs).reduce((sum, ns) => sum + ns))
  }
  const sides = await Promise.all(plan.variants.map(async (v) => ({ ...v, loop: await bareLoop(run['runners'].get(v.id)!, v.settings, prepared), bare: [] as Timed[][], ours: [] as number[][] })))
  // Round −1 warms up.
  for (let round = -1; round < rounds; round++)
    for (const side of random() < 0.5 ? sides : sides.toReversed()) {
      const turns = [
        async () => {
          await run['slot']({ ...plan.slots.find((s) => s.variant === side.id)!, round })
          side.ours.push(inside())
        },
        async () => {
          const times = await side.loop(), spent = inside()
          side.bare.push(times.map((t, i) => ({ ...t, inside: spent[i]! })))
        }
      ]
      for (const turn of random() < 0.5 ? turns : turns.toReversed()) await turn()
    }
  out.flush()
  fs.closeSync(fd)
  await sessions.release()
  const lines = fs.readFileSync(said, 'utf8').trim().split('\n').map((line) => lineSchema.parse(JSON.parse(line)))
  return sides.map(({ id, bare, ours }) => {
    const own = ours.map((spent, i): Timed[] => lines.flatMap((l) => (l.t === 'inference' && !l.warm && l.variant === id && l.round === i - 1 ? [l] : [])).map((l, k) => ({ start: l.start, end: l.end, inside: spent[k]! })))
    if (own.some((block) => block.length !== images)) throw new Error('a slot is not whole')
    const added = (of: (block: Timed[]) => number[]): Added => addedIn(own.slice(1).map(of), bare.slice(1).map(of))
    return {
      variant: id, rounds, block: images, bareMs: median(bare.slice(1).flatMap(intervals)) / 1e6,
      outside: { interval: added((b) => intervals(b).map((ns, i) => ns - b[i]!.inside)), timed: added((b) => b.map((t) => t.end - t.start - t.inside)) },
      whole: { interval: added(intervals), timed: added((b) => b.map((t) => t.end - t.start)) }
    }
  })
}

const intervals = (block: readonly Timed[]): number[] => block.slice(1).map((t, i) => t.start - block[i]!.start)

/** Image by image within a round, so that both sides ran the same route a moment apart. @param ours @param bare nanoseconds, by round and image */
function addedIn(ours: number[][], bare: number[][]): Added {
  const rounds = ours.map((block, r) => median(block.map((ns, i) => (ns - bare[r]![i]!) / 1000)))
  const { value, low, high } = medianInterval(rounds, 1)
  return { median: value, low, high, p25: quantile(rounds, 0.25), p75: quantile(rounds, 0.75) }
}
