#!/usr/bin/env node
// `npm run dev`: the app with hot reloading of the window and restarts of the rest.
import { forgetBuild } from './lib/build.mjs'
import { sandboxArguments } from './lib/electron.mjs'
import { run } from './lib/process.mjs'
import { inRoot, root, runMain } from './lib/project.mjs'
import { setupApp } from './setup.mjs'

await runMain(async () => {
  const { executable } = await setupApp({ build: false })
  forgetBuild()
  const args = ['dev', '--watch', '--', ...sandboxArguments(), ...process.argv.slice(2)]
  return run(process.execPath, [inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), ...args], { cwd: root, env: { ...process.env, ELECTRON_EXEC_PATH: executable } })
})
