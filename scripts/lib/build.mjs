// out/ as the sources say: built when a source differs from what the last build saw.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { inRoot, root, say, SetupError } from './project.mjs'

const out = inRoot('out')
const stamp = path.join(out, '.sources')
const sources = ['shared', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json']

export function ensureBuild() {
  const wanted = hashOfSources()
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return
  say('building the app')
  const scratch = inRoot('.cache', 'build')
  fs.rmSync(scratch, { recursive: true, force: true })
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root, encoding: 'utf8', env: { ...process.env, ADAMTL_BUILD_DIR: scratch, NODE_ENV: 'production', NO_COLOR: '1' }
  })
  if (status !== 0) throw new SetupError(`The build failed; out/ is as it was.\n${error?.message ?? plain(stdout + stderr)}`)
  fs.writeFileSync(path.join(scratch, '.sources'), wanted)
  replace(scratch, out)
}

/** The development server writes into out/ too: what it leaves there is not a build. */
export const forgetBuild = () => fs.rmSync(stamp, { force: true })

/** The bundler's message without its colours and its own stack. */
const plain = (text) => stripVTControlCharacters(text).split('\n').filter((line) => !line.startsWith('    at ')).join('\n').trim()

/** Swaps a folder in by two renames; an interruption between them leaves no out/, which the next setup builds again. */
function replace(from, to) {
  const old = inRoot('.cache', 'out.old')
  fs.rmSync(old, { recursive: true, force: true })
  if (fs.existsSync(to)) fs.renameSync(to, old)
  fs.renameSync(from, to)
  fs.rmSync(old, { recursive: true, force: true })
}

function hashOfSources() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((name) => filesOf(inRoot(name)))) hash.update(`${path.relative(root, file)}\0`).update(fs.readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function filesOf(entry) {
  const stat = fs.statSync(entry, { throwIfNoEntry: false })
  if (!stat) return []
  if (!stat.isDirectory()) return [entry]
  return fs.readdirSync(entry).sort().flatMap((name) => filesOf(path.join(entry, name)))
}
