/** ONNX Runtime's own profile of a variant: kernel times, for the host to attribute to blocks. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { RunnerPlan } from '@shared/trace/stream'
import { ModelRunner } from '../engine/inference/runner'
import { ModelSessions } from '../engine/inference/sessions'
import { modelOf, sessionSettings, type Images } from './models'

/** Where profiles lie, in the plan's folder. */
const profiles = 'profile'

/**
 * Runs the variant in sessions of its own, so that those of the slots stay unprofiled. The first run warms up and is not one of `profileRuns`.
 * @returns the files, relative to the plan's folder, one per graph; null when it was stopped, and then nothing is left
 */
export async function profile(plan: RunnerPlan, folder: string, variant: RunnerPlan['variants'][number], images: Images, stopped: () => boolean): Promise<string[] | null> {
  const place = path.join(folder, profiles, variant.id)
  await fs.mkdir(place, { recursive: true })
  const sessions = new ModelSessions(...(await modelOf(plan, variant, folder)), sessionSettings(plan.threads), { enableProfiling: true, profileFilePrefix: path.join(place, 'run') })
  const runner = new ModelRunner(sessions)
  let whole = true
  try {
    for (let i = 0; i <= plan.profileRuns && whole; i++) {
      await runner.timed(await images.get(Math.max(0, i - 1) % plan.images.length, runner.manifest.input.size), variant.settings)
      whole = !stopped()
    }
    await sessions.forEach((s) => s.endProfiling())
  } finally {
    await sessions.release()
    if (!whole) await fs.rm(place, { recursive: true, force: true })
  }
  return whole ? (await fs.readdir(place)).sort().map((name) => `${profiles}/${variant.id}/${name}`) : null
}
