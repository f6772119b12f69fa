#!/usr/bin/env node
// `npm run bench [-- part…]`: the figures of docs/benchmarks.md, in this order unless parts are named: graph, inspect, open, store, sweep, energy, device, app, trace, fuzz.
import { withDisplay } from './lib/display.mjs'
import { run } from './lib/process.mjs'
import { inRoot, root, runMain } from './lib/project.mjs'
import { setupApp } from './setup.mjs'

await runMain(async () => {
  const { executable } = await setupApp()
  const args = [inRoot('node_modules', 'tsx', 'dist', 'cli.mjs'), inRoot('test', 'bench', 'main.ts'), ...process.argv.slice(2)]
  return withDisplay((env) => run(process.execPath, args, { cwd: root, env: { ...env, ADAMTL_ELECTRON: executable } }))
})
