// Loads the app named on the command line, as Electron's own default app does:
//   electron [switches] [-r module]… <folder or file> [arguments of the app]
import fs from 'node:fs'
import { Module } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

function parse(args) {
  const preload = []
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') preload.push(args[++i])
    else if (args[i].startsWith('--app=')) return { preload, target: args[i].slice('--app='.length) }
    else if (!args[i].startsWith('-')) return { preload, target: args[i] }
  }
  return { preload, target: null }
}

function readPackage(folder) {
  const file = path.join(folder, 'package.json')
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null
}

const { preload, target } = parse(process.argv.slice(1))
Module._preloadModules(preload)
if (target === null) {
  process.stdout.write(`v${process.versions.electron}\n`)
  app.exit(0)
} else {
  const location = path.resolve(target)
  const manifest = readPackage(location)
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  if (manifest?.version) app.setVersion(manifest.version)
  if (manifest) app.setName(manifest.productName ?? manifest.name)
  try {
    const entry = manifest ? path.join(location, manifest.main ?? 'index.js') : location
    app.setAppPath(manifest ? location : path.dirname(entry))
    await import(pathToFileURL(entry).href)
  } catch (error) {
    process.stderr.write(`Cannot start the app at ${location}\n${error.stack}\n`)
    app.exit(1)
  }
}
