/** The studio with an adb server and a home of its own, and what tests of profiles do again and again. */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { expect, shown, test as base, type Studio } from './harness'
import { freePort } from '../support/free-port'

/** `glasses` is a studio that shows its device page; nobody else's adb server is touched, and its own is ended. */
export const test = base.extend<{ glasses: Studio }>({
  glasses: async ({ launch }, use) => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-e2e-home-'))
    const port = await freePort()
    // The runner was built into the real home's cache.
    const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache')
    const studio = await launch({ env: { ANDROID_ADB_SERVER_PORT: String(port), HOME: home, XDG_CACHE_HOME: cache } })
    await shown(studio.page)
    await studio.page.getByTestId('rail-device').click()
    await use(studio)
    await promisify(execFile)('adb', ['-P', String(port), 'kill-server']).catch(() => undefined) // it may have ended with its last user
    // The server goes on for a moment after it was told to end, and writes there.
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
})

/** Starts simulated glasses and waits until it is known what they can measure. */
export async function simulate(page: Page): Promise<void> {
  await page.getByTestId('simulate').click()
  await expect(page.getByTestId('capabilities')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByTestId('start')).toBeEnabled({ timeout: 60_000 })
}

/** The quick plan with some of its fields changed. */
export async function shorten(page: Page, fields: Record<string, number>): Promise<void> {
  await page.getByTestId('preset-quick').click()
  await page.getByTestId('edit-plan').click()
  for (const [field, value] of Object.entries(fields)) {
    await page.getByTestId(`plan-${field}`).fill(String(value))
    await page.getByTestId(`plan-${field}`).press('Tab')
  }
  await expect(page.getByTestId('plan-time')).toHaveText(/\d/)
  await page.getByTestId('plan-done').click()
  await expect(page.getByTestId('plan-dialog')).toBeHidden()
}

/** Starts the profile and waits until a slot of `round` (from 1) is under way. */
export async function startUntilRound(page: Page, round: number): Promise<void> {
  await page.getByTestId('start').click()
  await expect(page.getByTestId('live-trace')).toBeVisible({ timeout: 90_000 })
  await expect(page.getByTestId('doing')).toContainText(`round ${round} of`, { timeout: 90_000 })
}

/** Makes the simulation go wrong, by its developer menu. */
export async function fault(page: Page, name: string): Promise<void> {
  await page.getByTestId('device-menu').click()
  await page.getByTestId('faults').hover()
  await page.getByTestId(`fault-${name}`).click()
}

export { expect }
