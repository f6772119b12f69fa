/** The main thread: reads the plan, starts the sampler, runs, and leaves nothing behind. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { env } from 'onnxruntime-node'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'
import { runnerPlanSchema, type RunnerPlan } from '@shared/trace/stream'
import { studioVersion } from '../engine/version'
import { now } from './clock'
import { LineWriter } from './lines'
import { Orders } from './orders'
import { writeOutputs } from './outputs'
import { Run } from './run'
import type { SamplerTask } from './sampler'

const exitCodes = { done: 0, failed: 1, usage: 2, hostGone: 3 }
const longest = 1000

/** `runner.cjs plan.json` runs a plan; `runner.cjs plan.json --outputs FOLDER` writes what each variant makes of each image, and measures nothing. */
export async function main([planFile, option, folder]: string[]): Promise<void> {
  if (planFile === undefined || (option !== undefined && (option !== '--outputs' || folder === undefined))) {
    process.stderr.write('usage: runner.cjs plan.json [--outputs FOLDER]\n')
    process.exit(exitCodes.usage)
  }
  const out = new LineWriter(100), place = path.dirname(path.resolve(planFile))
  const fatal = (error: unknown): never => {
    try {
      out.write({ t: 'error', at: now(), code: toErrorValue(error).code, message: errorLine(toErrorValue(error)).slice(0, longest), fatal: true })
      out.flush()
    } catch {
      process.exit(exitCodes.hostGone)
    }
    return process.exit(exitCodes.failed)
  }
  // What else goes wrong in a callback, such as a write to a host that is gone.
  process.on('uncaughtException', fatal)
  try {
    const plan = readPlan(planFile)
    await (folder === undefined ? measure(plan, place, out) : writeOutputs(plan, place, path.resolve(folder)))
    process.exit(exitCodes.done)
  } catch (error) {
    fatal(error)
  }
}

function readPlan(file: string): RunnerPlan {
  const plan = runnerPlanSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')))
  if (!plan.success) throw new StudioError('usage', 'The plan does not follow its schema', { file, why: plan.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ') })
  const unknown = plan.data.slots.find((s) => !plan.data.variants.some((v) => v.id === s.variant) || s.images.some((i) => !plan.data.images[i]))
  if (unknown) throw new StudioError('usage', `Slot ${unknown.slot} names a variant or an image that the plan does not have`, { file })
  return plan.data
}

async function measure(plan: RunnerPlan, folder: string, out: LineWriter): Promise<void> {
  const pidFile = path.join(folder, 'runner.pid')
  fs.writeFileSync(pidFile, String(process.pid))
  process.on('exit', () => fs.rmSync(pidFile, { force: true }))
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(exitCodes.hostGone))
  const orders = new Orders(process.stdin, (text) => out.write({ t: 'error', at: now(), code: 'usage', message: `This is no order: ${text.slice(0, 100)}`, fatal: false }), () => process.exit(exitCodes.hostGone))
  out.write({
    t: 'environment', at: now(), runner: studioVersion, node: process.versions.node, onnxruntime: env.versions.node ?? env.versions.common, platform: process.platform,
    arch: process.arch, cores: os.availableParallelism(), kernel: os.release(), threads: plan.threads, sources: plan.sources.map((s) => s.id)
  })
  out.flush()
  const endSampler = startSampler(plan, pidFile)
  const inferences = await new Run(plan, folder, out, orders).all()
  await endSampler()
  out.write({ t: 'done', at: now(), inferences, stopped: orders.stopped })
  out.flush()
}

/** @returns ends it and waits for its last lines */
function startSampler(plan: RunnerPlan, pidFile: string): () => Promise<void> {
  const stop = new SharedArrayBuffer(4), flag = new Int32Array(stop)
  const task: SamplerTask = { kind: 'sampler', sources: plan.sources, hz: plan.sampleHz, stop, pidFile }
  const worker = new Worker(process.argv[1]!, { workerData: task })
  const end = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('error', (error) => { throw error })
  return async () => {
    Atomics.store(flag, 0, 1)
    Atomics.notify(flag, 0)
    await end
  }
}
