import { callEngine, expect, test, type Studio } from './harness'

const ready = (studio: Studio) => expect(studio.page.locator('html')).toHaveAttribute('data-engine', 'ready')

test('the window opens and the engine answers', async ({ studio }) => {
  await ready(studio)
  expect(studio.page.url()).toBe('studio://app/')
  const answer = await callEngine(studio.page, 'app.info', {})
  expect(answer).toMatchObject({ type: 'ok', output: { pid: await studio.enginePid() } })
  await studio.screenshot('start')
})

test('an engine that is killed is started again, and the next call works', async ({ studio }) => {
  await ready(studio)
  const first = await studio.enginePid()
  const states = await recordStates(studio)
  process.kill(first!, 'SIGKILL')
  await expect.poll(states).toEqual(['restarting', 'restarting', 'ready'])
  await ready(studio)
  const second = await studio.enginePid()
  expect(second).not.toBe(first)
  expect(await callEngine(studio.page, 'app.info', {})).toMatchObject({ type: 'ok', output: { pid: second } })
})

test('an engine that keeps dying is given up until the user asks', async ({ studio }) => {
  await ready(studio)
  for (let crash = 1; crash <= 3; crash++) {
    const pid = await studio.enginePid()
    process.kill(pid!, 'SIGKILL')
    await expect.poll(async () => (await studio.enginePid()) !== pid).toBe(true)
    if (crash < 3) await ready(studio)
  }
  await expect(studio.page.locator('html')).toHaveAttribute('data-engine', 'failed')
  expect(await studio.enginePid()).toBeNull()
  await studio.screenshot('engine-failed')
  await studio.page.evaluate(() => window.studio.request('engine.restart', {}))
  await ready(studio)
  expect(await callEngine(studio.page, 'app.info', {})).toMatchObject({ type: 'ok' })
})

test('a page that is loaded again gets a port of its own', async ({ studio }) => {
  await ready(studio)
  await studio.page.reload()
  await ready(studio)
  expect(await callEngine(studio.page, 'app.info', {})).toMatchObject({ type: 'ok' })
})

async function recordStates({ page }: Studio): Promise<() => Promise<string[]>> {
  const states = await page.evaluateHandle(() => {
    const list: string[] = []
    window.studio.onMessage((message) => {
      const { type, status } = message as { type: string; status?: { state: string } }
      if (type === 'engine' && status) list.push(status.state)
    })
    return list
  })
  return () => states.jsonValue()
}
