/** The packaged app as a user starts it. Its inspector is off, so it is driven over Chromium's own protocol. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { chromium, expect, test, type Page } from '@playwright/test'
import { callEngine, root } from '../e2e/harness'

const folder = path.join(root, 'dist', 'linux-unpacked')
const executable = path.join(folder, 'adamtl-studio')
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []

test.skip(process.platform !== 'linux', 'the unpacked folder is looked for where Linux builds put it')

test('opens its sample study', async ({}, info) => {
  const { child, page, close } = await start(info.outputPath('profile'))
  try {
    await expect(page.locator('html')).toHaveAttribute('data-engine', 'ready')
    const answer = await callEngine(page, 'study.sample', {})
    expect(answer).toMatchObject({ type: 'ok', output: { model: expect.stringContaining(path.join(folder, 'resources', 'studio')) as unknown } })
    await page.getByRole('button', { name: /sample study/i }).first().click()
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 })
    await expect(page.getByRole('button', { name: /stage 1 block 1/i }).first()).toBeVisible()
    await page.screenshot({ path: path.join(root, 'test-output', 'screenshots', 'packaged.png') })
    expect(child.exitCode).toBeNull()
  } finally {
    await close()
  }
})

test('cannot be used as Node, and its inspector stays shut', async () => {
  const wire = await getCurrentFuseWire(executable)
  const off = [FuseV1Options.RunAsNode, FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseV1Options.EnableNodeCliInspectArguments]
  expect(off.map((fuse) => wire[fuse])).toEqual(off.map(() => FuseState.DISABLE))
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
  // Without a display the app ends at once; as Node it would end with 42.
  const { status } = spawnSync(executable, [...sandbox, '-e', 'process.exit(42)'], { env: { ELECTRON_RUN_AS_NODE: '1' }, timeout: 20_000 })
  expect(status).not.toBe(42)
})

test('carries one platform\'s native parts and no default app', () => {
  const unpacked = path.join(folder, 'resources', 'app.asar.unpacked', 'node_modules')
  expect(fs.readdirSync(path.join(unpacked, 'onnxruntime-node', 'bin', 'napi-v6'))).toEqual(['linux'])
  expect(fs.readdirSync(path.join(unpacked, 'onnxruntime-node', 'bin', 'napi-v6', 'linux'))).toEqual([process.arch])
  expect(fs.existsSync(path.join(folder, 'resources', 'default_app.asar'))).toBe(false)
})

async function start(userData: string): Promise<{ child: ChildProcess; page: Page; close(): Promise<void> }> {
  const child = spawn(executable, [...sandbox, `--user-data-dir=${userData}`, '--remote-debugging-port=0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  const browser = await chromium.connectOverCDP(await endpoint(child))
  const [context] = browser.contexts()
  if (!context) throw new Error('The packaged app has no browser context')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  return {
    child, page,
    close: async () => {
      await browser.close()
      child.kill()
      await exited
    }
  }
}

/** Chromium prints where it listens. */
function endpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (data: Buffer) => {
      text += data.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(text)
      if (found?.[1]) resolve(found[1])
    })
    child.on('exit', (code) => reject(new Error(`The packaged app ended with code ${code} before it could be reached:\n${text}`)))
  })
}
