/** A stored run of a million samples in the real window: how soon its trace is on screen after the mouse let go. */
import fs from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { Store } from '../../electron/engine/store/store'
import { uniform } from '../../shared/policy/noise'
import type { Line } from '../../shared/trace/stream'
import { launchStudio, type Studio } from '../e2e/harness'
import { capabilities, environment, inference, meta, start } from '../support/runs'
import { freePort } from '../support/free-port'
import { median, quantile } from './interleave'

declare global {
  /** Milliseconds from the next event to the frame after the trace was drawn from its own points. */
  var traced: Promise<number>
}

export interface Answer { median: number; p95: number; n: number }
export interface TraceFigures { samples: number; openMs: number; drag: Answer; strip: Answer; edge: Answer; zoom: Answer; pan: Answer; reset: Answer }

const hz = 1000, batch = 20_000, slotSeconds = 25
const zone = (id: string, label: string) => ({ id, path: `/sys/class/thermal/${id}`, kind: 'temperature' as const, unit: '°C' as const, scale: 1e-3, label })
const clock = (id: string) => ({ id, path: `/sys/${id}`, kind: 'frequency' as const, unit: 'GHz' as const, scale: 1e-6, label: id })
const sources = [...capabilities.sources.filter((s) => s.kind !== 'temperature'), zone('zone0', 'cpu'), zone('zone1', 'battery'), clock('cpu0'), clock('cpu4')]

/** One sample in a millisecond, six sources each; an inference every 40 ms; the variants take turns. */
function* linesOf(samples: number): Generator<Line> {
  const random = uniform(3), ns = 1e9 / hz, perSlot = slotSeconds * hz
  yield environment(start, sources.map((s) => s.id))
  for (let i = 0; i < samples; i++) {
    const at = start + i * ns, slot = Math.floor(i / perSlot), round = slot >> 1, variant = slot % 2 === 0 ? 'static' : 'adaptive'
    const edge = (e: 'begin' | 'end'): Line => ({ t: 'phase', phase: 'slot', edge: e, at, slot, round, variant })
    if (i % perSlot === 0) yield edge('begin')
    const load = -0.4 - 0.1 * Math.sin(i / 5000)
    yield { t: 'sample', at, values: [load + random() * 0.01, 3.8 + load / 10, 35 + i / samples, 33, i % 4000 < 2000 ? 1.8 : 2.4, 2.4] }
    if (i % 40 === 0) yield inference(at, (slot % 2 === 0 ? 30 : 22) + random() * 3 + (random() < 0.002 ? 40 : 0), { variant, slot, round, image: i % 12 })
    if (i % perSlot === perSlot - 1) yield edge('end')
  }
}

/** A finished run of `samples` samples at 1 kHz in a new study. */
export async function makeStudy(file: string, samples: number): Promise<void> {
  const store = await Store.open(file), writer = await store.begin({ ...meta, capabilities: { ...capabilities, sources } })
  const lines: Line[] = []
  for (const line of linesOf(samples)) {
    lines.push(line)
    if (lines.length === batch) await writer.append(lines.splice(0))
  }
  await writer.append(lines)
  await writer.finish('finished', null)
  await store.close()
}

const settled = (page: Page) => page.waitForFunction(() => document.querySelector<HTMLElement>('[data-testid="run-trace"] canvas')?.dataset.coarse === 'false', null, { timeout: 120_000 })

/** The clock runs in the page: from the event to the frame after the one in which the canvas showed the points asked for. */
async function timed(page: Page, event: 'pointerup' | 'wheel' | 'dblclick', act: () => Promise<void>): Promise<number> {
  await page.evaluate((name) => {
    globalThis.traced = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`no trace after ${name}`)), 30_000)
      addEventListener(name, () => {
        const from = performance.now(), canvas = document.querySelector<HTMLElement>('[data-testid="run-trace"] canvas')!
        // No function here may have a name: the compiler would call a helper that the page does not have.
        void (async () => {
          do await new Promise(requestAnimationFrame)
          while (canvas.dataset.coarse !== 'false')
          await new Promise(requestAnimationFrame)
          resolve(performance.now() - from)
        })()
      }, { once: true, capture: true })
    })
  }, event)
  await act()
  return page.evaluate(() => globalThis.traced)
}

