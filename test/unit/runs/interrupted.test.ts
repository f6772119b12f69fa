/** A device that went away and came back: a slot that was cut counts once, and the run says what happened. */
import { expect, it } from 'vitest'
import { analyse } from '@shared/runs/analyse'
import type { Line } from '@shared/trace/stream'
import { droppedSlots } from '@shared/trace/takes'
import { capabilities, syntheticRun, traceOf, twoVariants, world } from '../../support/synthetic-run'

const plan = twoVariants({ rounds: 2 }), whole = syntheticRun(world({ plan })).lines
const isSlot = (l: Line, slot: number, edge: 'begin' | 'end'): boolean => l.t === 'phase' && l.phase === 'slot' && l.slot === slot && l.edge === edge
const timeOf = (l: Line): number => (l.t === 'inference' ? l.end : l.t === 'profiled' ? 0 : l.at)

/** Slot 1 is cut `seconds` after it began; the next runner takes it as 1000001, `away` seconds later, and then the others. */
function resumed(seconds: number, away = 8): Line[] {
  const begin = timeOf(whole.find((l) => isSlot(l, 1, 'begin'))!), cut = begin + seconds * 1e9, later = (seconds + away) * 1e9
  const renumbered = (l: Line): Line => ('slot' in l && l.slot !== null && l.slot >= 1 ? { ...l, slot: l.slot + 1_000_000 } : l)
  const moved = (l: Line): Line => (l.t === 'inference' ? { ...l, start: l.start + later, end: l.end + later } : l.t === 'profiled' ? l : { ...l, at: l.at + later })
  return [
    ...whole.filter((l) => timeOf(l) <= cut),
    moved({ ...whole[0]!, at: begin - 1e6 } as Line), ...whole.filter((l) => timeOf(l) >= begin && !isSlot(l, 0, 'end')).map((l) => moved(renumbered(l)))
  ]
}
const judged = (lines: Line[]) => analyse({ trace: traceOf(lines), plan, capabilities: capabilities(), state: 'finished', ending: null })

it('its cut piece enters no figure', () => {
  const a = judged(resumed(5)), b = judged(whole)
  expect(a.variants.map((v) => [v.inferences, v.latencyMs])).toEqual(b.variants.map((v) => [v.inferences, v.latencyMs]))
  expect(a.slots.map((s) => s.slot)).toEqual([0, 1_000_001, 1_000_002, 1_000_003])
  expect(a.strata.map((s) => s.inferences)).toEqual(b.strata.map((s) => s.inferences))
})

it('the interruption is told, also of a finished run', () => {
  expect(judged(resumed(5)).validity.reasons.find((r) => r.id === 'interrupted')).toMatchObject({
    state: 'look', text: expect.stringMatching(/^The device was away once \(\d+\.\d–\d+\.\d s\)\. A slot that was cut off was run again whole: the \d\d+ inferences before enter no figure$/) as string
  })
  expect(judged(whole).validity.reasons.find((r) => r.id === 'interrupted')).toBeUndefined()
})

it('a piece stays where nothing whole replaced it, and the longer of two', () => {
  const cutOnly = resumed(5).slice(0, whole.filter((l) => timeOf(l) <= timeOf(whole.find((l) => isSlot(l, 1, 'begin'))!) + 5e9).length)
  expect(droppedSlots(traceOf(cutOnly))).toEqual(new Set())
  const again = resumed(5), second = again.findIndex((l) => isSlot(l, 1_000_001, 'begin'))
  const shortly = again.slice(0, second + 20).filter((l) => !isSlot(l, 1_000_001, 'end'))
  expect(droppedSlots(traceOf(shortly))).toEqual(new Set([1_000_001]))
})
