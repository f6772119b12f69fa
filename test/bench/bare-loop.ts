/** A thread that only decodes, prepares and runs: what a sweep is measured against. Its weights and images come with the thread; it says when it is ready and when it is done. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Manifest } from '../../shared/model/manifest'
import { defaultSettings } from '../../shared/policy/settings'
import { limitsOf } from '../../shared/policy/thresholds'
import { decodeImage } from '../../electron/engine/dataset/decode'
import { normalise } from '../../electron/engine/dataset/prepare'
import { squash } from '../../electron/engine/dataset/resize'
import { io } from '../../electron/engine/graph/names'
import { imageFeed, policyFeeds } from '../../electron/engine/inference/feeds'
import { ModelSessions } from '../../electron/engine/inference/sessions'

export interface BareTask { folder: string; manifest: Manifest; /** Images that the threads have taken between them. */ taken: SharedArrayBuffer; images: string[] }

const { folder, manifest, taken, images } = workerData as BareTask
const sessions = new ModelSessions(folder, manifest, { threads: 1, spinning: false }), a = manifest.architecture
const feeds = policyFeeds(a, limitsOf(a, defaultSettings)), count = new Int32Array(taken), { size, mean, std } = manifest.input

for (let i = Atomics.add(count, 0, 1); i < images.length; i = Atomics.add(count, 0, 1)) {
  const encoded = await (await sessions.encoder('adaptive')).run({ ...imageFeed(normalise(squash(await decodeImage(images[i]!), size), mean, std), size), ...feeds })
  const features = Object.fromEntries(a.depths.map((_, s) => [io.feature(s), encoded[io.feature(s)]!]))
  for (const t of manifest.tasks) await (await sessions.decoder(t.id)).run(features)
}
await sessions.release()
parentPort!.postMessage('done')
