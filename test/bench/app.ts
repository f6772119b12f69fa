/** How the window feels: start to an interactive sample study, a slider step to the new picture, and scrolling through 10,000 images. */
import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Page } from '@playwright/test'
import { launchStudio } from '../e2e/harness'
import { median, quantile } from './interleave'

declare global {
  /** Milliseconds from the last key to the frame that shows its result. */
  var drawn: Promise<number>
}

export interface AppFigures { coldMs: number[]; againMs: number[]; sliderMs: number[]; scroll: { images: number; frameMs: number; p95Ms: number; worstMs: number; frames: number } }

const ready = (page: Page) => page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 60_000 })
const range = (ms: number[]): string => `${median(ms).toFixed(0)} ms (${Math.min(...ms).toFixed(0)}–${Math.max(...ms).toFixed(0)}, n = ${ms.length})`

export async function benchApp(root: string, scratch: string, say: (line: string) => void): Promise<AppFigures> {
  const coldMs: number[] = [], againMs: number[] = [], sliderMs: number[] = []
  for (let i = 0; i < 5; i++) {
    const userData = path.join(scratch, `profile-${i}`)
    for (const times of [coldMs, againMs]) {
      const start = performance.now()
      const studio = await launchStudio({ userData })
      await ready(studio.page)
      times.push(performance.now() - start)
      if (times === againMs && i === 0) sliderMs.push(...(await sliderSteps(studio.page, 30)))
      await studio.close()
    }
  }
  say(`start to an interactive sample study: new profile (imports the model) ${range(coldMs)}, known profile ${range(againMs)}`)
  say(`slider step to the new decision and outputs on screen, sample model: ${range(sliderMs)}`)
  const scroll = await scrollMany(root, scratch, 10_000)
  say(`scrolling ${scroll.images} images: frame ${scroll.frameMs.toFixed(1)} ms median, ${scroll.p95Ms.toFixed(1)} ms p95, ${scroll.worstMs.toFixed(1)} ms worst, ${scroll.frames} frames`)
  return { coldMs, againMs, sliderMs, scroll }
}

/** One key press on the block threshold at a time; the clock runs in the page, from the key to the frame after the new outputs are drawn. */
async function sliderSteps(page: Page, steps: number): Promise<number[]> {
  const slider = page.getByTestId('policy').getByRole('slider').first()
  if (!(await slider.isVisible())) await page.getByText('Policy', { exact: true }).first().click()
  await slider.focus()
  const times: number[] = []
  for (let i = 0; i < steps; i++) {
    // Installed before the key is sent: the two would travel by different ways.
    await page.evaluate(() => {
      globalThis.drawn = new Promise((resolve) => {
        addEventListener('keydown', () => {
          const start = performance.now()
          new MutationObserver((_, observer) => {
            if (document.documentElement.dataset.ready !== 'true') return
            observer.disconnect()
            requestAnimationFrame(() => resolve(performance.now() - start))
          }).observe(document.documentElement, { attributeFilter: ['data-ready'] })
        }, { once: true, capture: true })
      })
    })
    // Always onwards: results of earlier settings are remembered, and remembering is not what is measured.
    await page.keyboard.press('ArrowRight')
    times.push(await page.evaluate(() => globalThis.drawn))
  }
  return times
}

async function scrollMany(root: string, scratch: string, images: number): Promise<AppFigures['scroll']> {
  const sample = path.join(root, 'resources/sample'), folder = path.join(scratch, 'many')
  fs.mkdirSync(folder)
  const sources = fs.readdirSync(path.join(sample, 'images')).map((f) => path.join(sample, 'images', f))
  for (let i = 0; i < images; i++) fs.copyFileSync(sources[i % sources.length]!, path.join(folder, `i${String(i).padStart(5, '0')}.png`))
  const studio = await launchStudio({ args: [path.join(sample, 'model/adamtl_taw_permute.pth'), folder], userData: path.join(scratch, 'profile-scroll') })
  await ready(studio.page)
  const intervals = await studio.page.evaluate(async () => {
    const grid = document.querySelector('[data-testid="image-grid"]')!
    const scroller = [grid, ...grid.querySelectorAll('*')].find((e) => e.scrollHeight > e.clientHeight + 1000)!
    const step = scroller.scrollHeight / 600, times: number[] = []
    let last = performance.now()
    for (let i = 0; i < 600; i++) {
      scroller.scrollTop += step
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      times.push(now - last)
      last = now
    }
    return times
  })
  await studio.close()
  return { images, frameMs: median(intervals), p95Ms: quantile(intervals, 0.95), worstMs: Math.max(...intervals), frames: intervals.length }
}
