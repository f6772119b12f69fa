// node_modules as package-lock.json says: installed when it is missing, half-made or of another lock.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { holdLockFor } from './lock.mjs'
import { inRoot, root, say, SetupError } from './project.mjs'
import { run } from './process.mjs'

const stamp = inRoot('node_modules', '.adamtl-setup')
/** What npm itself notes at the end of an installation; `npm ci` removes it first. */
const installed = inRoot('node_modules', '.package-lock.json')

export async function ensureDependencies() {
  const lock = fs.readFileSync(inRoot('package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex')
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted && fs.existsSync(installed)) return
  if (!matches(JSON.parse(lock))) {
    say('installing the npm packages of package-lock.json')
    const env = { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1', ONNXRUNTIME_NODE_INSTALL: 'skip' }
    // npm's own output would mix with the command's: all of it goes to stderr.
    const code = await run(npm(), ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, env, stdio: ['ignore', 2, 2], onStart: holdLockFor, shell: process.platform === 'win32' })
    if (code !== 0) throw new SetupError(`npm ci failed (exit code ${code}); its message is above. Nothing else was done; run the command again once that is solved.`)
  }
  fs.writeFileSync(stamp, wanted)
}

const npm = () => (process.platform === 'win32' ? 'npm.cmd' : 'npm')

/** The packages that npm noted, or null when it noted none or the note is damaged. */
function noted() {
  try {
    return JSON.parse(fs.readFileSync(installed, 'utf8')).packages ?? null
  } catch (error) {
    if (error instanceof SyntaxError || error.code === 'ENOENT') return null
    throw error
  }
}

/** True when someone installed exactly this lock already, e.g. with `npm ci`. Packages of other platforms are absent. */
function matches(lock) {
  const have = noted()
  if (!have) return false
  const want = lock.packages
  const missing = Object.entries(want).some(([name, p]) => name && (have[name] ? have[name].version !== p.version : !(p.optional || p.devOptional || p.peer)))
  const extra = Object.keys(have).some((name) => !want[name])
  return !missing && !extra
}
