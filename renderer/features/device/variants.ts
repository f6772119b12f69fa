/** How variants look everywhere: a letter and a colour; the baseline grey, the first policy in the accent. */
import { baselineId } from '@shared/device/variants'
import type { Variant } from '@shared/device/plan'
import type { Token } from '../../charts/trace/view'

export interface Look { letter: string; color: Token; label: string }

const others: readonly Token[] = ['adapt', 'run', 'tx2', 'tx3']

/** Letters are the labels' first ones; where two would be equal, numbers tell them apart. */
export function looks(variants: readonly Pick<Variant, 'id' | 'label'>[]): Map<string, Look> {
  const out = new Map<string, Look>()
  const taken = new Set<string>()
  let next = 0
  variants.forEach((v, i) => {
    const first = v.label.charAt(0).toUpperCase()
    const letter = taken.has(first) || first === '' ? String(i + 1) : first
    taken.add(letter)
    const color = v.id === baselineId ? 'static' : others[Math.min(next++, others.length - 1)]!
    out.set(v.id, { letter, color, label: v.label })
  })
  return out
}

export const noLook: Look = { letter: '?', color: 'tx3', label: 'unknown' }
