/** The live view of a profile on simulated glasses: the time between frames. The simulation computes on the same processor, so the window does not have it alone. */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { launchStudio } from '../e2e/harness'
import { shorten, simulate, startUntilRound } from '../e2e/glasses'
import { freePort } from '../support/free-port'
import { median, quantile } from './interleave'

interface Frames { frameMs: number; p95Ms: number; worstMs: number; frames: number; /** Script, layout and painting of one frame, where they took longer than 50 ms. */ longTasks: number; longestMs: number }
export interface LiveFigures { idle: Frames; live: Frames; inferences: number }

/** Watches frames of the page for `seconds`. */
async function watch(page: Awaited<ReturnType<typeof launchStudio>>['page'], seconds: number): Promise<Frames> {
  const { intervals, tasks } = await page.evaluate(async (ms) => {
    const intervals: number[] = [], tasks: number[] = []
    const observer = new PerformanceObserver((list) => { for (const e of list.getEntries()) tasks.push(e.duration) })
    observer.observe({ type: 'longtask' })
    const end = performance.now() + ms
    let last = await new Promise<number>(requestAnimationFrame)
    while (performance.now() < end) {
      const now = await new Promise<number>(requestAnimationFrame)
      intervals.push(now - last)
      last = now
    }
    observer.disconnect()
    return { intervals, tasks }
  }, seconds * 1000)
  return { frameMs: median(intervals), p95Ms: quantile(intervals, 0.95), worstMs: Math.max(...intervals), frames: intervals.length, longTasks: tasks.length, longestMs: Math.max(0, ...tasks) }
}

/** @param scratch a folder for the studio's profile and adb's home */
export async function benchLive(scratch: string, say: (line: string) => void): Promise<LiveFigures> {
  const port = await freePort(), home = path.join(scratch, 'home-live')
  fs.mkdirSync(home)
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache')
  const studio = await launchStudio({ userData: path.join(scratch, 'profile-live'), env: { ANDROID_ADB_SERVER_PORT: String(port), HOME: home, XDG_CACHE_HOME: cache } })
  const { page } = studio
  try {
    await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 60_000 })
    await page.getByTestId('rail-device').click()
    await simulate(page)
    await shorten(page, { idleSeconds: 1, warmUp: 2, markerSeconds: 0, slotInferences: 10, images: 8, rounds: 20, slotSeconds: 5 })
    const idle = await watch(page, 5)
    await startUntilRound(page, 2)
    const live = await watch(page, 30)
    const inferences = Number((await page.getByTestId('progress').innerText()).match(/([\d\s]+) inferences/)?.[1]?.replace(/\s/g, ''))
    await page.getByTestId('stop').click()
    await page.getByTestId('open-kept').waitFor({ timeout: 60_000 })
    const words = (f: Frames): string => `frame ${f.frameMs.toFixed(1)} ms median, ${f.p95Ms.toFixed(1)} ms p95, ${f.worstMs.toFixed(0)} ms worst, ${f.frames} frames; ${f.longTasks} tasks over 50 ms, longest ${f.longestMs.toFixed(0)} ms`
    say(`live view before a profile: ${words(idle)}`)
    say(`live view during a profile on simulated glasses (2 threads of inference on the same processor): ${words(live)}`)
    return { idle, live, inferences }
  } finally {
    await studio.close()
    await promisify(execFile)('adb', ['-P', String(port), 'kill-server']).catch(() => undefined) // it may have ended with its last user
  }
}
