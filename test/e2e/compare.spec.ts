/** Two of something side by side: images, settings, models; adaptive and static. */
import path from 'node:path'
import { drop, expect, openImage, resize, root, sentence, shown, test } from './harness'

test('two images side by side', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await openImage(page, 'g25')
  await page.getByTestId('pin').click()
  await openImage(page, 'g03')
  await expect(page.getByTestId('route-panel-b')).toContainText('g25')
  await expect(page.getByTestId('against')).toContainText('only in B')
  await expect(page.getByTestId('output-semseg').locator('canvas')).toHaveCount(2)
  await screenshot('two-images')
  await page.getByTestId('unpin').click()
  await expect(page.getByTestId('route-panel-b')).toBeHidden()
})

test('two settings side by side', { tag: '@picture' }, async ({ studio }) => {
  const { page, picture } = studio
  await shown(page)
  await resize(studio, 1440, 900) // high enough for cost and policy in one panel
  const alone = await sentence(page)
  await page.getByTestId('pin').click()
  const slider = page.getByTestId('block-threshold').getByRole('slider')
  await slider.focus()
  for (let step = 0; step < 10; step++) await slider.press('ArrowRight')
  await expect(page.getByTestId('route-panel')).toContainText('g25, block threshold 0.60')
  await shown(page)
  expect(await sentence(page)).not.toBe(alone)
  await expect(page.getByTestId('against')).toContainText(/only in B|same route as B/)
  await page.getByTestId('block-s1.b1').first().click()
  await page.getByTestId('cost').evaluate((e) => e.scrollIntoView())
  await picture('compare')
})

test('two models side by side', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await page.getByTestId('pin').click()
  await drop(page, [path.join(root, 'test', 'golden', 'models', 'v8_nano', 'v8_nano.pth')])
  await expect(page.getByTestId('route-panel')).toContainText('g25, adaptive, v8_nano')
  await expect(page.getByTestId('route-panel-b')).toContainText('g25, adaptive, adamtl_taw_permute')
  await expect(page.getByTestId('against')).toContainText('B has other blocks')
  await expect(page.getByTestId('cost')).toContainText('178.2') // both in the unit of the larger model
  await shown(page)
  await screenshot('two-models')
})

test('adaptive and static outputs side by side', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await page.getByTestId('compare-static').click()
  const tile = page.getByTestId('output-semseg')
  await expect(tile.locator('canvas')).toHaveCount(2)
  const [adaptive, fixed] = await tile.locator('canvas').evaluateAll((all) => all.map((c) => (c as HTMLCanvasElement).toDataURL()))
  expect(adaptive).not.toBe(fixed)
  await screenshot('compare-static')
})
