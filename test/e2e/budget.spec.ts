/** A budget in the window: asked for, found, judged, and taken to Inspect; and what each block is worth. */
import type { Page } from '@playwright/test'
import { expect, resize, shown, test, type Studio } from './harness'

test.describe.configure({ timeout: 240_000 })

async function sweepSome(page: Page, images: number): Promise<void> {
  await shown(page)
  await page.getByTestId('rail-sweep').click()
  await page.getByTestId('use-sample').click()
  await expect(page.getByTestId('found')).toContainText('200')
  await page.getByTestId('all-images').locator('..').click()
  await page.getByTestId('limit').fill(String(images))
  await page.getByTestId('start-sweep').click()
  await expect(page.getByTestId('sweep-page')).toHaveAttribute('data-state', 'complete', { timeout: 60_000 })
}

async function both(studio: Studio, name: string): Promise<void> {
  for (const [w, h] of [[1440, 900], [1024, 700]] as const) {
    await resize(studio, w, h)
    await studio.page.mouse.move(25, 500)
    await studio.screenshot(`sweep-${name}-${w}x${h}`)
  }
  await resize(studio, 1440, 900)
}

test('a budget is found, judged on images held out, and used in Inspect', { tag: '@picture' }, async ({ studio }) => {
  const { page } = studio
  await sweepSome(page, 24)
  await page.getByTestId('tab-budget').click()
  await expect(page.getByTestId('front-point').first()).toBeVisible()
  await page.getByTestId('predict-latency').click()
  await expect(page.getByTestId('prediction')).toContainText('Static', { timeout: 60_000 })
  await page.getByTestId('budget').fill('20')
  await page.getByTestId('budget').press('Enter')
  await page.getByTestId('start-tune').click()
  await expect(page.getByTestId('tune-failure')).toContainText('Choose a budget from', { timeout: 60_000 })
  await both(studio, 'budget-refused')
  await page.getByTestId('budget').fill('65')
  await page.getByTestId('start-tune').click()
  await expect(page.getByText(/Round 1 of 3/)).toBeVisible({ timeout: 60_000 })
  await studio.screenshot('sweep-budget-searching-1440x900')
  await page.getByTestId('cancel').click()
  await expect(page.getByTestId('start-tune')).toBeVisible()
  await page.getByTestId('start-tune').click()
  await expect(page.getByTestId('sweep-page')).toContainText('tuned to 65 %', { timeout: 180_000 })
  await expect(page.getByTestId('sweep-page')).toHaveAttribute('data-state', 'complete', { timeout: 60_000 })
  await page.getByTestId('tab-budget').click()
  await expect(page.getByTestId('tune-verdict')).toContainText('of the static MACs')
  await expect(page.getByTestId('front-point')).toHaveCount(4)
  await expect(page.getByTestId('saved-budgets')).toContainText('Tuned to 65')
  await both(studio, 'budget')
  await studio.picture('budget')
  await page.getByTestId('use-inspect').click()
  await expect(page.getByTestId('own-thresholds')).toContainText('32 thresholds by stage and task')
})

test('each block is forced off and on in turn, and says what it is worth', async ({ studio }) => {
  const { page } = studio
  await sweepSome(page, 24)
  await page.getByTestId('tab-worth').click()
  await page.getByTestId('start-worth').click()
  await expect(page.getByTestId('sweep-page')).toContainText('each block off and on', { timeout: 60_000 })
  await expect(page.getByTestId('sweep-page')).toHaveAttribute('data-state', 'complete', { timeout: 120_000 })
  await page.getByTestId('tab-worth').click()
  const cell = page.getByTestId('worth-heat').getByTestId('heat-cell')
  // Four tasks, MACs, and how often: twelve blocks each.
  await expect(cell).toHaveCount(72)
  await cell.first().hover()
  await expect(page.getByTestId('worth-readout')).toContainText(/S1 B0 forced off .*\[/)
  await both(studio, 'worth')
  await page.getByTestId('worth-way').getByText('On').click()
  await expect(page.getByTestId('worth')).toContainText('forced on')
})
