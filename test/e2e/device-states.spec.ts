/** What a device can be besides ready, and what the page says then: waiting for its prompt, one of several, on Wi-Fi; or no adb at all. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Locator } from '@playwright/test'
import type { Studio } from './harness'
import { resize, shown } from './harness'
import { expect, fault, simulate, test } from './glasses'
import { freePort } from '../support/free-port'

test.describe.configure({ timeout: 180_000 })

/** The state at both sizes for which the studio is made. */
async function look(studio: Studio, name: string): Promise<void> {
  await resize(studio, 1440, 900)
  await studio.screenshot(name)
  await resize(studio, 1024, 700)
  await studio.screenshot(`${name}-1024x700`)
  await resize(studio, 1440, 900)
}

test('glasses that were never connected ask for their prompt, and are ready once it is accepted', async ({ glasses }) => {
  const { page } = glasses
  await page.getByTestId('simulate-first').click()
  await expect(page.getByTestId('device-todo')).toContainText('Accept the prompt in the glasses', { timeout: 30_000 })
  await expect(page.getByTestId('not-ready')).toContainText('Accept the prompt')
  await expect(page.getByTestId('devices').getByTestId('simulated')).toBeVisible()
  await expect(page.getByTestId('start')).toBeDisabled()
  await look(glasses, 'state-unauthorized')
  // The computer offers its key only after its signature was refused.
  await expect(async () => {
    await page.getByTestId('end-fault').click({ timeout: 1000 })
    await expect(page.getByTestId('device-todo')).toBeHidden({ timeout: 3000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.getByTestId('capabilities')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByTestId('check-clock')).toContainText('8 cores')
  await expect(page.getByTestId('start')).toBeEnabled({ timeout: 60_000 })
})

test('of two simulations each can be chosen, and one goes on over Wi-Fi when its cable comes out', async ({ glasses }) => {
  const { page } = glasses, rows = page.getByTestId('device-row')
  const row = (serial: string): Locator => page.locator(`[data-testid="device-row"][title="${serial}"]`)
  const chosen = async (): Promise<string> => (await page.locator('[data-testid="device-row"][aria-checked="true"]').getAttribute('title'))!
  await simulate(page)
  await page.getByTestId('add-simulation').click()
  await expect(rows).toHaveCount(2)
  await expect(page.getByTestId('start')).toBeDisabled()
  await expect(page.getByTestId('start')).toBeEnabled({ timeout: 60_000 })
  const second = await chosen(), [a, b] = await rows.allInnerTexts()
  expect(a).not.toBe(b)
  await look(glasses, 'state-two')
  const first = (await Promise.all((await rows.all()).map((r) => r.getAttribute('title')))).find((title) => title !== second)!
  await row(first).click()
  await expect(row(first)).toHaveAttribute('aria-checked', 'true')
  await expect(page.getByTestId('start')).toBeEnabled()

  await page.getByTestId('device-menu').click()
  await page.getByTestId('to-wifi').click()
  await expect(page.getByText(/Connected to 127\.[\d.]+:5555\. The cable can be removed/)).toBeVisible({ timeout: 30_000 })
  await expect(rows).toHaveCount(3)
  const wireless = await chosen()
  expect(wireless).toMatch(/^127\.[\d.]+:5555$/)
  await expect(page.getByTestId('start')).toBeEnabled({ timeout: 60_000 })
  await look(glasses, 'state-wifi')
  await row(first).click()
  await fault(page, 'unplug')
  await expect(page.getByTestId('device-todo')).toContainText('unplugged', { timeout: 30_000 })
  await row(wireless).click()
  await expect(page.getByTestId('start')).toBeEnabled()
})

test('without adb the page says how to get it', async ({ launch }) => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-e2e-home-'))
  const nowhere = { PATH: path.join(home, 'bin'), ANDROID_HOME: '', ANDROID_SDK_ROOT: '', ADAMTL_ADB: '' }
  const studio = await launch({ env: { ...nowhere, HOME: home, ANDROID_ADB_SERVER_PORT: String(await freePort()) } }), { page } = studio
  await shown(page)
  await page.getByTestId('rail-device').click()
  const problem = page.getByTestId('adb-problem')
  await expect(problem).toContainText('There is no adb on this computer')
  await expect(problem).toContainText({ linux: 'sudo apt install adb', darwin: 'brew install', win32: 'winget install' }[process.platform as 'linux'])
  await expect(page.getByTestId('start')).toBeDisabled()
  await look(studio, 'state-no-adb')
  // Installed meanwhile: looking again finds it.
  fs.mkdirSync(nowhere.PATH)
  fs.symlinkSync('/usr/bin/adb', path.join(nowhere.PATH, 'adb'))
  await page.getByTestId('adb-again').click()
  await expect(page.getByTestId('no-device')).toBeVisible({ timeout: 30_000 })
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})
