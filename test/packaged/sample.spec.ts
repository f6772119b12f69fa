import path from 'node:path'
import { expect, test } from '@playwright/test'
import { callEngine, root } from '../e2e/harness'
import { folder, startPackaged } from './app'

test('the packaged app opens its own sample study', async ({ browserName: _ }, info) => {
  const { child, page, close } = await startPackaged({ userData: info.outputPath('profile') })
  try {
    await expect(page.locator('html')).toHaveAttribute('data-engine', 'ready')
    const answer = await callEngine(page, 'study.sample', {})
    expect(answer).toMatchObject({ type: 'ok', output: { model: expect.stringContaining(path.join(folder, 'resources', 'studio')) as unknown } })
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 })
    await expect(page.getByRole('button', { name: /stage 1 block 1/i }).first()).toBeVisible()
    await page.screenshot({ path: path.join(root, 'test-output', 'screenshots', 'packaged.png') })
    expect(child.exitCode).toBeNull()
  } finally {
    await close()
  }
})
