#!/usr/bin/env node
// `npm test [-- stage…]`: every check of the project, then one closing line. With CI=true the packaged app is checked too.
import fs from 'node:fs'
import { withDisplay } from './lib/display.mjs'
import { run } from './lib/process.mjs'
import { inRoot, root, runMain, SetupError } from './lib/project.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'
import { playwrightCounts, vitestCounts } from './lib/test-counts.mjs'
import { setupApp } from './setup.mjs'

const CODE = ['shared', 'electron', 'renderer']
const tool = (name, args, env = process.env) => run(process.execPath, [inRoot('node_modules', ...name), ...args], { cwd: root, env })

/** A check without cases of its own counts as one. */
const check = (name, args) => async () => ((await tool(name, args)) === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 })

const vitest = (project, ...options) => async () => {
  const file = freshReport(project)
  const code = await tool(['vitest', 'vitest.mjs'], ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...options])
  return vitestCounts(file, code)
}

const playwright = (project, args = [], variables = {}) => async (runtime) => {
  const file = freshReport(project)
  const own = { ADAMTL_ELECTRON: runtime.executable, PLAYWRIGHT_JSON_OUTPUT_NAME: file, ...variables }
  const code = await withDisplay((env) => tool(['@playwright', 'test', 'cli.js'], ['test', `--project=${project}`, '--reporter=list,json', ...args], { ...env, ...own }))
  return playwrightCounts(file, code)
}

/** The end-to-end tests that show what the documentation shows; their pictures replace the documentation's. */
const screenshots = (runtime) => {
  const folder = inRoot('docs', 'screenshots')
  fs.mkdirSync(folder, { recursive: true })
  return playwright('app', ['--grep=@picture'], { ADAMTL_PICTURES: folder })(runtime)
}

const dist = async (runtime) => {
  if ((await tool(['..', 'scripts', 'dist.mjs'], ['dir'])) !== 0) return { passed: 0, failed: 1, skipped: 0 }
  return playwright('packaged')(runtime)
}

/** The runner for glasses is run under an emulator; where it cannot be had, that one test says so and is skipped. */
const device = async () => {
  await ensureSystemPackages([['qemu-user-static']])
  // One file at a time: runs that share the processor would measure each other.
  return vitest('device', '--no-file-parallelism')()
}

const stages = {
  types: check(['typescript', 'bin', 'tsc'], ['--noEmit', '-p', '.']),
  lint: check(['eslint', 'bin', 'eslint.js'], ['.']),
  boundaries: check(['dependency-cruiser', 'bin', 'dependency-cruise.mjs'], ['--config', '.dependency-cruiser.mjs', ...CODE]),
  unit: vitest('unit'),
  golden: vitest('golden'),
  fuzz: vitest('fuzz'),
  device,
  e2e: playwright('app'),
  dist,
  screenshots
}
const usual = Object.keys(stages).filter((name) => name !== 'screenshots' && (name !== 'dist' || process.env.CI))

function freshReport(name) {
  fs.mkdirSync(inRoot('test-output'), { recursive: true })
  const file = inRoot('test-output', `${name}.json`)
  fs.rmSync(file, { force: true })
  return file
}

await runMain(async () => {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !Object.hasOwn(stages, name))
  if (unknown.length > 0) throw new SetupError(`There is no stage ${unknown.join(', ')}. Stages: ${Object.keys(stages).join(', ')}.`)
  const runtime = await setupApp()
  const results = []
  for (const name of asked.length > 0 ? asked : usual) {
    process.stdout.write(`\n=== ${name}\n`)
    const start = Date.now()
    results.push({ name, ...(await stages[name](runtime)), seconds: (Date.now() - start) / 1000 })
  }
  return summary(results)
})

function summary(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  process.stdout.write('\n')
  for (const { name, passed, failed, skipped, seconds } of results) {
    process.stdout.write(`${name.padEnd(10)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${skipped ? `${skipped} skipped ` : ''}${seconds.toFixed(1).padStart(8)} s\n`)
  }
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') ? `, ${sum('skipped')} skipped` : ''}\n`)
  return sum('failed') > 0 || sum('passed') === 0 ? 1 : 0
}
