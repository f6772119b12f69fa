/** One sweep: a sentence about it, what goes on, its parts, and the filter that all of them share. */
import { useEffect, type KeyboardEvent } from 'react'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconPlayerPlay } from '@tabler/icons-react'
import { Skeleton } from '../../../components/bits'
import { explain } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { useEscape } from '../../../components/useEscape'
import { onEngineRestart } from '../../../state/engine'
import { resumeSweep, useLive } from '../live/store'
import { showSweep } from '../view'
import { SweepProvider, useSweepData, type SweepData } from './data'
import { Details } from './Details'
import { FilterBar } from './FilterBar'
import { LiveStrip } from './LiveStrip'
import { Sentence } from './Sentence'
import { clearFilter, openResult, refreshResult, useResult } from './store'
import { tabs } from './tabs'
import styles from './result.module.css'

/** Rows that come in are read again so often, milliseconds; the first ones sooner. */
const followMs = 3000, firstMs = 700

/** Reads the sweep, and again while it goes on and once it has ended. */
function useFollowed(id: string, waits: boolean): void {
  const going = useLive((s) => id in s.live)
  useEffect(() => { void openResult(id) }, [id, going])
  useEffect(() => {
    if (!going) return
    let timer = 0, gone = false
    const again = (after: number): void => {
      timer = window.setTimeout(() => {
        const from = performance.now()
        // Many rows take long to read: most of the time is left to the sweep.
        void refreshResult().finally(() => { if (!gone) again(Math.max(waits ? firstMs : followMs, 8 * (performance.now() - from))) })
      }, after)
    }
    again(waits ? firstMs : followMs)
    return () => { gone = true; window.clearTimeout(timer) }
  }, [going, waits])
  useEffect(() => onEngineRestart(() => void refreshResult()), [])
}

export function ResultPage({ sweep: id }: { sweep: string }) {
  const { sweep, failure, id: shown } = useResult()
  const live = useLive((s) => s.live[id])
  const starting = useLive((s) => s.starting !== null)
  const data = useSweepData()
  useFollowed(id, (data?.c.rows ?? 0) === 0)
  useEscape(clearFilter)
  const here = shown === id ? sweep : null
  const ready = here !== null && data !== null && data.sweep.id === id
  return (
    <div className={styles.page} data-testid="sweep-page" data-state={here?.state} data-ready={ready} data-rows={data?.c.rows ?? 0}>
      <header className={styles.bar}>
        <Tooltip label="All sweeps"><ActionIcon aria-label="All sweeps" onClick={() => showSweep({ at: 'list' })} data-testid="back-to-sweeps"><IconArrowLeft size={16} stroke={1.5} /></ActionIcon></Tooltip>
        <h1 className="ellipsis" title={here?.plan.dataset.root}>{here?.name ?? 'Sweep'}</h1>
        {ready && <Sentence d={data} />}
        <span className="sp" />
        {here && <Details sweep={here} live={live !== undefined} />}
        {here?.state === 'partial' && !live && <Button size="xs" variant="filled" leftSection={<IconPlayerPlay size={14} stroke={1.5} />} loading={starting} onClick={() => void resumeSweep(id)} data-testid="resume-sweep">Resume</Button>}
      </header>
      {live && <LiveStrip sweep={id} live={live} />}
      {failure && shown === id ? <Panel className={styles.whole} label="Sweep"><div className={styles.message} role="alert"><h2>{failure.message}</h2><p className="tx2">{explain(failure)}</p><div className="row"><Button onClick={() => void refreshResult()}>Try again</Button><Button variant="subtle" onClick={() => showSweep({ at: 'list' })}>All sweeps</Button></div></div></Panel>
        : !ready ? <Panel className={styles.whole} label="Loading"><div className={styles.skeleton} aria-busy="true">{Array.from({ length: 8 }, (_, i) => <Skeleton key={i} height={16} width={`${90 - i * 6}%`} />)}</div></Panel>
        : data.c.rows === 0 ? <Panel className={styles.whole} label="Sweep"><div className={styles.message}><h2>No rows yet</h2><p className="tx2">{live ? 'The first images are being run.' : 'No image of this sweep could be run. The reasons are under Details.'}</p></div></Panel>
        : <SweepProvider value={data}><Parts d={data} /></SweepProvider>}
    </div>
  )
}

function Parts({ d }: { d: SweepData }) {
  const tab = useResult((s) => s.tab)
  const offered = tabs.filter((t) => t.shows?.(d) ?? true), shown = offered.find((t) => t.id === tab) ?? offered[0]!
  const key = (e: KeyboardEvent<HTMLElement>) => {
    const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    e.preventDefault()
    const next = offered[(offered.indexOf(shown) + by + offered.length) % offered.length]!
    useResult.setState({ tab: next.id })
    e.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return <>
    <div className={styles.tabs}>
      <div role="tablist" aria-label="Parts" onKeyDown={key}>
        {offered.map((t) => <button key={t.id} type="button" role="tab" aria-selected={t === shown} tabIndex={t === shown ? 0 : -1} onClick={() => useResult.setState({ tab: t.id })} data-tab={t.id} data-testid={`tab-${t.id}`}>{t.label}</button>)}
      </div>
      <span className="sp" />
      <FilterBar />
    </div>
    <div className={styles.part} data-part={shown.id}><shown.View /></div>
  </>
}
