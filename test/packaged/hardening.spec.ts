import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import { executable, folder, isRoot, startPackaged } from './app'

/** A fuse as its byte in the executable. */
const OFF = '0'.charCodeAt(0), ON = '1'.charCodeAt(0)

/** `nobody`: has no rights that a user would not have. */
const NOBODY = 65534

test('it cannot be used as Node, and its inspector stays shut', async () => {
  const wire = await getCurrentFuseWire(executable)
  const off = [FuseV1Options.RunAsNode, FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseV1Options.EnableNodeCliInspectArguments] as const
  expect(off.map((fuse) => Number(wire[fuse]))).toEqual([OFF, OFF, OFF])
  expect(Number(wire[FuseV1Options.OnlyLoadAppFromAsar])).toBe(ON)
  // Without a display the app ends at once; as Node it would end with 42.
  const { status } = spawnSync(executable, [...(isRoot ? ['--no-sandbox'] : []), '-e', 'process.exit(42)'], { env: { ELECTRON_RUN_AS_NODE: '1' }, timeout: 20_000 })
  expect(status).not.toBe(42)
})

test('it carries one platform\'s native parts and no default app', () => {
  const binaries = path.join(folder, 'resources', 'app.asar.unpacked', 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6')
  expect(fs.readdirSync(binaries)).toEqual(['linux'])
  expect(fs.readdirSync(path.join(binaries, 'linux'))).toEqual([process.arch])
  expect(fs.readdirSync(path.join(folder, 'resources', 'app.asar.unpacked', 'node_modules', '@duckdb'))).toEqual([`node-bindings-linux-${process.arch}`])
  expect(fs.existsSync(path.join(folder, 'resources', 'default_app.asar'))).toBe(false)
})

test('it carries its licence, and those of the fonts and packages inside the window', () => {
  expect(fs.readFileSync(path.join(folder, 'LICENSE.txt'), 'utf8')).toContain('MIT License')
  const licences = fs.readFileSync(path.join(folder, 'LICENSES.third-party.md'), 'utf8')
  expect(licences.match(/SIL OPEN FONT LICENSE/g)).toHaveLength(2)
  for (const name of ['inter', 'jetbrains-mono', 'react', 'recharts', 'zod']) expect(licences).toMatch(new RegExp(`^## .*\\b${name} - [\\d.]+ `, 'm'))
  expect(fs.existsSync(path.join(folder, 'resources', 'studio', 'sample', 'LICENSE'))).toBe(true)
})

test('for a user who is not root, Chromium\'s sandbox holds the page', async () => {
  const asUser = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const canStart = spawnSync('unshare', ['--user', 'test', '-x', executable], { ...asUser, cwd: '/' }).status === 0
  test.skip(!canStart, 'user namespaces are off here, or the checkout cannot be read by others')
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-nobody-'))
  if (isRoot) fs.chownSync(userData, NOBODY, NOBODY)
  const { page, close } = await startPackaged({ userData, ...(isRoot ? { uid: NOBODY } : {}) })
  try {
    await expect(page.locator('html')).toHaveAttribute('data-engine', 'ready')
    const [renderer] = processes().filter(({ command }) => command.includes('--type=renderer') && command.includes(userData))
    // 2: system calls are filtered. More than one id: it lives in a process namespace of its own.
    expect(renderer?.status).toMatch(/^Seccomp:\s+2$/m)
    expect(renderer?.status).toMatch(/^NSpid:\s+\d+\s+\d+/m)
  } finally {
    await close()
    fs.rmSync(userData, { recursive: true, force: true })
  }
})

function processes(): { command: string; status: string }[] {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return [{ command: fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'), status: fs.readFileSync(`/proc/${pid}/status`, 'utf8') }]
    } catch {
      return [] // ended while we looked
    }
  })
}
