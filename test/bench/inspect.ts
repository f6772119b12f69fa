/** What the studio's own inspect path costs beside the bare loop: decode, prepare, run the sessions, nothing else. */
import path from 'node:path'
import { defaultSettings } from '../../shared/policy/settings'
import { limitsOf } from '../../shared/policy/thresholds'
import { adaptiveInspector } from '../../electron/cli/inspect-command'
import { decodeImage } from '../../electron/engine/dataset/decode'
import { normalise } from '../../electron/engine/dataset/prepare'
import { squash } from '../../electron/engine/dataset/resize'
import { io } from '../../electron/engine/graph/names'
import { imageFeed, policyFeeds } from '../../electron/engine/inference/feeds'
import { listInputs } from '../../electron/engine/inference/input'
import { ModelSessions } from '../../electron/engine/inference/sessions'
import type { Opened } from '../../electron/engine/model/open'
import { interleave, ratio, type Ratio } from './interleave'

export interface InspectFigure extends Ratio { model: string; images: number }

/** Throughput of inspect ÷ throughput of the bare loop, image by image in turns; 1 is free. */
export async function benchInspect(opened: Opened & { kind: 'adaptive' | 'static' }, folder: string, images: number, rounds: number, threads = 1): Promise<InspectFigure> {
  const { manifest } = opened, a = manifest.architecture
  const files = (await listInputs([folder])).slice(0, images)
  const sessions = new ModelSessions(opened.folder, manifest, { threads, spinning: false })
  const feeds = policyFeeds(a, limitsOf(a, defaultSettings))
  const bare = async (file: string) => {
    const { size, mean, std } = manifest.input
    const encoded = await (await sessions.encoder('adaptive')).run({ ...imageFeed(normalise(squash(await decodeImage(file), size), mean, std), size), ...feeds })
    const features = Object.fromEntries(a.depths.map((_, i) => [io.feature(i), encoded[io.feature(i)]!]))
    for (const t of manifest.tasks) await (await sessions.decoder(t.id)).run(features)
  }
  const inspect = adaptiveInspector(opened, defaultSettings, { threads, outputs: null, metrics: false })
  const all = (one: (file: string, next?: string) => Promise<unknown>) => async () => {
    for (const [i, file] of files.entries()) await one(file, files[i + 1])
  }
  const times = await interleave({ bare: all(bare), inspect: all(inspect) }, rounds, 1)
  await sessions.release()
  const { median, p25, p75 } = ratio(times, 'bare', 'inspect')
  return { model: path.basename(opened.name), images: files.length, median, p25, p75 }
}
