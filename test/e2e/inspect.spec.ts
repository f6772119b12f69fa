import fs from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { drop, expect, openImage, resize, root, sentence, shown, test } from './harness'

const sample = path.join(root, 'resources', 'sample')
const ran = (page: Page): Promise<number> => page.locator('[data-testid="route-panel"] [data-block][data-ran="true"]').count()

/** What is painted on a canvas, as text that two pictures can be compared by. */
const pixels = (canvas: Locator): Promise<string> => canvas.evaluate((c) => (c as HTMLCanvasElement).toDataURL())

test('the sample study in both themes', { tag: '@picture' }, async ({ studio: { page, picture } }) => {
  await shown(page)
  await expect(page.getByTestId('header-bar').getByRole('heading')).toHaveText('g25')
  await expect(page.getByTestId('thumb').last().locator('svg')).toBeVisible() // its route is known
  await picture('inspect')
  await page.getByTestId('theme').click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
  await picture('inspect-light')
})

test('the route map says what the header says, and a forced block changes both at once', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await openImage(page, 'g25')
  const before = await sentence(page)
  expect(before).toMatch(/^\d+ of 12 blocks ran, [\d.]+ of [\d.]+ M MACs −\d+ %$/)
  expect(await ran(page)).toBe(Number(before.split(' ')[0]))
  const picture = page.getByTestId('output-semseg').locator('canvas')
  const predicted = await pixels(picture)

  await page.getByTestId('block-s0.b0').dblclick()
  await expect(page.getByTestId('block-s0.b0')).toHaveAttribute('data-ran', 'false')
  await shown(page)
  await expect(page.getByTestId('variant').getByRole('radio', { name: 'Manual' })).toBeChecked()
  await expect(page.getByTestId('changes')).toContainText('1 gate forced')
  expect(await sentence(page)).not.toBe(before)
  expect(await pixels(picture)).not.toBe(predicted)
  await screenshot('block-forced')

  // Before the change, while the key is held.
  await page.keyboard.down('b')
  await expect.poll(() => sentence(page)).toBe(before)
  expect(await pixels(picture)).toBe(predicted)
  await page.keyboard.up('b')
  await expect.poll(() => sentence(page)).not.toBe(before)

  await page.getByTestId('reset-policy').click()
  await expect.poll(() => sentence(page)).toBe(before)
})

test('thresholds answer, static runs everything, a task can be turned off', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await openImage(page, 'g25')
  const adaptive = await ran(page)
  const slider = page.getByTestId('block-threshold').getByRole('slider')
  await slider.focus()
  await slider.press('End')
  await expect.poll(() => ran(page)).toBe(0) // P(run) > 1 holds nowhere
  await slider.press('Home')
  await expect.poll(() => ran(page)).toBeGreaterThanOrEqual(adaptive)
  await page.getByRole('radio', { name: 'Static' }).click()
  await shown(page)
  expect(await sentence(page)).toContain('12 of 12 blocks ran')
  await screenshot('static')
  await page.getByRole('radio', { name: 'Adaptive' }).click()
  await page.getByRole('switch', { name: 'semseg' }).click({ force: true })
  await expect(page.getByTestId('output-semseg')).toBeHidden()
  await expect(page.getByTestId('output-normals')).toBeVisible()
})

test('arrow keys walk through the images, and all can be sorted by cost', async ({ studio: { page } }) => {
  await shown(page)
  await page.getByTestId('image-grid').focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByTestId('header-bar').getByRole('heading')).toHaveText('g26')
  await page.keyboard.press('End')
  await expect(page.getByTestId('header-bar').getByRole('heading')).toHaveText('g47')
  await page.getByTestId('image-filter').fill('g2')
  await expect(page.getByTestId('image-strip')).toContainText('10 / 48')
  await page.getByTestId('image-filter').fill('')
  await page.getByTestId('sort').click()
  await page.getByRole('menuitem', { name: /MACs/ }).click()
  await expect(page.getByTestId('sort')).toHaveText('MACs', { timeout: 60_000 })
  await page.getByTestId('image-grid').focus()
  await page.keyboard.press('Home')
  await shown(page)
  const costs = await page.getByTestId('thumb').allInnerTexts()
  const shares = costs.map((t) => Number(/(\d+)\s*%/.exec(t)?.[1]))
  expect(shares.length).toBeGreaterThan(4)
  expect([...shares].sort((a, b) => a - b)).toEqual(shares)
})

