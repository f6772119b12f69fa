/**
 * One colour per task, the same in every view. Known kinds have a fixed place so that a model with fewer tasks keeps
 * the colours people know; the others take what is free. A single policy is no task and stays neutral.
 */
import type { Task, TaskKind } from '@shared/model/tasks'

export const paletteSize = 8
const place: Partial<Record<TaskKind, number>> = { segmentation: 0, parts: 1, normals: 2, saliency: 3, edges: 4, depth: 5 }

/** Task id → index into the task palette (`--t0` … `--t7`); distinct up to eight tasks. */
export function assignColors(tasks: readonly Pick<Task, 'id' | 'kind'>[]): Record<string, number> {
  const taken = new Set<number>()
  const out: Record<string, number> = {}
  for (const t of tasks) {
    const wish = place[t.kind]
    if (wish !== undefined && !taken.has(wish)) { out[t.id] = wish; taken.add(wish) }
  }
  for (const t of tasks) {
    if (t.id in out) continue
    let free = 0
    while (taken.has(free) && taken.size < paletteSize) free++
    if (taken.size >= paletteSize) free = Object.keys(out).length % paletteSize
    out[t.id] = free
    taken.add(free)
  }
  return out
}

export interface TaskColor { fill: string; track: string; /** On photographs, the same in both themes. */ onImage: string }

/** Brighter than the dark theme's colours: they are read over pictures of any content. */
const onImage = ['#78d2f7', '#f0a827', '#1fc083', '#e58cc4', '#a9c145', '#f4f0da', '#b6ff9c', '#b08cff']
const neutral: TaskColor = { fill: 'var(--neutral)', track: 'var(--neutral-d)', onImage: '#e9ebee' }

export function taskColor(index: number | undefined): TaskColor {
  return index === undefined ? neutral : { fill: `var(--t${index})`, track: `var(--t${index}-d)`, onImage: onImage[index] ?? '#e9ebee' }
}
