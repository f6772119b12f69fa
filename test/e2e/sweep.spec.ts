/** Sweeps: from choosing a data set to what it says, and the ways in which one can end early. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { drop, expect, resize, root, shown, test, type Studio } from './harness'

test.describe.configure({ timeout: 120_000 })

/** The sweep page beside the sample study's model. */
async function openPage(page: Page): Promise<void> {
  await shown(page)
  await page.getByTestId('rail-sweep').click()
}

async function limit(page: Page, images: number): Promise<void> {
  await page.getByTestId('all-images').locator('..').click()
  await page.getByTestId('limit').fill(String(images))
}

const result = (page: Page) => page.getByTestId('sweep-page')
const ended = (page: Page, state = 'complete') => expect(result(page)).toHaveAttribute('data-state', state, { timeout: 60_000 })
const rows = async (page: Page): Promise<number> => Number(await result(page).getAttribute('data-rows'))
const about = (page: Page) => page.getByTestId('images-about')

/** Both sizes of the window that are promised. */
async function both(studio: Studio, name: string): Promise<void> {
  for (const [w, h] of [[1024, 700], [1440, 900]] as const) {
    await resize(studio, w, h)
    await studio.page.mouse.move(25, 500)
    await studio.screenshot(`sweep-${name}-${w}x${h}`)
  }
}

test('from a data set to routes, accuracy and images', { tag: '@picture' }, async ({ studio }) => {
  const { page } = studio
  await openPage(page)
  await both(studio, 'choose')
  await page.getByTestId('use-sample').click()
  await expect(page.getByTestId('found')).toContainText('human_parts')
  await expect(page.getByTestId('estimate')).toContainText('about')
  await expect(page.getByTestId('sample-notice')).toBeVisible()
  await page.getByTestId('wish-seeds').fill('2')
  await page.getByTestId('wish-thresholds').fill('0.4, 1.5')
  await expect(page.getByTestId('start-sweep')).toBeDisabled()
  await page.getByTestId('wish-thresholds').fill('')
  await expect(page.getByTestId('start-sentence')).toContainText('4 variants')
  await both(studio, 'found')
  await page.getByTestId('start-sweep').click()
  await expect.poll(() => rows(page), { timeout: 30_000 }).toBeGreaterThan(0)
  await expect(page.getByTestId('live-left')).toContainText('left')
  await studio.screenshot('sweep-running-1440x900')
  await ended(page)
  await expect.poll(() => rows(page)).toBe(200)
  await expect(page.getByTestId('cluster')).toHaveCount(4)
  await expect(page.getByTestId('sweep-sentence')).toContainText('[')
  await expect(page.getByTestId('sweep-sentence')).toContainText('mIoU')
  await expect(page.locator('[data-stale="true"]')).toHaveCount(0)

  // Selecting in one filters all.
  await page.getByTestId('cluster').nth(2).click()
  await expect(about(page)).toContainText('of 200')
  await expect(page.getByTestId('sweep-sentence')).toContainText('of 200 images')
  await expect(page.getByTestId('chip-group')).toBeVisible()
  await expect(page.locator('[data-stale="true"]')).toHaveCount(0)
  await both(studio, 'overview')
  await studio.picture('sweep')
  await page.getByTestId('theme').click()
  await studio.screenshot('sweep-light-1440x900')
  await page.getByTestId('theme').click()
  await page.getByTestId('cluster').nth(2).focus()
  await page.keyboard.press('Escape')
  await expect(about(page)).not.toContainText('of 200')

  for (const [tab, there] of [['accuracy', 'class-row'], ['cost', 'slice'], ['against', 'worst-row'], ['overlap', 'who-asks'], ['tokens', 'token-map'], ['stability', 'stability']] as const) {
    await page.getByTestId(`tab-${tab}`).click()
    await expect(page.getByTestId(there).first()).toBeVisible()
    if (tab === 'against') await expect(page.getByTestId('pictures').locator('[data-ready="true"]')).toBeVisible()
    await expect(page.locator('[data-stale="true"]')).toHaveCount(0)
    await both(studio, tab)
  }
})