const answer = (ms: number[]): Answer => ({ median: median(ms), p95: quantile(ms, 0.95), n: ms.length })

/** Drags from one share of an element's width to another, as a hand does: in steps, some milliseconds apart, and lets go at the last. */
async function drag(page: Page, on: Locator, from: number, to: number): Promise<void> {
  const box = (await on.boundingBox())!, y = box.y + box.height / 2, x = (share: number): number => box.x + box.width * share
  await page.mouse.move(x(from), y)
  await page.mouse.down()
  for (let i = 1; i <= 12; i++) await page.mouse.move(x(from + ((to - from) * i) / 12), y)
  await page.mouse.up()
}

async function answers({ page }: Studio): Promise<Omit<TraceFigures, 'samples' | 'openMs'>> {
  const random = uniform(9), chart = page.getByTestId('run-trace'), strip = page.getByTestId('brush')
  const repeat = async (n: number, one: () => Promise<number>): Promise<Answer> => {
    const times: number[] = []
    for (let i = 0; i < n; i++) times.push(await one())
    return answer(times)
  }
  const reset = () => timed(page, 'dblclick', () => strip.dblclick({ position: { x: 5 + random() * 300, y: 6 } }))
  const resets: number[] = []
  const fresh = async (one: () => Promise<number>): Promise<number> => {
    const time = await one()
    resets.push(await reset())
    return time
  }
  const span = (): [number, number] => { const from = 0.12 + random() * 0.4; return [from, from + 0.08 + random() * 0.25] }
  const dragged = await repeat(20, () => fresh(async () => timed(page, 'pointerup', () => drag(page, chart, ...span()))))
  const striped = await repeat(20, () => fresh(async () => timed(page, 'pointerup', () => drag(page, strip, ...span()))))
  await drag(page, strip, 0.3, 0.5)
  await settled(page)
  // The window of the strip is where it was dropped last.
  let at = 0.4
  const edge = await repeat(20, async () => {
    const from = at
    at = 0.15 + random() * 0.7
    return timed(page, 'pointerup', () => drag(page, strip, from, at))
  })
  await reset()
  await chart.hover()
  const zoom = await repeat(20, () => timed(page, 'wheel', () => page.mouse.wheel(0, -120)))
  const pan = await repeat(20, () => timed(page, 'wheel', () => page.mouse.wheel(random() < 0.5 ? -400 : 400, 0)))
  return { drag: dragged, strip: striped, edge, zoom, pan, reset: answer(resets) }
}

/** @param scratch a folder for the studio's profile */
export async function benchTrace(samples: number, scratch: string, say: (line: string) => void): Promise<TraceFigures> {
  const userData = path.join(scratch, 'profile-trace')
  fs.mkdirSync(userData)
  await makeStudy(path.join(userData, 'runs.duckdb'), samples)
  const studio = await launchStudio({ userData, env: { ANDROID_ADB_SERVER_PORT: String(await freePort()) } })
  const { page } = studio
  try {
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 60_000 })
    await page.getByTestId('rail-device').click()
    await page.getByTestId('device-part').getByText(/^Runs/).click()
    const opening = performance.now()
    await page.getByTestId('run-row').locator('[data-open]').click()
    await settled(page)
    const openMs = performance.now() - opening
    // The figures come after the traces; what is measured is brushing, not that.
    await page.locator('[data-testid="latency"] path.recharts-line-curve').first().waitFor({ timeout: 60_000 })
    const figures = { samples, openMs, ...(await answers(studio)) }
    say(`a run of ${samples.toExponential(0)} samples in the window: on screen ${openMs.toFixed(0)} ms after it was opened`)
    for (const [name, what] of [['drag', 'a span dragged on the tracks'], ['strip', 'a span dragged on the strip'], ['edge', 'the strip\'s window moved along'], ['zoom', 'wheel, zoom'], ['pan', 'wheel, along'], ['reset', 'double click, all']] as const) {
      const f = figures[name]
      say(`  ${what}: ${f.median.toFixed(0)} ms median, ${f.p95.toFixed(0)} ms p95, n = ${f.n}`)
    }
    return figures
  } finally {
    await studio.close()
  }
}
