/** Writes what an image gave: raw maps, pictures and token masks, one folder per image. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { predictionPicture } from '@shared/model/colour'
import { lanesOf, stagesOf, blockId } from '@shared/model/architecture'
import type { Manifest } from '@shared/model/manifest'
import { encodePng } from '../dataset/encode-png'
import { writeNpy } from '../dataset/npy'
import { makeFolder, writing } from '../writing'
import type { RunResult } from './runner'

export interface Written { folder: string; tasks: Map<string, { npy: string; png: string }> }

export class OutputWriter {
  private readonly used = new Set<string>()
  constructor(private readonly folder: string) {}

  /** Makes the folder, so that a place that cannot be written is refused before anything runs. */
  prepare(): Promise<void> {
    return makeFolder(this.folder)
  }

  /** `<name>/<task>.npy` (float32 `[C, H, W]`), `<task>.png`, `tokens.<block>.npy` (uint8 `[1 + lanes, h, w]`: the union, then each lane). */
  async write(image: string, manifest: Manifest, result: RunResult): Promise<Written> {
    const folder = path.join(this.folder, this.nameFor(image))
    await makeFolder(folder)
    const tasks = await writing(folder, () => this.writeTasks(folder, manifest, result))
    await writing(folder, () => this.writeTokens(folder, manifest, result))
    return { folder, tasks }
  }

  private async writeTasks(folder: string, manifest: Manifest, result: RunResult): Promise<Written['tasks']> {
    const size = manifest.input.size
    const tasks: Written['tasks'] = new Map()
    for (const task of manifest.tasks) {
      const map = result.maps.get(task.id)
      if (!map) continue
      const stem = path.join(folder, encodeURIComponent(task.id))
      await fs.writeFile(`${stem}.npy`, writeNpy(map, [task.channels, size, size]))
      const picture = predictionPicture(task, map, size, size)
      await fs.writeFile(`${stem}.png`, encodePng(picture.rgba, picture.width, picture.height))
      tasks.set(task.id, { npy: `${stem}.npy`, png: `${stem}.png` })
    }
    return tasks
  }

  private async writeTokens(folder: string, manifest: Manifest, { decision, tokens }: RunResult): Promise<void> {
    const a = manifest.architecture
    const blocks = new Map(decision.blocks.map((b) => [b.id, b]))
    // A static run has no lanes to show.
    const lanes = decision.lanes.length > 0 ? lanesOf(a) : []
    for (const s of stagesOf(a))
      for (let b = 0; b < s.depth; b++) {
        const id = blockId(s.index, b), masks = tokens.get(id)
        const planes = new Uint8Array((1 + lanes.length) * s.tokens)
        if (masks) {
          planes.set(masks.union, 0)
          lanes.forEach((lane, i) => planes.set(masks.lanes[lane] ?? new Uint8Array(s.tokens), (1 + i) * s.tokens))
        } else if (blocks.get(id)?.ran) planes.fill(1, 0, s.tokens)
        await fs.writeFile(path.join(folder, `tokens.${id}.npy`), writeNpy(planes, [1 + lanes.length, s.resolution, s.resolution]))
      }
  }

  /** The image's name without extension, or with it where only dots would be left, which name other folders; a repeated one gets -2, -3. */
  private nameFor(image: string): string {
    const bare = path.basename(image, path.extname(image))
    const stem = bare === '.' || bare === '..' ? path.basename(image) : bare
    let name = stem
    for (let n = 2; this.used.has(name); n++) name = `${stem}-${n}`
    this.used.add(name)
    return name
  }
}