test('images are filtered, sorted and opened in Inspect, and a block leads back', async ({ studio }) => {
  const { page } = studio
  await openPage(page)
  await page.getByTestId('use-sample').click()
  await limit(page, 24)
  await page.getByTestId('start-sweep').click()
  await ended(page)
  await expect.poll(() => rows(page)).toBe(24)
  const first = page.getByTestId('image-row').first()
  await page.getByTestId('sort-executed').click()
  const cheapest = await first.innerText()
  await page.getByTestId('sort-executed').click()
  await expect(first).not.toHaveText(cheapest)
  await page.keyboard.press('/')
  await page.keyboard.type('v01')
  await expect(about(page)).toContainText('10 of 24')
  await page.getByTestId('filter-text').press('Escape')

  // By keyboard: along the map, and filter by the block.
  await page.getByTestId('heat-cell').first().focus()
  for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key)
  await expect(page.getByTestId('heat-readout')).toContainText(/normals asked for S1 B1 on \d+ of 24 images, .* \[/)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('chip-block')).toContainText('S1 B1 asked by normals')
  await page.getByTestId('chip-block').click()

  const name = (await first.getAttribute('data-name'))!
  await page.getByTestId('images-scroll').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('header-bar').getByRole('heading')).toHaveText(path.parse(name).name)
  await expect(page.getByTestId('sample-notice')).toBeVisible()
  await shown(page)
  await page.getByTestId('route-panel').getByRole('button', { name: /^Stage 3 block 0/ }).click({ button: 'right' })
  await page.getByTestId('filter-sweep').click()
  await expect(page.getByTestId('chip-block')).toContainText('S3 B0 ran')
})

test('a sweep is paused, stopped, resumed, renamed and deleted', async ({ studio }) => {
  const { page } = studio
  await openPage(page)
  await page.getByTestId('use-sample').click()
  await page.getByTestId('wish-seeds').fill('4')
  await limit(page, 40)
  await page.getByTestId('start-sweep').click()
  await page.getByTestId('pause-sweep').click()
  await expect(page.getByTestId('live-rate')).toHaveText('paused')
  await page.getByTestId('go-on').click()
  await expect.poll(async () => Number(await page.getByTestId('live-done').innerText())).toBeGreaterThan(6)
  await page.getByTestId('stop-sweep').click()
  await ended(page, 'partial')
  const kept = await rows(page)
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThan(40)
  await page.getByTestId('sweep-details').click()
  await page.getByTestId('sweep-name').fill('With noise')
  await page.getByTestId('sweep-notes').fill('Stopped once')
  await page.getByTestId('sweep-notes').blur()
  await studio.screenshot('sweep-partial-1440x900')
  await page.keyboard.press('Escape')
  await page.getByTestId('back-to-sweeps').click()
  const row = page.getByTestId('sweep-row')
  await expect(row).toContainText('With noise')
  await expect(row).toContainText('Stopped once')
  await expect(row).toContainText('partial')
  await both(studio, 'list')
  await page.getByTestId('resume-row').click()
  await ended(page)
  await expect.poll(() => rows(page)).toBe(40)
  await page.getByTestId('back-to-sweeps').click()
  await page.getByTestId('sweep-menu').click()
  await page.getByTestId('delete').click()
  await expect(page.getByTestId('no-sweeps')).toBeVisible()
  await page.getByTestId('undo').click()
  await expect(row).toContainText('complete')
})

test('a dropped folder is a data set; a bad image is told and skipped', async ({ studio }) => {
  const { page } = studio
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-sweep-'))
  try {
    const images = path.join(folder, 'images'), from = path.join(root, 'resources', 'sample', 'validation', 'images')
    fs.mkdirSync(images)
    for (const name of fs.readdirSync(from).slice(0, 6)) fs.copyFileSync(path.join(from, name), path.join(images, name))
    fs.writeFileSync(path.join(images, 'torn.jpg'), 'not a picture')
    await openPage(page)
    await drop(page, [folder])
    await expect(page.getByTestId('found')).toContainText('7')
    await expect(page.getByTestId('found')).toContainText('No ground truth')
    await page.getByTestId('start-sweep').click()
    await ended(page)
    await expect.poll(() => rows(page)).toBe(6)
    await page.getByTestId('show-failed').click()
    await expect(page.getByTestId('failed-list')).toContainText('torn')
    await both(studio, 'failed')
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
})
