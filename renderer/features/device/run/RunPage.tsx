/** A stored run: what it showed, second by second, and what follows from it. */
import { useEffect, useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconUpload } from '@tabler/icons-react'
import { Segmented } from '../../../components/Segmented'
import { Skeleton } from '../../../components/bits'
import { explain, num, plural } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Simulated } from '../../../components/Simulated'
import { useEscape } from '../../../components/useEscape'
import { useWindowHeight, useWindowWidth } from '../../../components/useWindow'
import { duration } from '../../../charts/trace/axis'
import { deleteWithUndo } from '../runs/RunsView'
import { when } from '../runs/words'
import { showDevice } from '../view'
import { EnergyPanel } from './EnergyPanel'
import { LatencyPanel } from './LatencyPanel'
import { MeterDialog } from './MeterDialog'
import { RunSide } from './RunSide'
import { RunTraces } from './RunTraces'
import { openRun, useRun } from './store'
import { StrataPanel } from './StrataPanel'
import page from '../device.module.css'
import styles from './run.module.css'

const back = (): void => { if (useRun.getState().range === null) showDevice({ at: 'runs' }) }

export function RunPage({ run }: { run: string }) {
  const detail = useRun((s) => s.detail)
  const failure = useRun((s) => s.failure)
  const id = useRun((s) => s.id)
  useEffect(() => { void openRun(run) }, [run])
  useEscape(back)
  const mine = id === run ? detail : null
  return (
    <div className={styles.page} data-testid="run-page" data-ready={mine !== null}>
      <header className={page.bar}>
        <Button size="xs" variant="subtle" leftSection={<IconArrowLeft size={15} stroke={1.5} />} onClick={() => showDevice({ at: 'runs' })} data-testid="back">Runs</Button>
        {mine && <>
          <h1 className="ellipsis" title={mine.name}>{mine.name}</h1>
          {mine.simulated && <Simulated />}
          <span className={`${page.sentence} ellipsis`}>{mine.device}, {when(mine.started)}, {duration(mine.durationS)}, {plural(mine.variants.reduce((n, v) => n + v.inferences, 0), 'inference')}{mine.state === 'partial' ? `, partial${mine.ending ? `: ${mine.ending}` : ''}` : ''}</span>
          <span className="sp" />
          <Button size="xs" leftSection={<IconUpload size={14} stroke={1.5} />} onClick={() => useRun.setState({ meter: true })} data-testid="import-meter">Import meter file</Button>
          <Button size="xs" variant="subtle" onClick={() => void deleteWithUndo(mine).then((gone) => { if (gone) showDevice({ at: 'runs' }) })} data-testid="delete-run">Delete</Button>
        </>}
      </header>
      {failure && !mine
        ? <Panel className={styles.wide} label="Not shown"><div className={page.preparing} role="alert" data-testid="run-failure"><h2>{failure.message}</h2><p className="tx2">{explain(failure)}</p><Button onClick={() => void openRun(run)}>Try again</Button></div></Panel>
        : mine ? <Whole /> : <Loading />}
      {mine && <MeterDialog detail={mine} />}
    </div>
  )
}

type Part = 'latency' | 'energy' | 'routes'

function Whole() {
  const detail = useRun((s) => s.detail)
  const [part, setPart] = useState<Part>('latency')
  const [width, height] = [useWindowWidth(), useWindowHeight()]
  const compact = width <= 1180 || height <= 780
  if (!detail) return null
  const tabs = <Segmented<Part> label="Figures" value={part} onChange={setPart} testId="run-part" choices={[{ value: 'latency', label: 'Latency' }, { value: 'energy', label: 'Energy' }, { value: 'routes', label: `Routes, ${num(detail.strata.length)}` }]} />
  return <>
    <div className={styles.main}>
      <RunTraces detail={detail} />
      {compact
        ? <div className={styles.low} data-compact="true">{part === 'latency' ? <LatencyPanel detail={detail} tabs={tabs} /> : part === 'energy' ? <EnergyPanel detail={detail} tabs={tabs} /> : <StrataPanel detail={detail} tabs={tabs} />}</div>
        : <div className={styles.low}><LatencyPanel detail={detail} /><EnergyPanel detail={detail} /><StrataPanel detail={detail} /></div>}
    </div>
    <RunSide detail={detail} />
  </>
}

function Loading() {
  return <>
    <div className={styles.main} aria-busy="true">
      <Panel title="Traces"><div className={styles.skeleton}><Skeleton height="100%" /></div></Panel>
      <div className={styles.low}>{['Latency', 'Energy per inference', 'Routes'].map((t) => <Panel key={t} title={t}><div className={styles.skeleton}><Skeleton height="100%" /></div></Panel>)}</div>
    </div>
    <div className={page.side}><Panel title="Result"><div className={styles.skeleton}><Skeleton height={120} /></div></Panel></div>
  </>
}
