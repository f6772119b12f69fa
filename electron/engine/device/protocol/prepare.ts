/** Images as the device will read them: prepared on the host, once per input size, so that a device runs the model and nothing else. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError, type ErrorValue } from '@shared/errors'
import { routeOf } from '@shared/policy/route'
import type { Settings } from '@shared/policy/settings'
import { loadInput } from '../../inference/input'
import type { ModelRunner } from '../../inference/runner'

export interface PreparedImage {
  id: string
  path: string
  /** By input size: the file on the host, float32 `[1, 3, S, S]`. */
  files: Record<string, string>
  /** What the deciding variant runs for it. */
  route: string
}

export interface PrepareOptions { signal: AbortSignal; onImage: (done: number, total: number) => void }

/**
 * @param runners one per model, in the plan's order
 * @param deciding the variant by whose routes the images are stratified
 * @throws StudioError when no image can be read; single bad images are named in `skipped`
 */
export async function prepareImages(images: readonly string[], runners: readonly ModelRunner[], deciding: { model: number; settings: Settings }, folder: string, { signal, onImage }: PrepareOptions): Promise<{ prepared: PreparedImage[]; skipped: ErrorValue[] }> {
  await fs.mkdir(folder, { recursive: true })
  const prepared: PreparedImage[] = [], skipped: ErrorValue[] = []
  const sizes = new Map(runners.map((r) => [r.manifest.input.size, r]))
  for (const [i, image] of images.entries()) {
    signal.throwIfAborted()
    try {
      const files: Record<string, string> = {}
      let route = ''
      for (const [size, runner] of sizes) {
        const { tensor } = await loadInput(image, runner.manifest)
        const file = path.join(folder, `${i}.${size}.f32`)
        await fs.writeFile(file, new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength))
        files[size] = file
        const model = runners[deciding.model]!
        if (model.manifest.input.size === size) route = routeOf((await model.decide(tensor, deciding.settings)).decision)
      }
      prepared.push({ id: path.basename(image, path.extname(image)), path: image, files, route })
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      skipped.push({ ...error.value, file: image })
    }
    onImage(i + 1, images.length)
  }
  if (prepared.length === 0) throw new StudioError('unreadable', 'None of the images can be read', { why: `${images.length} files were tried; the first: ${skipped[0]?.message}.`, fix: 'Choose a folder with PNG, JPEG, WebP or BMP pictures.' })
  return { prepared, skipped }
}
