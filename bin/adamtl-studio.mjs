#!/usr/bin/env node
// The command line of the studio. Sets the checkout up when needed (messages on stderr only), then runs the built program in this process.
import { pathToFileURL } from 'node:url'
import { inRoot, runMain } from '../scripts/lib/project.mjs'
import { setupCommand } from '../scripts/setup.mjs'

await runMain(async () => {
  await setupCommand()
  await import(pathToFileURL(inRoot('out', 'main', 'cli.js')).href)
})
