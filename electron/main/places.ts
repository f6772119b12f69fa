/** Where the app's own files are, in a checkout and in a package. */
import path from 'node:path'
import { app } from 'electron'

/** The folder `out`, which holds main/, preload/ and renderer/. */
const out = path.join(import.meta.dirname, '..')

export const places = {
  engine: path.join(out, 'main', 'engine.js'),
  preload: path.join(out, 'preload', 'preload.cjs'),
  renderer: path.join(out, 'renderer'),
  /** The sample study and other files that travel with the app. */
  resources: (): string => (app.isPackaged ? path.join(process.resourcesPath, 'studio') : path.join(app.getAppPath(), 'resources'))
}
