import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { clickMenu, commandLine, electronExecutable, expect, recordMessages, root, shown, test } from './harness'

test.describe('menu', () => {
  test('has what the studio can do', async ({ studio }) => {
    const labels = await studio.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('file')?.submenu?.items.map((item) => item.label))
    expect(labels).toEqual(expect.arrayContaining(['Open model…', 'Open images…', 'Open folder…', 'Open sample study', 'Recent', 'Close model']))
  })

  test('tells the window', async ({ studio }) => {
    const messages = await recordMessages(studio.page)
    await clickMenu(studio.app, 'show-shortcuts')
    await expect.poll(messages).toContainEqual({ type: 'command', command: 'show-shortcuts' })
  })

  test('asks for a file and gives its path to the window', async ({ studio }) => {
    await studio.app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/models/a.pth'] })
    })
    const reply = await studio.page.evaluate(() => window.studio.request('dialog.open', { kind: 'model' }))
    expect(reply).toEqual({ output: { paths: ['/models/a.pth'] } })
  })
})

test('what the command line names is opened, and remembered in the menu', async ({ launch }) => {
  const model = path.join('resources', 'sample', 'model', 'adamtl_taw_permute.pth')
  const studio = await launch({ args: [model, ...['g03.png', 'g05.png'].map((name) => path.join('resources', 'sample', 'images', name))] })
  await shown(studio.page)
  await expect(studio.page.getByTestId('thumb')).toHaveCount(2)
  const recents = () => studio.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('recent')?.submenu?.items.map((item) => item.label).join('\n'))
  await expect.poll(recents).toContain(path.dirname(path.join(root, model)))
})

test('a model chosen in the dialog is opened', async ({ studio }) => {
  await shown(studio.page)
  const file = path.join(root, 'test', 'golden', 'models', 'v8_nano', 'v8_nano.pth')
  await studio.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await clickMenu(studio.app, 'open-model')
  await expect(studio.page.getByText('v8_nano.pth').first()).toBeVisible({ timeout: 60_000 })
})

test('theme and zoom are remembered', async ({ launch }, info) => {
  const userData = info.outputPath('profile')
  const first = await launch({ userData })
  await first.page.evaluate(() => window.studio.request('appearance.set', { theme: 'light', zoom: 1.15 }))
  await first.app.close()
  const second = await launch({ userData })
  expect(await second.page.evaluate(() => window.studio.appearance)).toEqual({ theme: 'light', zoom: 1.15 })
  expect(await second.page.evaluate(() => window.matchMedia('(prefers-color-scheme: light)').matches)).toBe(true)
  expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor())).toBeCloseTo(1.15)
})

test('a second start hands its paths to the first and ends', async ({ studio }) => {
  await studio.page.evaluate(() => window.studio.request('window.ready', {}))
  const messages = await recordMessages(studio.page)
  const second = spawn(electronExecutable(), commandLine(studio.userData, ['no-such-model.onnx']), { cwd: root, stdio: 'ignore' })
  const [code] = (await once(second, 'exit')) as [number | null]
  expect(code).toBe(0)
  await expect.poll(messages).toContainEqual({ type: 'open', paths: [path.join(root, 'no-such-model.onnx')] })
})

test('a page that crashes is loaded again', async ({ studio }) => {
  await shown(studio.page)
  await studio.page.evaluate(() => { document.documentElement.dataset.first = 'yes' })
  await studio.app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer() })
  // A question to the page that is dying is never answered: each is given up soon.
  const state = () => studio.app.evaluate(({ BrowserWindow }) => Promise.race([
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('`${document.documentElement.dataset.ready} ${document.documentElement.dataset.first}`') as Promise<unknown>,
    new Promise((resolve) => { setTimeout(resolve, 500, 'no answer') })
  ]))
  await expect.poll(state, { timeout: 30_000 }).toBe('true undefined')
})

test('the bridge refuses what is not in its contract', async ({ studio }) => {
  const ask = (name: string, input: unknown) => studio.page.evaluate(([n, i]) => window.studio.request(n as 'engine.connect', i), [name, input] as const)
  expect(await ask('toString', {})).toMatchObject({ error: { code: 'refused' } })
  expect(await ask('dialog.open', { kind: 'anything' })).toMatchObject({ error: { code: 'refused' } })
  expect(await ask('appearance.set', { zoom: 40 })).toMatchObject({ error: { code: 'refused' } })
})
