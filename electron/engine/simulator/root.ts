/** The folder that plays `/` of the device. */
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { writing } from '../writing'
import { shimScripts } from './shims'

/** @param parent an existing folder; the host's temporary one by default. @param known the device's properties */
export async function makeRoot(parent: string | undefined, known: Record<string, string>): Promise<string> {
  const where = parent ?? os.tmpdir()
  return writing(where, async () => {
    const root = await fs.mkdtemp(path.join(await fs.realpath(where), 'adamtl-glasses-'))
    for (const folder of ['data/local/tmp', 'data/media/0', 'sys', 'proc', 'dev', 'system/bin']) await fs.mkdir(path.join(root, folder), { recursive: true })
    await fs.symlink('data/media/0', path.join(root, 'sdcard'))
    await fs.writeFile(path.join(root, 'system/build.prop'), Object.entries(known).map(([name, value]) => `${name}=${value}\n`).join(''))
    for (const [name, script] of shimScripts()) await fs.writeFile(path.join(root, 'system/bin', name), script, { mode: 0o755 })
    return root
  })
}
