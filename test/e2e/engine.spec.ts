import fs from 'node:fs'
import path from 'node:path'
import { clickMenu, command, drop, expect, openImage, root, sentence, showImage, shown, test, type Studio } from './harness'

const html = (studio: Studio) => studio.page.locator('html')
const ready = (studio: Studio) => expect(html(studio)).toHaveAttribute('data-engine', 'ready')
const kill = async (studio: Studio): Promise<number> => {
  const pid = await studio.enginePid()
  if (pid === null) throw new Error('There is no engine to kill')
  process.kill(pid, 'SIGKILL')
  return pid
}

test('the window opens with the sample study, and the engine answers', async ({ studio }) => {
  const { page } = studio
  expect(page.url()).toBe('studio://app/')
  await shown(page)
  await studio.screenshot('start')
  await showImage(page, 'g26')
  await clickMenu(studio.app, 'show-about')
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'node_modules', 'onnxruntime-node', 'package.json'), 'utf8')) as { version: string }
  await expect(page.getByTestId('about').getByText(version, { exact: true })).toBeVisible()
})

test('an engine that is killed is started again, the window says so, and the next call works', async ({ studio }) => {
  await shown(studio.page)
  const states = await recordStates(studio)
  const first = await kill(studio)
  await expect(studio.page.getByTestId('engine-banner')).toBeVisible()
  await studio.screenshot('engine-restarting')
  await ready(studio)
  expect(await states()).toEqual(['restarting', 'restarting', 'ready'])
  expect(await studio.enginePid()).not.toBe(first)
  await expect(studio.page.getByTestId('engine-banner')).toBeHidden()
  await showImage(studio.page, 'g24')
})

test('a call under way when the engine dies does not hang the window', async ({ studio }) => {
  await ready(studio) // the sample study is being opened now
  await kill(studio)
  await ready(studio)
  await studio.page.getByTestId('error-page').or(studio.page.getByTestId('inspect-page')).waitFor()
  await clickMenu(studio.app, 'open-sample')
  await shown(studio.page)
})

test('an engine that keeps dying is given up until the user asks', async ({ studio }) => {
  await shown(studio.page)
  for (let crash = 1; crash <= 3; crash++) {
    const pid = await kill(studio)
    await expect.poll(async () => (await studio.enginePid()) !== pid).toBe(true)
    if (crash < 3) await ready(studio)
  }
  await expect(html(studio)).toHaveAttribute('data-engine', 'failed')
  expect(await studio.enginePid()).toBeNull()
  await studio.screenshot('engine-failed')
  await studio.page.getByRole('button', { name: 'Start it again' }).click()
  await ready(studio)
  await showImage(studio.page, 'g26')
})

test('a page that is loaded again gets a port of its own', async ({ studio }) => {
  await shown(studio.page)
  await studio.page.reload()
  await shown(studio.page)
  await showImage(studio.page, 'g26')
})

test('an import that the engine did not survive can be tried again, and the study is still there', async ({ studio }, info) => {
  const { page } = studio
  await shown(page)
  const file = info.outputPath('swin_t.safetensors')
  await command('generate', file, '--preset', 'swin-t')
  await drop(page, [file])
  await expect(page.getByTestId('importing')).toBeVisible()
  await kill(studio)
  await expect(page.getByTestId('error-page')).toContainText('The engine stopped')
  await expect(page.getByTestId('error-page')).toContainText('is still open')
  await studio.screenshot('engine-lost-importing')
  await ready(studio)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByTestId('study-title')).toHaveText('swin_t', { timeout: 60_000 })
  await shown(page)
  fs.rmSync(file)
})

test('a model whose file is gone when the engine comes back can be brought back', async ({ launch }, info) => {
  const file = info.outputPath('moved.pth')
  const golden = path.join(root, 'test', 'golden', 'models', 'v8_nano', 'v8_nano.pth')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.copyFileSync(golden, file)
  const studio = await launch({ args: [file, path.join(root, 'resources', 'sample', 'images')] })
  const { page } = studio
  await shown(page)
  fs.rmSync(file)
  await kill(studio)
  await expect(page.getByTestId('error-page')).toContainText('needs this file again')
  fs.copyFileSync(golden, file)
  await page.getByRole('button', { name: 'Try again' }).click()
  await shown(page)
  await showImage(page, 'g02')
})

test('what was changed by hand outlives the engine', async ({ studio }) => {
  const { page } = studio
  await shown(page)
  await page.getByTestId('pin').click()
  await page.getByTestId('block-s0.b0').first().dblclick()
  await openImage(page, 'g03')
  const before = await sentence(page)
  await kill(studio)
  await ready(studio)
  await openImage(page, 'g02')
  await openImage(page, 'g03')
  expect(await sentence(page)).toBe(before)
  await expect(page.getByTestId('route-panel')).toContainText('g03, 1 gate forced')
  await expect(page.getByTestId('route-panel-b')).toContainText('g25, adaptive')
})

async function recordStates({ page }: Studio): Promise<() => Promise<string[]>> {
  const states = await page.evaluateHandle(() => {
    const list: string[] = []
    window.studio.onMessage((message) => {
      const { type, status } = message as { type: string; status?: { state: string } }
      if (type === 'engine' && status) list.push(status.state)
    })
    return list
  })
  return () => states.jsonValue()
}
