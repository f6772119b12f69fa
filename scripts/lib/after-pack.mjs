// Runs when electron-builder has put a folder together, before it is packed.
import fs from 'node:fs/promises'
import path from 'node:path'

/** A runtime from a folder brings Electron's default app along, which a package has no use for. */
export default async function afterPack({ appOutDir, packager }) {
  await fs.rm(path.join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true })
}
