#!/usr/bin/env node
// `npm run dist [-- dir|tar.gz|deb|AppImage|dmg|nsis|zip…]`: packages for this platform into dist/. Without targets: those of electron-builder.yml.
import fs from 'node:fs'
import path from 'node:path'
import { capture, has, run } from './lib/process.mjs'
import { inRoot, root, runMain, say, SetupError } from './lib/project.mjs'
import { buildRunner } from './runner.mjs'
import { setupApp } from './setup.mjs'

const platform = { linux: '--linux', darwin: '--mac', win32: '--win' }[process.platform]

/** electron-builder downloads Electron itself, unless the runtime came from a folder. */
function runtimeOptions(runtime) {
  if (!runtime.fallback && !process.env.ELECTRON_OVERRIDE_DIST_PATH) return []
  const options = [`-c.electronDist=${runtime.dist}`, `-c.electronVersion=${runtime.version}`]
  if (!runtime.fallback) return options
  say('this package contains the Electron of the npm registry: good for tests and closed networks, not for a release (its file name says so)')
  return [...options, '-c.artifactName=${name}-${version}-${os}-${arch}-unofficial-electron.${ext}']
}

/** Tools that electron-builder would download are taken from npm and from Debian. */
function toolEnvironment() {
  const env = { ...process.env }
  if (process.platform !== 'linux') return env
  const sevenZip = inRoot('node_modules', '7zip-bin', 'linux', process.arch, '7za')
  if (!env.ELECTRON_BUILDER_7ZIP_PATH && fs.existsSync(sevenZip)) {
    fs.chmodSync(sevenZip, 0o755)
    env.ELECTRON_BUILDER_7ZIP_PATH = sevenZip
  }
  env.ELECTRON_BUILDER_COMPRESSION_LEVEL ??= '1'
  if (!env.CUSTOM_FPM_PATH && !has('fpm') && capture('dpkg-deb', ['--version'])) env.CUSTOM_FPM_PATH = inRoot('scripts', 'fpm.mjs')
  return env
}

/** What is pushed to devices travels with the package: for glasses (arm64) and, on Linux, for simulated ones. electron-builder.yml takes the folder. */
async function stageRunners() {
  const target = inRoot('.cache', 'runner')
  fs.rmSync(target, { recursive: true, force: true })
  for (const arch of process.platform === 'linux' ? ['x64', 'arm64'] : ['arm64']) {
    try {
      const [folder] = await buildRunner([arch])
      fs.cpSync(folder, path.join(target, path.basename(folder)), { recursive: true, mode: fs.constants.COPYFILE_FICLONE })
    } catch (error) {
      if (!(error instanceof SetupError)) throw error
      say(`this package has no runner for ${arch}: ${error.message}`)
    }
  }
}

await runMain(async () => {
  const runtime = await setupApp()
  await stageRunners()
  const targets = process.argv.slice(2)
  fs.rmSync(inRoot('dist'), { recursive: true, force: true })
  const args = [inRoot('node_modules', 'electron-builder', 'cli.js'), platform, ...targets, '--publish=never', ...runtimeOptions(runtime)]
  const code = await run(process.execPath, args, { cwd: root, env: toolEnvironment() })
  if (code === 0) for (const name of fs.readdirSync(inRoot('dist'))) process.stdout.write(`${path.join('dist', name)}\n`)
  return code
})
