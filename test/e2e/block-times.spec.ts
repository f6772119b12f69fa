/** Times of single blocks on simulated glasses, from Inspect. */
import { resize } from './harness'
import { expect, fault, simulate, test } from './glasses'

test.describe.configure({ timeout: 180_000 })

test('block times are measured on this computer and on simulated glasses', async ({ glasses }) => {
  const { page, screenshot } = glasses
  await simulate(page)
  await page.getByTestId('rail-inspect').click()
  await page.getByTestId('measure-times').click()
  const dialog = page.getByTestId('times-dialog')
  await expect(dialog).toContainText('of kernel time has a part', { timeout: 60_000 })
  await page.getByTestId('choose-place').click()
  await expect(page.getByTestId('place')).toHaveCount(2)
  await expect(page.getByTestId('place').nth(1)).toContainText('M4000')
  await expect(page.getByTestId('place').nth(1).getByTestId('simulated')).toBeVisible()
  await screenshot('block-times-place')
  await page.getByTestId('place').nth(1).click()
  await expect(dialog).toContainText('has not been timed on')
  await expect(dialog.getByTestId('simulated')).toBeVisible()
  await screenshot('block-times-unmeasured')

  // Cancelled, it is as before; then measured.
  await page.getByTestId('measure-here').click()
  await dialog.getByTestId('cancel').click()
  await page.getByTestId('measure-here').click()
  await expect(dialog.getByRole('status')).toBeVisible()
  await screenshot('block-times-busy')
  await expect(dialog.locator('tbody tr')).not.toHaveCount(0, { timeout: 90_000 })
  await expect(dialog).toHaveAttribute('data-place', 'device')
  await expect(dialog).toContainText('one run, median of 20')
  await resize(glasses, 1440, 900)
  await screenshot('block-times-glasses')
  await resize(glasses, 1024, 700)
  await screenshot('block-times-glasses-1024x700')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('route-map')).toContainText('ms, sim.')

  // The glasses are unplugged: what was measured stays, another try says what to do.
  await page.getByTestId('rail-device').click()
  await resize(glasses, 1440, 900)
  await fault(page, 'unplug')
  await expect(page.getByTestId('device-todo')).toBeVisible({ timeout: 30_000 })
  await page.getByTestId('rail-inspect').click()
  await page.getByTestId('measure-times').click()
  await page.getByTestId('measure-again').click()
  await expect(page.getByTestId('times-failure')).toBeVisible({ timeout: 60_000 })
  await expect(dialog.locator('tbody tr')).not.toHaveCount(0)
  await screenshot('block-times-unplugged')
})
