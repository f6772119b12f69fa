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
