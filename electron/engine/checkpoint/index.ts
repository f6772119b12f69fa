/** Opens checkpoints of PyTorch and safetensors by content, as data. */
import { StudioError } from '@shared/errors'
import { CheckList } from './finding'
import { RandomFile } from './file'
import { readPlacement, type Placement } from './placement'
import { openSafetensors } from './safetensors/read'
import { sniff, type Container } from './sniff'
import { openLegacy } from './torch/legacy'
import { openZip } from './torch/zip'
import type { Checkpoint, TensorInfo } from './types'
import { shown } from './words'

export type { Checkpoint, DType, TensorInfo } from './types'
export { writeSafetensors, type TensorToWrite } from './safetensors/write'

const readers: Record<Container, { format: Checkpoint['format']; open: (file: RandomFile, checks: CheckList) => Promise<Map<string, Placement>> }> = {
  zip: { format: 'pth-zip', open: openZip },
  pickle: { format: 'pth-legacy', open: openLegacy },
  safetensors: { format: 'safetensors', open: openSafetensors }
}

/**
 * Opens a checkpoint without loading its values: only the pickle or header is read. Nothing in the file is executed, whatever it holds.
 * @param path a `.pth`, `.pt` or `.safetensors` file; the name does not matter, the content does
 * @throws StudioError with the path, the reason, what to do, and the steps up to the failing one. Codes: `not-found`, `unreadable` (permissions,
 * damage), `incomplete` (cut short), `unsupported` (another format or tensor type), `refused` (needs code, attacks, or exceeds the limits).
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const checks = new CheckList(path)
  return checks.guard(async () => {
    const file = await RandomFile.open(path)
    try {
      checks.plan('File is a checkpoint')
      const { format, open } = readers[await sniff(file)]
      return new OpenCheckpoint(format, file, await open(file, checks), checks)
    } catch (error) {
      await file.close()
      throw error
    }
  })
}

class OpenCheckpoint implements Checkpoint {
  readonly tensors: ReadonlyMap<string, TensorInfo>

  constructor(readonly format: Checkpoint['format'], private readonly file: RandomFile, private readonly placements: ReadonlyMap<string, Placement>, private readonly list: CheckList) {
    this.tensors = new Map([...placements].map(([name, p]) => [name, { name, dtype: p.dtype, shape: [...p.shape] }]))
  }

  get checks() {
    return this.list.passed
  }

  async read(name: string): Promise<Float32Array> {
    const placement = this.placements.get(name)
    if (!placement) throw new StudioError('not-found', `The checkpoint has no tensor ${shown(name)}`, { file: this.file.path, why: `It has ${this.tensors.size} tensors under other names.`, fix: 'Check that the checkpoint belongs to this model and config.' })
    return this.list.guard(() => readPlacement(placement))
  }

  async close(): Promise<void> {
    await this.file.close()
  }
}
