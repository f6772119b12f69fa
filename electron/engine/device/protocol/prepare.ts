/** Images as the device will read them: prepared on the host, once per input size, so that a device runs the model and nothing else. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import { routeOf } from '@shared/policy/route'
import type { Settings } from '@shared/policy/settings'
import type { RunDetail } from '@shared/runs/run'
import { loadInput } from '../../inference/input'
import type { ModelRunner } from '../../inference/runner'

/** An image that can be read, and what the deciding variant runs for it. */
export interface RoutedImage { path: string; route: string }

export interface PreparedImage {
  id: string
  path: string
  /** By input size: the file on the host, float32 `[1, 3, S, S]`. */
  files: Record<string, string>
}

export interface PrepareOptions { signal: AbortSignal; onImage: (done: number, total: number) => void }

/**
 * The route of each image, by which a plan draws from them. Nothing is written: of many images a plan takes a few.
 * @param deciding the variant by whose routes the images are stratified
 * @throws StudioError when no image can be read; single bad images are named in `skipped`
 */
export async function routeImages(images: readonly string[], runner: ModelRunner, settings: Settings, { signal, onImage }: PrepareOptions): Promise<{ routed: RoutedImage[]; skipped: RunDetail['skipped'] }> {
  const routed: RoutedImage[] = [], skipped: RunDetail['skipped'] = []
  for (const [i, image] of images.entries()) {
    signal.throwIfAborted()
    const tensor = await loadInput(image, runner.manifest).then((seen) => seen.tensor, (error: unknown) => {
      if (!(error instanceof StudioError)) throw error
      skipped.push({ path: image, why: error.message })
    })
    if (tensor) routed.push({ path: image, route: routeOf((await runner.decide(tensor, settings)).decision) })
    onImage(i + 1, images.length)
  }
  if (routed.length === 0) throw new StudioError('unreadable', 'None of the images can be read', { why: `${images.length} files were tried; the first: ${skipped[0]?.why}.`, file: skipped[0]?.path, fix: 'Choose a folder with PNG, JPEG, WebP or BMP pictures.' })
  return { routed, skipped }
}

/** Writes the images into `folder` for every input size of the models. @throws StudioError for one that cannot be read (a prepared array fits one size only) */
export async function prepareImages(images: readonly string[], runners: readonly ModelRunner[], folder: string, { signal, onImage }: PrepareOptions): Promise<PreparedImage[]> {
  const prepared: PreparedImage[] = [], sizes = new Map(runners.map((r) => [r.manifest.input.size, r]))
  for (const [i, image] of images.entries()) {
    signal.throwIfAborted()
    const files: Record<string, string> = {}
    for (const [size, runner] of sizes) {
      const { tensor } = await loadInput(image, runner.manifest), file = path.join(folder, `${i}.${size}.f32`)
      await fs.writeFile(file, new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength))
      files[size] = file
    }
    prepared.push({ id: path.basename(image, path.extname(image)), path: image, files })
    onImage(i + 1, images.length)
  }
  return prepared
}
