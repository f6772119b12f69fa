/** Δm of variants against the baseline, for what the filter lets through. */
import { useEffect, useRef, useState } from 'react'
import { toErrorValue } from '@shared/errors'
import type { SweepGain } from '@shared/rpc/sweep-calls'
import { imagesOf } from '@shared/sweep/analysis/rows'
import { call } from '../../../state/engine'
import { Lru } from '../../../state/lru'
import { warn } from '../../../state/notices'
import { keyOfRows, type SetOfImages } from './pooled'

const kept = new Lru<string, (SweepGain | null)[]>(100)

/** Null until they are there. @param variants without the baseline */
export function useGains(sweep: string, baseline: string, variants: readonly string[], set: SetOfImages): (SweepGain | null)[] | null {
  const key = `${sweep}|${baseline}|${variants.join()}|${keyOfRows(set.c, set.rows)}`
  const [state, setState] = useState<{ key: string; gains: (SweepGain | null)[] | null }>(() => ({ key, gains: kept.get(key) ?? null }))
  const wish = useRef({ variants, set })
  useEffect(() => { wish.current = { variants, set } })
  useEffect(() => {
    const { variants, set: { c, rows } } = wish.current, known = kept.get(key)
    if (known || variants.length === 0) return setState({ key, gains: known ?? [] })
    let gone = false
    const timer = window.setTimeout(() => {
      call('sweeps.gains', { sweep, baseline, variants: [...variants], images: rows && imagesOf(c, rows) }).then((gains) => { kept.set(key, gains); if (!gone) setState({ key, gains }) }, (error: unknown) => {
        const value = toErrorValue(error)
        if (!gone && value.code !== 'engine-lost') warn(value)
      })
    }, 150)
    return () => { gone = true; window.clearTimeout(timer) }
  }, [key, sweep, baseline])
  return state.key === key ? state.gains : null
}
