/** A slot that was cut off when the device went away is run again whole, under a number of its own: one take of it counts, not both. */
import type { Trace } from './trace'

interface Take { slot: number; whole: boolean; length: number }

/** Numbers of slots that enter no figure: another take of the same round and variant is whole, or is longer. */
export function droppedSlots({ spans, last }: Pick<Trace, 'spans' | 'last'>): Set<number> {
  const takes = new Map<string, Map<number, Take>>()
  for (const { phase, slot, round, variant, from, to, reason } of spans) {
    if (phase !== 'slot' || slot === null) continue
    const key = `${round} ${variant}`, known = takes.get(key) ?? new Map<number, Take>()
    // A pause cuts one take into pieces; it is whole when the last of them ended by itself.
    known.set(slot, { slot, whole: to !== null && reason === null, length: (known.get(slot)?.length ?? 0) + (to ?? last) - from })
    takes.set(key, known)
  }
  return new Set([...takes.values()].flatMap((t) => {
    const ranked = [...t.values()].sort((a, b) => Number(b.whole) - Number(a.whole) || b.length - a.length)
    return ranked.slice(1).map(({ slot }) => slot)
  }))
}
