/** Time by block on the device: ONNX Runtime's profiles are pulled and attributed like the desktop's own. */
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { BlockTimes } from '@shared/rpc/contract'
import type { Line } from '@shared/trace/stream'
import { summarise } from '../inference/times'
import type { DeviceTransport } from './transport'

/** @param folder the run's folder on the device. @param told the runner's line on a variant's profile */
export async function deviceTimes(t: DeviceTransport, folder: string, told: Extract<Line, { t: 'profiled' }>, signal?: AbortSignal): Promise<BlockTimes> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-device-profile-'))
  try {
    for (const file of told.files) await t.pull(`${folder}/${file}`, path.join(scratch, path.posix.basename(file)), { signal })
    return await summarise(scratch, told.runs)
  } finally {
    await fs.rm(scratch, { recursive: true, force: true })
  }
}
