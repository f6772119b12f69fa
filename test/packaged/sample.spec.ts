import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { root, showImage, shown } from '../e2e/harness'
import { folder, startPackaged } from './app'

test('the packaged app opens its own sample study', async ({ browserName: _ }, info) => {
  const { child, page, close } = await startPackaged({ userData: info.outputPath('profile') })
  try {
    await shown(page)
    const images = fs.readdirSync(path.join(folder, 'resources', 'studio', 'sample', 'images'))
    await expect(page.getByTestId('image-strip')).toContainText(String(images.length))
    await showImage(page, 'g26')
    await page.screenshot({ path: path.join(root, 'test-output', 'screenshots', 'packaged.png') })
    expect(child.exitCode).toBeNull()
  } finally {
    await close()
  }
})

test('a sweep runs in it: its threads start from the archive', async ({ browserName: _ }, info) => {
  const { page, close } = await startPackaged({ userData: info.outputPath('profile') })
  try {
    await shown(page)
    await page.getByTestId('rail-sweep').click()
    await page.getByTestId('use-sample').click()
    await page.getByTestId('all-images').locator('..').click()
    await page.getByTestId('limit').fill('6')
    await page.getByTestId('start-sweep').click()
    await expect(page.getByTestId('sweep-page')).toHaveAttribute('data-state', 'complete', { timeout: 60_000 })
    await expect(page.getByTestId('sweep-page')).toHaveAttribute('data-rows', '6')
  } finally {
    await close()
  }
})
