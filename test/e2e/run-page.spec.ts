/** A captured run's page: a meter's file taken in, and what the figures become; names and notes of any length. */
import type { ElectronApplication, Page } from '@playwright/test'
import { resize } from './harness'
import { expect, shorten, simulate, test } from './glasses'
import { meterClock, meterFiles, recordedPower } from './meter-files'

test.describe.configure({ timeout: 240_000 })

const chosen = (app: ElectronApplication, file: string): Promise<void> =>
  app.evaluate(({ dialog }, path) => { dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] }) }, file)

async function column(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name, exact: true }).click()
}

test('a meter file is imported into a captured run: found by the bursts, placed by hand, and refused with the reason', async ({ glasses }, info) => {
  const { app, page, screenshot, userData } = glasses
  await simulate(page)
  await shorten(page, { idleSeconds: 2, warmUp: 2, markerSeconds: 2, slotInferences: 10, images: 8, rounds: 2, slotSeconds: 4 })
  await page.getByTestId('start').click()
  await page.getByTestId('open-run').click({ timeout: 150_000 })
  await expect(page.getByTestId('run-page')).toHaveAttribute('data-ready', 'true')
  const files = meterFiles(info.outputDir, await recordedPower(userData))
  await resize(glasses, 1440, 900)
  const dialog = page.getByTestId('meter-dialog'), made = page.getByTestId('meter-made')
  await page.getByTestId('import-meter').click()
  await screenshot('meter-choose')
  const choose = async (file: string): Promise<void> => {
    await chosen(app, file)
    await page.getByTestId('choose-meter').click()
    await expect(made).toBeVisible()
  }

  // Too short to hold a burst.
  await choose(files.short)
  await expect(dialog).toContainText('less than a second')
  await page.getByTestId('align').click()
  await expect(page.getByTestId('meter-failure')).toContainText('shorter than a burst')
  await screenshot('meter-short')

  // A wrong unit makes a power that no glasses draw; the right one is known from the head.
  await choose(files.powertool)
  await expect(made).toContainText(/500\sHz/)
  await column(page, 'Unit of current', 'A')
  await expect(dialog).toContainText('more than glasses draw')
  await screenshot('meter-unit')
  await column(page, 'Unit of current', 'mA')
  await expect(dialog).not.toContainText('more than glasses draw')
  await page.getByTestId('align').click()
  const aligned = page.getByTestId('alignment')
  await expect(aligned).toContainText('Found by the bursts of load')
  const offset = Number(/Offset ([\d.]+)/.exec(await aligned.innerText())?.[1])
  expect(Math.abs(offset - meterClock.offsetS)).toBeLessThan(0.3)
  await screenshot('meter-aligned')
  await page.getByTestId('offset').fill(String(meterClock.offsetS))
  await page.getByTestId('apply-offset').click()
  await expect(aligned).toContainText('Placed by hand')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByTestId('meter-facts')).toContainText('powertool.csv')
  await expect(page.getByTestId('meter-facts')).toContainText(/500\sHz/)
  await expect(page.getByTestId('energy').getByTestId('simulated')).toBeVisible()
  await expect(page.getByTestId('strata').locator('tbody tr').first()).toContainText('[')
  await expect(page.getByTestId('run-trace')).toContainText('imported meter')
  await screenshot('run-meter')
  await resize(glasses, 1024, 700)
  await screenshot('run-meter-1024x700')
  await page.getByTestId('run-part').getByText('Routes').click()
  await screenshot('run-routes-1024x700')
  await resize(glasses, 1440, 900)

  // A new part is dragged on the strip, also while it shows all.
  const strip = (await page.getByTestId('brush').boundingBox())!
  await page.mouse.move(strip.x + 0.4 * strip.width, strip.y + strip.height / 2)
  await page.mouse.down()
  await page.mouse.move(strip.x + 0.6 * strip.width, strip.y + strip.height / 2, { steps: 6 })
  await page.mouse.up()
  await expect(page.getByTestId('points')).toContainText(' to ')
  await page.getByTestId('show-all').click()

  // Any other table: columns and units by hand, decimal commas.
  await page.getByTestId('import-meter').click()
  await choose(files.generic)
  await column(page, 'Separator', 'semicolon')
  await page.getByRole('textbox', { name: 'Rows to skip' }).fill('2')
  await expect(dialog.getByRole('columnheader', { name: 'clock' })).toBeVisible()
  await column(page, 'Column of time', 'clock')
  await column(page, 'Unit of time', 'ms')
  await column(page, 'Column of power', 'reading')
  await expect(made).toContainText(/500\sHz/)
  await screenshot('meter-generic')
  await page.getByTestId('align').click()
  await expect(aligned).toContainText('Found by the bursts of load')

  // One that saw something else cannot be placed, but by hand.
  await choose(files.quiet)
  await page.getByTestId('align').click()
  await expect(page.getByTestId('meter-failure')).toContainText('none of the run\'s bursts')
  await expect(aligned).toContainText('Place it by hand')
  await screenshot('meter-other-device')
  await page.getByTestId('offset').fill('12')
  await page.getByTestId('apply-offset').click()
  await expect(aligned).toContainText(/bursts agree to 0/)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByTestId('meter-facts')).toContainText('other-device.csv')

  // Names, notes and tags of any length stay within their places.
  await page.getByTestId('run-name').fill('A very long name of a run that was taken on a Tuesday with the fan off and the blinds closed, once more, to be sure of it '.repeat(2))
  await page.getByTestId('run-notes').fill('Long notes. '.repeat(60))
  await page.getByTestId('run-tags').fill(Array.from({ length: 30 }, (_, i) => `tag-number-${i}`).join(', '))
  await page.getByTestId('run-tags').press('Enter')
  const inside = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
  expect(await inside()).toBe(true)
  await screenshot('run-long-words')
  await page.getByTestId('back').click()
  await expect(page.getByTestId('run-row')).toContainText('A very long name')
  await expect(page.getByTestId('run-row')).toContainText('tag-number-0')
  expect(await inside()).toBe(true)
  await screenshot('runs-long-words')
  await resize(glasses, 1024, 700)
  expect(await inside()).toBe(true)
  await screenshot('runs-long-words-1024x700')
})
