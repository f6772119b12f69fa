#!/usr/bin/env node
// `npm start [-- paths…]`: sets up what is missing and opens the window. Without a display, or with --demo[=FOLDER], shows the sample study
// on a virtual one instead and leaves screenshots and a report.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { appArguments } from './lib/electron.mjs'
import { hasDisplay, withDisplay } from './lib/display.mjs'
import { run } from './lib/process.mjs'
import { inRoot, runMain } from './lib/project.mjs'
import { setupApp } from './setup.mjs'

/** Chromium complains of all that a virtual display does not have. */
const quiet = '--log-level=3'
const DEMO_MS = 5 * 60_000
/** npm changes to the project's folder; paths were meant from where the user stood. */
const from = process.env.INIT_CWD ?? process.cwd()

function readArguments(args) {
  const asked = args.find((a) => a === '--demo' || a.startsWith('--demo='))
  const rest = args.filter((a) => a !== asked && a !== '--').map((a) => (a.startsWith('-') ? a : path.resolve(from, a)))
  const folder = asked?.includes('=') ? path.resolve(from, asked.slice('--demo='.length)) : inRoot('demo-output')
  return { demo: asked || !hasDisplay() ? folder : null, rest }
}

await runMain(async () => {
  const { demo, rest } = readArguments(process.argv.slice(2))
  const runtime = await setupApp()
  if (!demo) return run(runtime.executable, appArguments(rest))
  if (!hasDisplay()) process.stdout.write('No display: showing the sample study on a virtual one.\n')
  const code = await showSample(runtime, demo)
  if (code === 124) process.stderr.write(`The demo did not end within ${DEMO_MS / 60_000} minutes.\n`)
  if (code === 0) process.stdout.write(`Screenshots and report: ${path.relative(from, demo) || '.'}\n`)
  return code
})

/** In a profile of its own, so that it shows the same whatever was opened before. */
async function showSample({ executable }, folder) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-demo-'))
  try {
    return await withDisplay((env) => run(executable, appArguments([`--demo=${folder}`, `--user-data-dir=${profile}`, quiet]), { env, timeout: DEMO_MS }))
  } finally {
    fs.rmSync(profile, { recursive: true, force: true })
  }
}
