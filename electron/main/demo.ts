/** Shows the whole chain without hands: the sample study, which the window opens by itself, then a profile on simulated glasses. Leaves screenshots and a report. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserWindow } from 'electron'
import { fromElectronPort } from '../engine/host/ports'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'
import { settingsSchema } from '@shared/policy/settings'
import type { Theme } from '@shared/rpc/bridge'
import { createClient, type Client } from '@shared/rpc/client'
import { showProfile } from './demo-profile'
import { writeReport, type DemoFigures, type Shot } from './demo-report'
import type { EngineProcess } from './engine-process'

const SHOWN_WITHIN_MS = 120_000
/** Two frames of a page at rest, and the end of its transitions. */
const SETTLE_MS = 400

interface Demo { window: BrowserWindow; engine: EngineProcess; folder: string; theme(theme: Theme): void }

/** Resolves with the exit code: 0 when everything was shown and saved. */
export async function runDemo(demo: Demo): Promise<number> {
  try {
    await fs.mkdir(demo.folder, { recursive: true })
    await shown(demo.window)
    const shots: Shot[] = []
    for (const theme of ['dark', 'light'] as const) {
      demo.theme(theme)
      shots.push(await shoot(demo, `inspect-${theme}`, `The sample study, ${theme}`))
    }
    const port = demo.engine.openPort()
    if (!port) throw new StudioError('engine-lost', 'The engine is not running')
    const client = createClient(fromElectronPort(port)), figures = await readFigures(client)
    demo.theme('dark')
    const profiled = await showProfile(demo.window, client, async (name, caption) => void shots.push(await shoot(demo, name, caption)))
    await writeReport(demo.folder, shots, figures, profiled)
    return 0
  } catch (error) {
    process.stderr.write(`demo: ${errorLine(toErrorValue(error))}\n`)
    await shoot(demo, 'failed', 'Where the demo ended').catch(() => null)
    return 1
  }
}

/** The same study through the engine alone, so that the report's numbers do not depend on what the window drew. */
async function readFigures(client: Client): Promise<DemoFigures> {
  const study = await client.call('study.sample', {})
  const model = await client.call('model.open', { path: study.model })
  const { images } = await client.call('images.list', { paths: [study.images] })
  const first = images.find((i) => i.name === study.first) ?? images[0]
  if (!first) throw new StudioError('incomplete', 'The sample study has no images')
  const inspection = await client.call('inspect.run', { model: model.id, image: first.path, settings: settingsSchema.parse({}), outputs: true })
  return { study, model, inspection, info: await client.call('app.info', {}) }
}

async function shoot({ window, folder }: Demo, name: string, caption: string): Promise<Shot> {
  await sleep(SETTLE_MS)
  const image = await window.webContents.capturePage()
  const file = `${name}.png`
  await fs.writeFile(path.join(folder, file), image.toPNG())
  return { file, caption }
}

/** The page says `data-ready="true"` when an image's route is on screen. */
async function shown(window: BrowserWindow): Promise<void> {
  const until = Date.now() + SHOWN_WITHIN_MS
  while (Date.now() < until) {
    if ((await window.webContents.executeJavaScript('document.documentElement.dataset.ready')) === 'true') return
    await sleep(100)
  }
  throw new StudioError('incomplete', `The sample study was not shown within ${SHOWN_WITHIN_MS / 1000} s`)
}
