#!/usr/bin/env node
// Makes a checkout ready: npm packages, Debian packages, an Electron runtime, a build. Does only what is missing; safe to interrupt and to repeat.
import { pathToFileURL } from 'node:url'
import { resolveRuntime } from './electron-runtime.mjs'
import { ensureBuild } from './lib/build.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { withLock } from './lib/lock.mjs'
import { runMain, say, SetupError } from './lib/project.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'
import { ensureRunner } from './runner.mjs'

/** For commands without a window: packages, a build, and what simulated glasses run. */
export function setupCommand() {
  return withLock(async () => {
    checkNode()
    await ensureDependencies()
    ensureBuild()
    await ensureRunner()
  })
}

/** For the app: everything. Returns the Electron runtime. */
export function setupApp({ build = true } = {}) {
  return withLock(async () => {
    checkNode()
    await ensureSystemPackages()
    await ensureDependencies()
    const runtime = await resolveRuntime()
    if (build) {
      ensureBuild()
      await ensureRunner()
    }
    return runtime
  })
}

/** What the build tools run on (`engines` of package.json says the same). */
function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23
  if (!fits) throw new SetupError(`Node ${process.versions.node} does not run the build tools: AdaMTL Studio needs Node 20.19 or newer of that line, or 22.12 or newer.`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    const { version, dist, fallback } = await setupApp()
    say(`ready: Electron ${version}${fallback ? ' (from the npm registry)' : ''} in ${dist}`)
  })
}
