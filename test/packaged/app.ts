/** Starts the packaged app as a user would. Its inspector is off, so it is driven over Chromium's own protocol. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { root } from '../e2e/harness'

export const folder = path.join(root, 'dist', 'linux-unpacked')
export const executable = path.join(folder, 'adamtl-studio')
export const isRoot = process.getuid?.() === 0

export interface PackagedApp { child: ChildProcess; page: Page; close: () => Promise<void> }

interface StartOptions {
  userData: string
  /** Runs as this user (and group of the same number), for which the test itself must be root. */
  uid?: number
}

/** Chromium's sandbox is off for root only. */
export async function startPackaged({ userData, uid }: StartOptions): Promise<PackagedApp> {
  const sandbox = isRoot && uid === undefined ? ['--no-sandbox'] : []
  const user = uid === undefined ? {} : { uid, gid: uid }
  const child = spawn(executable, [...sandbox, `--user-data-dir=${userData}`, '--remote-debugging-port=0'], { ...user, cwd: '/', env: { ...process.env, HOME: userData }, stdio: ['ignore', 'ignore', 'pipe'] })
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
