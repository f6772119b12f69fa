/** Pooled figures of sets of images, asked for once and remembered. */
import { useEffect, useRef, useState } from 'react'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { Pooled } from '@shared/sweep/figures'
import { imagesOf, type Rows } from '@shared/sweep/analysis/rows'
import type { SweepColumns } from '@shared/sweep/columns'
import { call } from '../../../state/engine'
import { Lru } from '../../../state/lru'

const kept = new Lru<string, Pooled[]>(200)

/** Same text for the same images: where they begin and end, how many, and a sum over all of them (FNV-1a). */
export function keyOfRows(c: SweepColumns, rows: Rows): string {
  if (!rows) return `all ${c.rows}`
  let hash = 0x811c9dc5
  for (let i = 0; i < rows.length; i++) hash = Math.imul(hash ^ c.image[rows[i]!]!, 0x01000193)
  return `${rows.length} ${c.rows} ${hash >>> 0}`
}

export interface SetOfImages { c: SweepColumns; rows: Rows }

/**
 * Figures of `variants` over each of several sets of images, in their order. While new ones come the earlier ones stay.
 * @param sets of one sweep; null waits
 */
export function usePooled(sweep: string, variants: readonly string[], sets: readonly SetOfImages[] | null): { figures: (Pooled[] | null)[]; failure: ErrorValue | null; stale: boolean } {
  const keys = sets?.map((s) => `${sweep}|${variants.join()}|${keyOfRows(s.c, s.rows)}`) ?? []
  const key = keys.join(';')
  const [state, setState] = useState<{ key: string; figures: (Pooled[] | null)[]; failure: ErrorValue | null }>({ key: '', figures: [], failure: null })
  // `key` says what is wished for; the lists themselves are new each time.
  const wish = useRef({ sets, keys, variants })
  useEffect(() => { wish.current = { sets, keys, variants } })
  useEffect(() => {
    const { sets, keys, variants } = wish.current
    if (!sets || sets.length === 0) return
    let gone = false
    const show = (): void => { if (!gone) setState({ key, figures: keys.map((k) => kept.get(k) ?? null), failure: null }) }
    // A filter that is still being typed is not worth asking for.
    const timer = window.setTimeout(() => void (async () => {
      try {
        for (const [i, { c, rows }] of sets.entries()) {
          if (gone) return
          if (kept.get(keys[i]!)) continue
          kept.set(keys[i]!, await call('sweeps.pooled', { sweep, variants: [...variants], images: rows && imagesOf(c, rows) }))
        }
        show()
      } catch (error) {
        const failure = toErrorValue(error)
        if (!gone && failure.code !== 'engine-lost') setState((s) => ({ ...s, failure }))
      }
    })(), keys.every((k) => kept.get(k)) ? 0 : 120)
    return () => { gone = true; window.clearTimeout(timer) }
  }, [key, sweep])
  return { figures: state.figures, failure: state.failure, stale: state.key !== key }
}

/** The main figure of a task; null without ground truth. */
export const mainOf = (p: Pooled | undefined, task: string) => p?.tasks.find((t) => t.task === task)?.figures[0] ?? null
