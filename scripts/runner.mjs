#!/usr/bin/env node
// `npm run runner [-- x64|arm64…]`: the runner for the simulated device (linux-x64) and for glasses (linux-arm64), each a folder that is pushed as it is.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureDependencies } from './lib/dependencies.mjs'
import { withLock } from './lib/lock.mjs'
import { cacheDir, inRoot, runMain, say, SetupError } from './lib/project.mjs'
import { bundleProgram, program } from './lib/runner-bundle.mjs'
import { armLibraries, hostNode, npmNode, onnxRuntime } from './lib/runner-parts.mjs'

/** How the program is started; paths are relative to the folder. Android has no glibc, so its own loader comes along. */
const launch = { x64: ['node'], arm64: ['lib/ld-linux-aarch64.so.1', '--library-path', 'lib:.', 'node'] }
const architectures = Object.keys(launch)

/** This checkout's runners: links to the cache, where checkouts of other sources have theirs. The studio looks here (electron/engine/device/deploy-bundle.ts). */
const links = inRoot('.cache', 'runners')
const linkOf = (arch) => path.join(links, `linux-${arch}`)
const versions = () => path.join(cacheDir(), 'runner')
/** Versions that no checkout has used for so long are removed from the cache. */
const unusedDays = 30

/** Builds what differs from what is there; returns the folders. */
export async function buildRunner(wanted = architectures) {
  const base = versions()
  fs.mkdirSync(base, { recursive: true })
  const work = fs.mkdtempSync(path.join(base, 'work-'))
  try {
    const file = await bundleProgram(work)
    return wanted.map((arch) => assemble(arch, file, path.join(work, arch)))
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
}

/** What the simulated glasses run, and what glasses run where that was built once: built when the sources or the folders differ from what the last setup saw. */
export async function ensureRunner() {
  const wanted = architectures.filter((arch) => (arch === 'x64' ? process.platform === 'linux' && process.arch === 'x64' : isLinked(arch)))
  const stamp = inRoot('out', '.runner'), sources = fs.readFileSync(inRoot('out', '.sources'), 'utf8')
  const state = () => [sources, ...wanted.map((arch) => versionOf(linkOf(arch)))].join(' ')
  if (wanted.length === 0 || (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === state())) return
  await buildRunner(wanted)
  fs.writeFileSync(stamp, state())
}

const isLinked = (arch) => fs.lstatSync(linkOf(arch), { throwIfNoEntry: false }) !== undefined

/** Empty where there is no complete folder. */
function versionOf(folder) {
  const file = path.join(folder, 'manifest.json')
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).version : ''
}

function assemble(arch, bundled, work) {
  const node = arch === 'x64' ? hostNode() : npmNode(arch), onnx = onnxRuntime(arch)
  const libraries = arch === 'arm64' ? armLibraries() : { packages: {}, files: [] }
  const parts = [{ path: program, from: bundled }, { path: 'node', from: node.file }, ...onnx.files, ...libraries.files]
  const files = parts.map((part) => describe(part)).sort((a, b) => (a.path < b.path ? -1 : 1))
  const studio = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')).version
  const manifest = {
    format: 1, version: `${studio}-${arch}-${digest(JSON.stringify(files)).slice(0, 12)}`, platform: 'linux', arch,
    contents: { studio, node: node.version, onnxruntime: onnx.version, ...libraries.packages }, launch: launch[arch], program, files
  }
  const target = path.join(versions(), manifest.version, `linux-${arch}`)
  if (isComplete(target, manifest)) return link(arch, target)
  for (const part of parts) {
    fs.mkdirSync(path.dirname(path.join(work, part.path)), { recursive: true })
    fs.copyFileSync(part.from, path.join(work, part.path), fs.constants.COPYFILE_FICLONE)
    fs.chmodSync(path.join(work, part.path), 0o755)
  }
  fs.writeFileSync(path.join(work, 'manifest.json'), JSON.stringify(manifest, null, 1))
  replace(work, target)
  removeUnused()
  say(`runner ${manifest.version}: ${(files.reduce((n, f) => n + f.size, 0) / 2 ** 20).toFixed(0)} MB in ${target}`)
  return link(arch, target)
}

const digest = (data) => createHash('sha256').update(data).digest('hex')
const describe = ({ path: name, from }) => ({ path: name, size: fs.statSync(from).size, sha256: digest(fs.readFileSync(from)) })

/** The folder holds this very manifest, which is written last, and all its files. */
function isComplete(folder, manifest) {
  const file = path.join(folder, 'manifest.json')
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== JSON.stringify(manifest, null, 1)) return false
  return manifest.files.every((f) => fs.statSync(path.join(folder, f.path), { throwIfNoEntry: false })?.size === f.size)
}

/** Makes a folder of the cache this checkout's own. */
function link(arch, target) {
  const file = linkOf(arch)
  fs.utimesSync(target, new Date(), new Date())
  if (!isLinked(arch) || fs.readlinkSync(file) !== target) {
    fs.mkdirSync(links, { recursive: true })
    fs.rmSync(file, { force: true })
    fs.symlinkSync(target, file, 'junction')
  }
  return target
}

function removeUnused() {
  for (const name of fs.readdirSync(versions())) {
    const folder = path.join(versions(), name), linux = fs.readdirSync(folder).find((entry) => entry.startsWith('linux-'))
    const used = linux && fs.statSync(path.join(folder, linux)).mtimeMs
    if (used && Date.now() - used > unusedDays * 86_400_000) fs.rmSync(folder, { recursive: true, force: true })
  }
}

function replace(from, to) {
  const old = `${from}.old`
  fs.mkdirSync(path.dirname(to), { recursive: true })
  if (fs.existsSync(to)) fs.renameSync(to, old)
  fs.renameSync(from, to)
  fs.rmSync(old, { recursive: true, force: true })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    const asked = process.argv.slice(2)
    const unknown = asked.find((arch) => !architectures.includes(arch))
    if (unknown !== undefined) throw new SetupError(`There is no runner for ${unknown}. Choose from ${architectures.join(', ')}.`)
    await withLock(async () => {
      await ensureDependencies()
      for (const folder of await buildRunner(asked.length > 0 ? asked : architectures)) process.stdout.write(`${folder}\n`)
    })
  })
}
