import type { Run } from '@shared/runs/run'

/** Runs in whose name, notes, tags or device every word occurs. */
export function matching(runs: readonly Run[], filter: string): Run[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return runs.filter((r) => {
    const text = [r.name, r.notes, r.device, ...r.tags, ...r.models.map((m) => m.name)].join(' ').toLowerCase()
    return words.every((w) => text.includes(w))
  })
}
