/** Sweeps in words. */
import type { Dataset, Layout } from '@shared/sweep/dataset'
import type { Sweep } from '@shared/sweep/plan'
import type { Estimate } from '@shared/runs/run'
import { num, plural } from '../../components/format'

export const layoutName: Record<Layout, string> = {
  'pascal-context': 'PASCAL-Context', nyud: 'NYUD', study: 'a study of the studio', folder: 'a folder of images', mapped: 'as you explained it'
}

export const stateWord: Record<Sweep['state'], string> = { running: 'running', paused: 'paused', partial: 'partial', complete: 'complete' }

/** `about 40 s`, `about 12 min`, `about 3.5 h`. */
export function about(seconds: number): string {
  if (seconds < 90) return `about ${num(Math.max(1, seconds))}\u00a0s`
  return seconds < 5400 ? `about ${num(seconds / 60)}\u00a0min` : `about ${num(seconds / 3600, 1)}\u00a0h`
}

/** `1 min 52 s`. */
export function took(seconds: number): string {
  if (seconds < 60) return `${num(seconds, seconds < 10 ? 1 : 0)}\u00a0s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${num(minutes)}\u00a0min ${num(seconds - 60 * minutes)}\u00a0s` : `${num(Math.floor(minutes / 60))}\u00a0h ${num(minutes % 60)}\u00a0min`
}

/** What a data set is, in a line. */
export const datasetLine = (d: Dataset): string => `${plural(d.images, 'image')}, ${layoutName[d.layout]}`

/** `[-44, -42]`, whatever the numbers are of. */
export const between = (e: Estimate, digits: number, factor = 1): string => `[${num(e.low * factor, digits)}, ${num(e.high * factor, digits)}]`

/** `s2.b3` as people call it: stage from 1, block from 0. */
export function blockShort(id: string): string {
  const [, stage, block] = /^s(\d+)\.b(\d+)$/.exec(id) ?? []
  return stage === undefined || block === undefined ? id : `S${Number(stage) + 1} B${block}`
}

/** Blocks per stage of a list of block ids, in their order. */
export function depthsOf(blocks: readonly string[]): number[] {
  const stages = blocks.map((id) => Number(/^s(\d+)\./.exec(id)?.[1] ?? 0))
  return Array.from({ length: Math.max(-1, ...stages) + 1 }, (_, stage) => stages.filter((s) => s === stage).length)
}
