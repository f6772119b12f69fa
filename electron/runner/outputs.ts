/** What each variant makes of each image, as files: for comparing a device's arithmetic with the desktop's. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { RunnerPlan } from '@shared/trace/stream'
import { Images, loadVariants } from './models'

/** Writes `<variant>/<image id>/`: `<task>.f32` (`[C, S, S]`), `<block>.tokens` (one byte per token, raster order), `decision.json`. */
export async function writeOutputs(plan: RunnerPlan, folder: string, target: string): Promise<void> {
  const runners = await loadVariants(plan, folder), images = new Images(plan, folder)
  for (const variant of plan.variants)
    for (const [i, image] of plan.images.entries()) {
      const runner = runners.get(variant.id)!
      const run = await runner.timed(await images.get(i, runner.manifest.input.size), variant.settings), { decision, tokens } = run.decided()
      const place = path.join(target, variant.id, encodeURIComponent(image.id))
      await fs.mkdir(place, { recursive: true })
      for (const [task, map] of run.maps) await fs.writeFile(path.join(place, `${encodeURIComponent(task)}.f32`), map)
      for (const [block, masks] of tokens) await fs.writeFile(path.join(place, `${block}.tokens`), masks.union)
      await fs.writeFile(path.join(place, 'decision.json'), JSON.stringify(decision))
    }
}