test('block times and stability are measured on demand', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await page.getByTestId('measure-times').click()
  await expect(page.getByRole('dialog')).toContainText('of kernel time has a part', { timeout: 60_000 })
  await screenshot('block-times')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('route-map')).toContainText('ms in all')
  await page.getByTestId('stability').click()
  await expect(page.getByRole('dialog')).toContainText('mean of 100 draws', { timeout: 60_000 })
  await screenshot('stability')
})

test('files dropped on the window are opened, and one that is no picture says so', async ({ studio: { page, screenshot } }, info) => {
  await shown(page)
  const folder = info.outputPath('pictures')
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'a-broken.png'), 'no picture')
  fs.copyFileSync(path.join(sample, 'images', 'g25.png'), path.join(folder, 'b.png'))
  await drop(page, [folder], async () => {
    await expect(page.getByTestId('drop-target')).toBeVisible()
    await screenshot('drop-target')
  })
  await expect(page.getByTestId('drop-target')).toBeHidden()
  await expect(page.getByTestId('thumb')).toHaveCount(2)
  await expect(page.getByTestId('image-failure')).toBeVisible()
  await screenshot('broken-image')
  await page.getByTestId('thumb').nth(1).click()
  await shown(page)
  expect(await sentence(page)).toContain('blocks ran')
})

test('the palette finds blocks and narrows to one kind', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill('block s3 b1')
  await screenshot('palette')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('block-s2.b1')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').fill('g1')
  await page.keyboard.press('Tab')
  await expect(page.getByTestId('palette').getByRole('group')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('palette')).toBeHidden()
})

test('ground truth that cannot be used says why, and the others are compared', async ({ launch }, info) => {
  const study = info.outputPath('study')
  const copy = (file: string): void => fs.cpSync(path.join(sample, file), path.join(study, file))
  for (const file of ['images/g25.png', 'normals/g25.png', 'dataset.json']) copy(file)
  fs.mkdirSync(path.join(study, 'semseg'))
  fs.writeFileSync(path.join(study, 'semseg', 'g25.png'), 'no picture')
  const { page, screenshot } = await launch({ args: [path.join(sample, 'model', 'adamtl_taw_permute.pth'), path.join(study, 'images')] })
  await shown(page)
  await page.keyboard.press('2')
  await expect(page.getByTestId('output-semseg')).toContainText('g25.png: This PNG')
  await expect(page.getByTestId('output-human_parts')).toContainText('No ground truth')
  await expect(page.getByTestId('output-normals').locator('canvas')).toBeVisible()
  await screenshot('truth-problem')
})

test('an output enlarged has its truth, its difference and its classes', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await page.getByRole('button', { name: /^Enlarge semseg/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.locator('canvas')).toHaveCount(3)
  await expect(dialog).toContainText('person')
  await screenshot('output-enlarged')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

/** What is wider than the window, or hangs over its edge, apart from what scrolls by design. */
const outside = (page: Page): Promise<string[]> => page.evaluate(() => Array.from(document.querySelectorAll('button, h1, h2, canvas, [role="slider"], [role="radio"]'), (e) => ({ e, box: e.getBoundingClientRect() }))
  .filter(({ e, box }) => box.width > 0 && !e.closest('[data-testid="image-grid"]') && (box.left < 0 || box.right > window.innerWidth + 0.5))
  .map(({ e }) => e.outerHTML.slice(0, 120)))

test('nothing leaves the smallest window at the largest zoom', async ({ studio }) => {
  const { page } = studio
  await shown(page)
  await resize(studio, 1024, 700)
  await page.evaluate(() => window.studio.request('appearance.set', { zoom: 1.3 }))
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBeLessThan(800)
  await page.getByTestId('block-s0.b0').dblclick()
  await expect(page.getByTestId('before')).toBeVisible()
  await shown(page)
  expect(await outside(page)).toEqual([])
})

for (const [width, height] of [[1024, 700], [1440, 900], [1920, 1080]] as const) {
  test(`nothing leaves the window at ${width} × ${height}`, async ({ studio }) => {
    const { page } = studio
    await shown(page)
    await resize(studio, width, height)
    for (const theme of ['dark', 'light'] as const) {
      await page.evaluate((t) => window.studio.request('appearance.set', { theme: t }), theme)
      await studio.screenshot(`inspect-${width}-${theme}`)
    }
    expect(await outside(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })
}
