/** A stored sweep of many images in the real window: opening, filtering, sorting and scrolling. */
import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Page } from '@playwright/test'
import { variantsOf } from '../../shared/device/variants'
import { layoutOf } from '../../shared/sweep/layout'
import { sweepPlanSchema } from '../../shared/sweep/plan'
import type { ImageRows } from '../../shared/sweep/row'
import { findDataset } from '../../electron/engine/dataset/layout'
import type { Opened } from '../../electron/engine/model/open'
import { Store } from '../../electron/engine/store/store'
import { ImageSweeper, truthKey } from '../../electron/engine/sweep/image'
import { launchStudio } from '../e2e/harness'
import { median, quantile } from './interleave'

declare global {
  /** Milliseconds from the next input to the frame that shows what it did. */
  var answered: Promise<number>
}

type Swept = Opened & { kind: 'adaptive' | 'static' }
export interface SweepWindowFigures { images: number; openMs: number; typeMs: number[]; blockMs: number[]; sortMs: number[]; frameMs: number; frameP95Ms: number }

const variants = variantsOf([{ name: 'a', kind: 'adaptive' }])

/** Rows of the validation scenes, again and again under other names; difficulty and cost differ a little each time, so that nothing is alike by chance. */
async function makeStudy(file: string, opened: Swept, folder: string, images: number): Promise<void> {
  const { name, file: model, folder: graphs, manifest } = opened
  const { dataset, samples } = await findDataset({ root: folder, layout: null, split: null, mapping: null }, new AbortController().signal, () => undefined)
  const sweeper = new ImageSweeper({ models: [{ folder: graphs, manifest }], variants, densities: true, difficultyFrom: dataset.difficultyFrom }), real: ImageRows[] = []
  for (const [image, { path: file, difficulty, truth }] of samples.entries()) {
    real.push(await sweeper.run({ image, path: file, difficulty, truths: Object.fromEntries(manifest.tasks.map((t) => [truthKey(t), truth(t)])) }))
  }
  const store = await Store.open(file), plan = sweepPlanSchema.parse({ dataset: { root: folder }, workers: 2, variants })
  const writer = await store.sweeps.begin({
    plan, title: dataset.title, difficulty: dataset.difficulty, models: [{ name, file: model, hash: manifest.provenance.sha256 }], layouts: variants.map((v) => layoutOf(manifest, v.settings)),
    images: Array.from({ length: images }, (_, i) => ({ name: `i${String(i).padStart(6, '0')}`, path: samples[i % samples.length]!.path }))
  })
  for (let i = 0; i < images; i++) {
    const of = real[i % real.length]!, nudge = 1 + (i % 997) / 1e5
    // Densities would be added up anew with every batch.
    await writer.append({ ...of, image: i, difficulty: Math.min(1, of.difficulty! * nudge), rows: of.rows.map((r) => ({ ...r, executed: r.executed * nudge, selected: null })) })
    if (i % 5000 === 4999) await writer.save()
  }
  await writer.finish('complete', null)
  await store.close()
}

/** The clock runs in the page: from the input to the frame after the line about the images has changed. */
async function answer(page: Page, event: 'input' | 'click', act: () => Promise<unknown>): Promise<number> {
  await page.evaluate((name) => {
    globalThis.answered = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`nothing changed after ${name}`)), 30_000)
      addEventListener(name, () => {
        const from = performance.now()
        new MutationObserver((_, observer) => {
          observer.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)))
        }).observe(document.querySelector('[data-testid="images-about"]')!.parentElement!.parentElement!, { subtree: true, childList: true, characterData: true })
      }, { once: true, capture: true })
    })
  }, event)
  await act()
  return page.evaluate(() => globalThis.answered)
}

export async function benchSweepWindow(opened: Swept, folder: string, images: number, scratch: string, say: (line: string) => void): Promise<SweepWindowFigures> {
  const userData = path.join(scratch, 'profile-sweep')
  fs.mkdirSync(userData)
  await makeStudy(path.join(userData, 'runs.duckdb'), opened, folder, images)
  const studio = await launchStudio({ userData }), { page } = studio
  try {
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 60_000 })
    await page.getByTestId('rail-sweep').click()
    await page.getByText(/^Sweeps/).click()
    const opening = performance.now()
    await page.getByTestId('sweep-row').locator('[data-open]').click()
    await page.getByTestId('cluster').nth(3).waitFor({ timeout: 60_000 })
    await page.getByTestId('image-row').first().waitFor()
    const openMs = performance.now() - opening
    const typeMs: number[] = [], blockMs: number[] = [], sortMs: number[] = [], text = page.getByTestId('filter-text'), cell = page.getByTestId('heat-cell')
    for (let k = 0; k < 10; k++) {
      await text.fill('')
      await text.focus()
      typeMs.push(await answer(page, 'input', () => page.keyboard.type(String(k))))
    }
    await text.fill('')
    for (let k = 0; k < 10; k++) blockMs.push(await answer(page, 'click', () => cell.nth(7 + k).click()))
    await page.keyboard.press('Escape')
    for (let k = 0; k < 10; k++) sortMs.push(await answer(page, 'click', () => page.getByTestId(k % 2 === 0 ? 'sort-executed' : 'sort-blocks').click()))
    const frames = await page.evaluate(async () => {
      const scroller = document.querySelector('[data-testid="images-scroll"]')!, step = scroller.scrollHeight / 400, times: number[] = []
      let last = performance.now()
      for (let i = 0; i < 400; i++) {
        scroller.scrollTop += step
        await new Promise(requestAnimationFrame)
        const now = performance.now()
        times.push(now - last)
        last = now
      }
      return times
    })
    const figures = { images, openMs, typeMs, blockMs, sortMs, frameMs: median(frames), frameP95Ms: quantile(frames, 0.95) }
    const spread = (ms: number[]): string => `${median(ms).toFixed(0)} ms (${Math.min(...ms).toFixed(0)}–${Math.max(...ms).toFixed(0)}, n = ${ms.length})`
    say(`a sweep of ${images} images in the window: on screen with its charts ${openMs.toFixed(0)} ms after it was opened`)
    say(`  filter by name ${spread(typeMs)}, by block ${spread(blockMs)}, sort ${spread(sortMs)}; scrolling: frame ${figures.frameMs.toFixed(1)} ms median, ${figures.frameP95Ms.toFixed(1)} ms p95`)
    return figures
  } finally {
    await studio.close()
  }
}
