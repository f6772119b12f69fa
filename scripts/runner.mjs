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

/** Where the finished folder of an architecture lies. */
export const runnerFolder = (arch) => path.join(cacheDir(), 'runner', `linux-${arch}`)

/** Builds what differs from what is there; returns the folders. */
export async function buildRunner(wanted = architectures) {
  const base = path.join(cacheDir(), 'runner')
  fs.mkdirSync(base, { recursive: true })
  const work = fs.mkdtempSync(path.join(base, 'work-'))
  try {
    const file = await bundleProgram(work)
    return wanted.map((arch) => assemble(arch, file, path.join(work, arch)))
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
}

/** What the simulated glasses run: built when the sources or the folder differ from what the last setup saw. */
export async function ensureRunner() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return
  const stamp = inRoot('out', '.runner'), sources = fs.readFileSync(inRoot('out', '.sources'), 'utf8'), file = path.join(runnerFolder('x64'), 'manifest.json')
  const state = () => `${sources} ${fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).version : ''}`
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === state()) return
  await buildRunner(['x64'])
  fs.writeFileSync(stamp, state())
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
  const target = runnerFolder(arch)
  if (isComplete(target, manifest)) return target
  for (const part of parts) {
    fs.mkdirSync(path.dirname(path.join(work, part.path)), { recursive: true })
    fs.copyFileSync(part.from, path.join(work, part.path), fs.constants.COPYFILE_FICLONE)
    fs.chmodSync(path.join(work, part.path), 0o755)
  }
  fs.writeFileSync(path.join(work, 'manifest.json'), JSON.stringify(manifest, null, 1))
  replace(work, target)
  say(`runner ${manifest.version}: ${(files.reduce((n, f) => n + f.size, 0) / 2 ** 20).toFixed(0)} MB in ${target}`)
  return target
}

const digest = (data) => createHash('sha256').update(data).digest('hex')
const describe = ({ path: name, from }) => ({ path: name, size: fs.statSync(from).size, sha256: digest(fs.readFileSync(from)) })

/** The folder holds this very manifest, which is written last, and all its files. */
function isComplete(folder, manifest) {
  const file = path.join(folder, 'manifest.json')
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== JSON.stringify(manifest, null, 1)) return false
  return manifest.files.every((f) => fs.statSync(path.join(folder, f.path), { throwIfNoEntry: false })?.size === f.size)
}

function replace(from, to) {
  const old = `${from}.old`
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
