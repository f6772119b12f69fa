import { defineConfig } from '@playwright/test'

/** `app`: the built app under Electron. `packaged`: the packaged app, as a user would start it. */
export default defineConfig({
  outputDir: 'test-output/playwright',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env.CI,
  projects: [
    { name: 'app', testDir: 'test/e2e' },
    { name: 'packaged', testDir: 'test/packaged' }
  ]
})
