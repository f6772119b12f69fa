/** Starts the built app in a profile of its own and watches what goes wrong in it. */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { _electron, test as base, expect, type ElectronApplication, type Page } from '@playwright/test'

export const root = path.resolve(import.meta.dirname, '..', '..')
const screenshots = path.join(root, 'test-output', 'screenshots')

export interface Studio {
  app: ElectronApplication
  page: Page
  userData: string
  /** Console errors, uncaught exceptions and violations of the content security policy so far. */
  problems: string[]
  /** Saves test-output/screenshots/NAME.png. */
  screenshot: (name: string) => Promise<void>
  /** The same of a window of 1440 × 900; it becomes a picture of the documentation where that is made anew. */
  picture: (name: string) => Promise<void>
  /** Process id of the engine, null while there is none. */
  enginePid: () => Promise<number | null>
  close: () => Promise<void>
}

export interface LaunchOptions {
  /** Paths and switches after the app's folder. */
  args?: string[]
  /** A profile to use again; a fresh one is made, and removed at the end, when it is not given. */
  userData?: string
  env?: Record<string, string>
}

/** Command line of the app in this checkout; the sandbox of Chromium is off for root only. */
export const commandLine = (userData: string, args: string[]): string[] =>
  [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, `--user-data-dir=${userData}`, ...args]

export function electronExecutable(): string {
  const executable = process.env.ADAMTL_ELECTRON
  if (!executable) throw new Error('ADAMTL_ELECTRON is not set: run the tests with `npm test -- e2e`')
  return executable
}

export async function launchStudio({ args = [], userData, env }: LaunchOptions = {}): Promise<Studio> {
  const profile = userData ?? fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-e2e-'))
  const app = await _electron.launch({ executablePath: electronExecutable(), args: commandLine(profile, args), cwd: root, env: { ...processEnvironment(), ...env } })
  const page = await app.firstWindow()
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  await page.waitForLoadState('load')
  const screenshot = (name: string): Promise<Buffer> => page.screenshot({ path: path.join(screenshots, `${name}.png`) })
  return {
    app, page, userData: profile, problems,
    screenshot: async (name) => { await screenshot(name) },
    picture: async (name) => {
      await resize({ app, page }, 1440, 900)
      await page.mouse.move(25, 500) // over nothing that answers
      await expect(page.locator('.notice')).toHaveCount(0)
      const png = await screenshot(name)
      if (process.env.ADAMTL_PICTURES) fs.writeFileSync(path.join(process.env.ADAMTL_PICTURES, `${name}.png`), await compact(app, png))
    },
    enginePid: () => app.evaluate(({ app: electron }) => electron.getAppMetrics().find((m) => m.name === 'AdaMTL engine' || m.serviceName === 'AdaMTL engine')?.pid ?? null),
    close: async () => {
      await app.close()
      if (!userData) fs.rmSync(profile, { recursive: true, force: true })
    }
  }
}

const processEnvironment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** `studio` is the app without arguments; `launch` starts it with some. All are closed, and none may have had a problem. */
export const test = base.extend<{ launch: (options?: LaunchOptions) => Promise<Studio>; studio: Studio }>({
  // Playwright reads the names of fixtures from a destructured first parameter.
  launch: async ({}, use, info) => {
    const started: Studio[] = []
    await use(async (options) => {
      const studio = await launchStudio(options)
      started.push(studio)
      return studio
    })
    for (const [i, studio] of started.entries()) {
      if (info.status !== info.expectedStatus) await studio.screenshot(`failed-${info.title.replace(/\W+/g, '-')}-${i}`).catch(() => undefined)
      await studio.close()
    }
    expect(started.flatMap((studio) => studio.problems)).toEqual([])
  },
  studio: async ({ launch }, use) => {
    await use(await launch())
  }
})

export { expect }

/** A window of this content size, in CSS pixels; what follows a change of size is over when it resolves. */
export async function resize({ app, page }: Pick<Studio, 'app' | 'page'>, width: number, height: number): Promise<void> {
  const size = (): Promise<number[]> => page.evaluate(() => [window.innerWidth, window.innerHeight])
  const [w, h] = await size()
  if (w === width && h === height) return
  await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
  await page.evaluate(() => window.studio.request('appearance.set', { zoom: 1 }))
  await expect.poll(size).toEqual([width, height])
  await page.waitForTimeout(300)
}

/** The PNG with even colour values: no eye sees that, and the file is a fifth smaller. */
async function compact(app: ElectronApplication, png: Buffer): Promise<Buffer> {
  const smaller = await app.evaluate(({ nativeImage }, data) => {
    const image = nativeImage.createFromBuffer(Buffer.from(data, 'base64'))
    const pixels = image.toBitmap().map((value, i) => (i % 4 === 3 ? value : Math.min(254, value + 1) & 0xfe))
    return nativeImage.createFromBitmap(Buffer.from(pixels), image.getSize()).toPNG().toString('base64')
  }, png.toString('base64'))
  return Buffer.from(smaller, 'base64')
}

/** Drags files and folders over the window and drops them; `over` looks at it in between. */
export async function drop(page: Page, files: string[], over: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data: { items: [], files, dragOperationsMask: 1 } })
  await drag('dragEnter')
  await over()
  await drag('dragOver')
  await drag('drop')
  await session.detach()
}

/** What the header says of the result, with plain spaces. */
export const sentence = async (page: Page): Promise<string> => (await page.getByTestId('sentence').innerText()).replace(/[\u00a0\u202f]/g, ' ')

/** Runs a command of the built command line and waits for its end. */
export async function command(...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, 'out', 'main', 'cli.js'), ...args])
}

/** Waits until an image's route is on screen. */
export const shown = (page: Page): Promise<void> => expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 })

/** Selects an image that the strip shows by its name and waits until its route is on screen: a call to the engine, there and back. */
export async function showImage(page: Page, name: string): Promise<void> {
  const thumb = page.locator(`[data-testid="thumb"][data-name="${name}"]`)
  await thumb.click()
  await expect(thumb).toHaveAttribute('aria-selected', 'true')
  await shown(page)
}

/** Selects any image by its name, through the palette. */
export async function openImage(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill(name)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('header-bar').getByRole('heading')).toHaveText(name)
  await shown(page)
}

/** Clicks an item of the application menu by its id. */
export const clickMenu = (app: ElectronApplication, id: string): Promise<void> =>
  app.evaluate(({ Menu }, item) => { Menu.getApplicationMenu()?.getMenuItemById(item)?.click() }, id)

/** Collects the main process's messages from now on; the returned function gives what came. */
export async function recordMessages(page: Page): Promise<() => Promise<{ type: string }[]>> {
  const messages = await page.evaluateHandle(() => {
    const list: { type: string }[] = []
    window.studio.onMessage((message) => list.push(message as { type: string }))
    return list
  })
  return () => messages.jsonValue()
}
