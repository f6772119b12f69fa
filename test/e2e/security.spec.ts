import { expect, test } from './harness'

test('the page runs sandboxed and isolated', async ({ studio }) => {
  const preferences = await studio.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    return window && (window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()
  })
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true })
  expect(await studio.page.evaluate(() => ['require', 'process', 'Buffer', 'module'].filter((name) => name in window))).toEqual([])
})

test('loading the page violates nothing of its content security policy', async ({ studio }) => {
  await studio.page.addInitScript(() => {
    const list: string[] = []
    Object.defineProperty(window, 'violations', { value: list })
    document.addEventListener('securitypolicyviolation', (event) => list.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))
  })
  await studio.page.reload()
  await expect(studio.page.locator('html')).toHaveAttribute('data-engine', 'ready')
  expect(await studio.page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([])
})

test('the policy holds: no inline script, no foreign picture, no connection', async ({ studio }) => {
  const violated = await studio.page.evaluate(async () => {
    const list: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => list.push(event.effectiveDirective))
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))
    document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.invalid/a.png' }))
    await fetch('https://example.invalid/').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { list: list.sort(), ran: 'ran' in window }
  })
  expect(violated).toEqual({ list: ['connect-src', 'img-src', 'script-src-elem'], ran: false })
  studio.problems.length = 0 // the console reported exactly these
})

test('the app\'s protocol gives no file outside the page', async ({ studio }) => {
  const answers = await studio.page.evaluate(() =>
    Promise.all(['/../main/main.js', '/..%2fmain%2fmain.js', '/%2e%2e/main/main.js'].map(async (url) => (await fetch(url)).status)))
  expect(answers).toEqual([404, 404, 404])
  studio.problems.length = 0 // the console reported the three refusals
})

test('there are no other windows, pages or permissions', async ({ studio }) => {
  const { page } = studio
  expect(await page.evaluate(() => window.open('https://example.invalid/') === null)).toBe(true)
  await page.evaluate(() => { window.location.href = 'https://example.invalid/' })
  await page.waitForTimeout(300)
  expect(page.url()).toBe('studio://app/')
  expect(studio.app.windows()).toHaveLength(1)
  const states = await page.evaluate(async () =>
    Promise.all((['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]).map(async (name) => (await navigator.permissions.query({ name })).state)))
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
})
