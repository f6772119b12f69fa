#!/usr/bin/env node
// Stands in for `fpm` where it cannot be downloaded: makes a deb with dpkg-deb from the arguments that electron-builder passes.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runMain, SetupError } from './lib/project.mjs'

const flags = new Set(['--force', '--debug'])
const short = { '-s': 'source', '-t': 'target', '-d': 'depends' }

/** Options by name, repeated ones as lists, and `from=to` mappings of files. */
export function parseArguments(args) {
  const options = {}
  const files = []
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]
    if (flags.has(argument)) continue
    if (!argument.startsWith('-')) {
      const at = argument.lastIndexOf('=')
      files.push({ from: argument.slice(0, at), to: argument.slice(at + 1) })
      continue
    }
    const name = short[argument] ?? argument.slice(2)
    ;(options[name] ??= []).push(args[++i])
  }
  return { options, files }
}

/** The control file: fields without a value are left out; further lines of the description are indented. */
export function controlFile(options, kilobytes) {
  const one = (name) => options[name]?.[0]
  const [summary, ...more] = (one('description') ?? '').split('\n').map((line) => line.trim()).filter(Boolean)
  const fields = {
    Package: one('name'), Version: one('iteration') ? `${one('version')}-${one('iteration')}` : one('version'), Architecture: one('architecture'),
    Maintainer: one('maintainer'), 'Installed-Size': String(kilobytes), Depends: options.depends?.join(', '), Recommends: options['deb-recommends']?.join(', '),
    Section: one('category') ?? 'misc', Priority: one('deb-priority') ?? 'optional', Homepage: one('url'),
    Description: [summary ?? one('name'), ...more.map((line) => ` ${line}`)].join('\n')
  }
  return Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `${name}: ${value}\n`).join('')
}

const maintainerScripts = { 'before-install': 'preinst', 'after-install': 'postinst', 'before-remove': 'prerm', 'after-remove': 'postrm' }

function buildDeb({ options, files }, folder) {
  for (const { from, to } of files) place(from, path.join(folder, to))
  execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', folder])
  const kilobytes = Number(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0])
  const control = path.join(folder, 'DEBIAN')
  fs.mkdirSync(control, { mode: 0o755 })
  fs.writeFileSync(path.join(control, 'control'), controlFile(options, kilobytes))
  for (const [option, name] of Object.entries(maintainerScripts)) {
    if (!options[option]) continue
    fs.copyFileSync(options[option][0], path.join(control, name))
    fs.chmodSync(path.join(control, name), 0o755)
  }
  const compression = process.env.ADAMTL_DEB_COMPRESSION ?? options['deb-compression']?.[0] ?? 'xz'
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '-z1', '--build', folder, options.package[0]], { stdio: ['ignore', 2, 2] })
}

/** Like fpm: a source that ends with a slash means what is in the folder. */
function place(from, to) {
  const isContent = from.endsWith('/')
  fs.mkdirSync(isContent ? to : path.dirname(to), { recursive: true })
  execFileSync('cp', ['-a', '--no-preserve=ownership', isContent ? `${from}.` : from, to])
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === import.meta.filename) {
  await runMain(() => {
    const parsed = parseArguments(process.argv.slice(2))
    if (parsed.options.target?.[0] !== 'deb') throw new SetupError('Only deb packages can be made without fpm.')
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-deb-'))
    try {
      fs.chmodSync(folder, 0o755)
      buildDeb(parsed, folder)
    } finally {
      fs.rmSync(folder, { recursive: true, force: true })
    }
  })
}
