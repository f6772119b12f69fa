/** The demo's second half: simulated glasses are plugged in, static runs against adaptive, and the stored run is shown. */
import type { BrowserWindow } from 'electron'
import type { Client } from '@shared/rpc/client'
import type { RunDetail } from '@shared/runs/run'
import { anyOf, click } from './demo-page'

/** A probe, and a quick look of about half a minute; machines that are busy take their time. */
const PROBED_WITHIN_MS = 60_000
const PROFILED_WITHIN_MS = 240_000

export interface Profiled { /** Null where it could not be run here, with why. */ run: RunDetail | null; why: string }

/** Where there is no adb or no simulation (which needs Linux), the demo says so and goes on: both are no fault of the studio's. */
export async function showProfile(window: BrowserWindow, client: Client, shoot: (name: string, caption: string) => Promise<void>): Promise<Profiled> {
  const adb = await client.call('adb.info', {})
  if (adb.problem) return { run: null, why: `${adb.problem.message}. ${adb.problem.fix}` }
  if (process.platform !== 'linux') return { run: null, why: 'Simulated glasses need Linux.' }
  await click(window, 'rail-device')
  await click(window, await anyOf(window, ['simulate', 'add-simulation'], 20_000))
  await anyOf(window, ['start'], PROBED_WITHIN_MS)
  await click(window, 'start')
  await anyOf(window, ['time-left'], PROBED_WITHIN_MS)
  await anyOf(window, ['ratio'], PROFILED_WITHIN_MS)
  await shoot('device', 'A profile while it runs, on simulated glasses')
  await click(window, 'open-run', PROFILED_WITHIN_MS)
  await anyOf(window, ['verdict'], 20_000)
  await shoot('run', 'The stored run')
  const [latest] = await client.call('runs.list', {})
  return { run: latest ? await client.call('runs.get', { run: latest.id }) : null, why: latest ? '' : 'No run was stored.' }
}
