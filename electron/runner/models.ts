/** The plan's models and images, ready to run. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { RunnerPlan } from '@shared/trace/stream'
import { parseManifest } from '../engine/graph/manifest-text'
import { ModelRunner } from '../engine/inference/runner'
import { ModelSessions } from '../engine/inference/sessions'

/** Spinning threads would burn energy that is no inference. */
export const sessionSettings = (threads: number) => ({ threads, spinning: false })

type Variant = RunnerPlan['variants'][number]

/** One model's graphs, shared by its variants; each variant keeps its own limits. */
export async function loadVariants(plan: RunnerPlan, folder: string): Promise<Map<string, ModelRunner>> {
  const sessions = new Map<string, ModelSessions>()
  const runners = new Map<string, ModelRunner>()
  for (const variant of plan.variants) {
    let model = sessions.get(variant.model)
    if (!model) sessions.set(variant.model, (model = new ModelSessions(...(await modelOf(plan, variant, folder)), sessionSettings(plan.threads))))
    runners.set(variant.id, new ModelRunner(model))
  }
  return runners
}

/** Folder and manifest of a variant's model. */
export async function modelOf(plan: RunnerPlan, variant: Variant, folder: string) {
  const model = plan.models.find((m) => m.id === variant.model)
  if (!model) throw new StudioError('usage', `The plan has no model ${variant.model}`, { why: `Variant ${variant.id} names it.` })
  const place = path.resolve(folder, model.folder), file = path.join(place, 'manifest.json')
  return [place, parseManifest(await fs.readFile(file, 'utf8'), file)] as const
}

/** Prepared images are kept up to this many bytes; beyond, they are read again, before the clock runs. */
const keep = 256 << 20

export class Images {
  private readonly kept = new Map<string, Float32Array>()
  private bytes = 0
  constructor(private readonly plan: RunnerPlan, private readonly folder: string) {}

  /** @param size the model's input size. @returns normalised image `[3, S, S]` */
  async get(index: number, size: number): Promise<Float32Array> {
    const file = this.plan.images[index]?.files[String(size)]
    if (file === undefined) throw new StudioError('incomplete', `The plan has no image ${index} of ${size} × ${size} pixels`)
    const before = this.kept.get(file)
    if (before) return before
    const data = await fs.readFile(path.resolve(this.folder, file))
    if (data.byteLength !== 12 * size * size) throw new StudioError('mismatch', `The prepared image has ${data.byteLength} bytes`, { file, why: `float32 [1, 3, ${size}, ${size}] has ${12 * size * size}.` })
    const values = new Float32Array(new Uint8Array(data).buffer)
    if (this.bytes + data.byteLength <= keep) {
      this.kept.set(file, values)
      this.bytes += data.byteLength
    }
    return values
  }
}
