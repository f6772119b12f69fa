// Where things are. Everything in scripts/ is plain Node without dependencies, so that it runs before `npm ci`.
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
export const inRoot = (...parts) => path.join(root, ...parts)

/** Folder for things worth keeping between checkouts; `ADAMTL_CACHE_DIR` overrides the platform's usual place. */
export function cacheDir() {
  if (process.env.ADAMTL_CACHE_DIR) return path.resolve(process.env.ADAMTL_CACHE_DIR)
  const home = os.homedir()
  if (process.platform === 'win32') return path.join(process.env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'adamtl-studio', 'cache')
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'adamtl-studio')
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(home, '.cache'), 'adamtl-studio')
}

/** npm run by npm hands its own place down, which would send `pack` to the project's folder. */
export const cleanEnvironment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'npm_config_local_prefix' && !name.startsWith('npm_package_')))

/** Messages go to stderr: stdout belongs to the command that the user asked for. */
export const say = (message) => process.stderr.write(`setup: ${message}\n`)

/** A failure that the user can act on; printed without a stack. */
export class SetupError extends Error {}

/** Runs `main` and exits with the number that it gives, if any. A SetupError is printed as it is, anything else with its stack. */
export async function runMain(main) {
  try {
    const code = await main()
    if (code !== undefined) process.exitCode = code
  } catch (error) {
    process.stderr.write(error instanceof SetupError ? `${error.message}\n` : `${error?.stack ?? error}\n`)
    process.exitCode = 1
  }
}
