/** Kernel time by part of the model, from ONNX Runtime's profiler and the names that our graphs give their nodes. */
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { InferenceSession } from 'onnxruntime-node'
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import type { Settings } from '@shared/policy/settings'
import type { BlockTimes } from '@shared/rpc/block-times'
import { ModelRunner } from './runner'
import { ModelSessions, type SessionSettings } from './sessions'

const eventSchema = z.object({ cat: z.string(), name: z.string(), ts: z.number(), dur: z.number(), args: z.object({ op_name: z.string().optional() }).optional() })

/** The part a node belongs to; fusions keep one of their nodes' names somewhere in their own. */
export function partOf(node: string): string | null {
  const m = /(?:^|[^\w.])(embed|policy|dec\.[^/]+|s\d+\.(?:b\d+(?:\/tctrl)?|down|out)|s\d+\/(?:bctrl|tctrl|policy))(?=\/|$)/.exec(` ${node}`)
  return m ? m[1]! : null
}

/** Whether a node belongs to a block's FFN, the part that runs on the selected tokens. */
const isFfn = (node: string): boolean => /\bs\d+\.b\d+\/mlp\//.test(node)

export interface TimesRequest {
  /** The model's folder. */
  folder: string
  manifest: Manifest
  sessions: SessionSettings
  /** Normalised image `[3, S, S]`. */
  prepared: Float32Array
  settings: Settings
  runs: number
}

/**
 * Runs the model `runs` times in sessions that record every kernel. Profiling itself costs about 5 %, so these times tell shares, not the latency.
 * The sessions are private: others stay unprofiled.
 */
export async function blockTimes({ folder, manifest, sessions: sessionSettings, prepared, settings, runs }: TimesRequest, signal: AbortSignal, onRun: (done: number) => void): Promise<BlockTimes> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-profile-'))
  const sessions = new ModelSessions(folder, manifest, sessionSettings, { enableProfiling: true, profileFilePrefix: path.join(scratch, 'run') })
  try {
    const runner = new ModelRunner(sessions)
    // The runner warms up by running once more than asked; the first run is dropped below.
    for (let i = 0; i < runs; i++) {
      signal.throwIfAborted()
      await runner.run(prepared, settings)
      onRun(i + 1)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await sessions.forEach((s: InferenceSession) => s.endProfiling())
    return await summarise(scratch, runs)
  } finally {
    await sessions.release()
    await fs.rm(scratch, { recursive: true, force: true })
  }
}

/** Attributes the profiles in a folder, one file per session, to the parts of the model; of each session's runs the last `runs` count. */
export async function summarise(folder: string, runs: number): Promise<BlockTimes> {
  const perPart = new Map<string, number[]>(), ffns = new Map<string, number[]>()
  const add = (to: Map<string, number[]>, part: string, run: number, us: number): void => {
    const times = to.get(part) ?? new Array<number>(runs).fill(0)
    times[run]! += us
    to.set(part, times)
  }
  const totals = new Array<number>(runs).fill(0)
  let attributed = 0, all = 0
  for (const file of await fs.readdir(folder)) {
    const events = z.array(z.unknown()).parse(JSON.parse(await fs.readFile(path.join(folder, file), 'utf8')))
    const parsed = events.map((e) => eventSchema.safeParse(e)).flatMap((r) => (r.success ? [r.data] : []))
    const starts = parsed.filter((e) => e.cat === 'Session' && e.name === 'model_run').sort((a, b) => a.ts - b.ts).slice(-runs)
    if (starts.length < runs) throw new StudioError('internal', `The profile holds ${starts.length} of ${runs} runs`)
    for (const e of parsed) {
      // An If counts what its branch counts already.
      if (e.cat !== 'Node' || !e.name.endsWith('_kernel_time') || e.args?.op_name === 'If') continue
      const run = starts.findIndex((s) => e.ts >= s.ts && e.ts < s.ts + s.dur)
      if (run < 0) continue
      all += e.dur
      const node = e.name.slice(0, -'_kernel_time'.length), part = partOf(node)
      totals[run]! += e.dur
      if (part === null) continue
      attributed += e.dur
      add(perPart, part, run, e.dur)
      if (isFfn(node)) add(ffns, part, run, e.dur)
    }
  }
  const parts = [...perPart].map(([id, times]) => ({ id, ms: median(times) / 1000, minMs: Math.min(...times) / 1000, maxMs: Math.max(...times) / 1000, ...(ffns.has(id) && { ffnMs: median(ffns.get(id)!) / 1000 }) }))
  return { runs, parts: parts.sort((a, b) => (a.id < b.id ? -1 : 1)), attributed: all > 0 ? attributed / all : 0, totalMs: median(totals) / 1000 }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
