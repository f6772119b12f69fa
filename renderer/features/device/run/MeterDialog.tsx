/** Importing what an external meter recorded: which columns, what they make, and how it lies over the run. */
import { useEffect, useState } from 'react'
import { Button, Modal } from '@mantine/core'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { RunDetail } from '@shared/runs/run'
import type { MeterMapping } from '@shared/rpc/device-calls'
import { duration } from '../../../charts/trace/axis'
import { Skeleton } from '../../../components/bits'
import { explain, fileName, num, withUnit } from '../../../components/format'
import { Simulated } from '../../../components/Simulated'
import { request } from '../../../state/bridge'
import { tell, warn } from '../../../state/notices'
import { call } from '../../../state/engine'
import { MeterColumns } from './MeterColumns'
import { Placement } from './Placement'
import { emptyMapping, lacks, roles, type Alignment, type Preview } from './meter'
import { replaceDetail, useRun } from './store'
import styles from './run.module.css'

const close = (): void => useRun.setState({ meter: false })

export function MeterDialog({ detail }: { detail: RunDetail }) {
  const open = useRun((s) => s.meter)
  return <Modal opened={open} onClose={close} title="Import meter file" size={860}>{open && <Import detail={detail} />}</Modal>
}

function Import({ detail }: { detail: RunDetail }) {
  const [path, setPath] = useState<string | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [mapping, setMapping] = useState<MeterMapping | null>(null)
  const [error, setError] = useState<ErrorValue | null>(null)
  const [aligned, setAligned] = useState<Alignment | null>(null)
  /** The file can be read, but not be placed by itself. */
  const [unplaced, setUnplaced] = useState(false)
  const [busy, setBusy] = useState(false)

  const choose = (): void => {
    request('dialog.open', { kind: 'meter' }).then(({ paths }) => {
      const [first] = paths
      if (first === undefined) return
      setPath(first); setPreview(null); setMapping(null); setAligned(null); setError(null); setUnplaced(false)
    }, (e: unknown) => warn(toErrorValue(e)))
  }
  useEffect(() => {
    if (path === null) return
    let still = true
    call('meter.preview', { path, mapping }).then((p) => {
      if (!still) return
      setPreview(p); setError(null)
      // The first look guesses; from then on the mapping is what is in the fields.
      if (mapping === null) setMapping(p.guess ?? emptyMapping)
    }, (e: unknown) => { if (still) setError(toErrorValue(e)) })
    return () => { still = false }
  }, [path, mapping])

  const run = (offsetS: number | null): void => {
    if (path === null || mapping === null) return
    setBusy(true)
    call('meter.import', { run: detail.id, path, mapping, offsetS }).then(({ alignment, detail: next }) => {
      setAligned(alignment); setError(null); setUnplaced(false)
      replaceDetail(next)
      if (next.energySource !== null && !detail.meter) tell('Energy is now told by the meter, not by the device.')
    }, (e: unknown) => {
      const value = toErrorValue(e)
      setError(value)
      setUnplaced(value.code === 'incomplete' || value.code === 'mismatch')
    }).finally(() => setBusy(false))
  }
  const missing = mapping ? lacks(mapping) : null
  const role = mapping ? roles(mapping) : new Map<number, string>()
  return (
    <div data-testid="meter-dialog">
      <div className={styles.meterTop}>
        <Button variant={path === null ? 'filled' : 'default'} autoFocus onClick={choose} data-testid="choose-meter">{path === null ? 'Choose file' : 'Choose another'}</Button>
        {path !== null && <span className="mono ellipsis" title={path}>{fileName(path)}</span>}
        <span className="sp" />{detail.simulated && <Simulated />}
      </div>
      {path === null && <p className="tx2">Monsoon PowerTool and PyMonsoon files are known; of any other table, choose the columns and their units. The file is laid over the run by the bursts of load at its begin and end, so record the meter from before the run until after it.</p>}
      {error && <div role="alert" className={styles.failed} data-testid="meter-failure"><b>{error.message}</b><p>{explain(error)}</p></div>}
      {path !== null && !preview && !error && <Skeleton height={180} />}
      {preview && mapping && <>
        <MeterColumns columns={preview.columns} mapping={mapping} onChange={(m) => { setMapping(m); setAligned(null); setError(null); setUnplaced(false) }} />
        <div className={styles.preview}><table>
          <thead><tr>{preview.columns.map((c, i) => <th key={i} data-role={role.has(i) ? '' : undefined}>{c}{role.has(i) ? `: ${role.get(i)}` : ''}</th>)}</tr></thead>
          <tbody>{preview.rows.slice(0, 12).map((r, i) => <tr key={i}>{r.map((cell, k) => <td key={k} data-role={role.has(k) ? '' : undefined}>{cell}</td>)}</tr>)}</tbody>
        </table></div>
        <div className={styles.made} data-testid="meter-made">
          <span><b>{num(preview.samples)}</b> <span className="tx2">samples</span></span><span><b>{duration(preview.seconds)}</b></span>
          <span><b>{preview.rateHz === null ? '\u2013' : withUnit(num(preview.rateHz), 'Hz')}</b></span><span><b>{preview.meanW === null ? '\u2013' : withUnit(num(preview.meanW, Math.abs(preview.meanW) >= 100 ? 0 : 3), 'W')}</b> <span className="tx2">on average</span></span>
        </div>
        {missing ? <p className="tx2">{missing}</p> : preview.problems.length > 0 && <ul className={styles.problems}>{preview.problems.map((p) => <li key={p}>{p}</li>)}</ul>}
        {(aligned ?? unplaced) && <Placement key={aligned ? `${aligned.offsetS} ${aligned.byHand}` : 'none'} aligned={aligned} busy={busy} onPlace={run} />}
      </>}
      <div className="row" style={{ marginTop: 14 }}><span className="sp" />
        <Button variant="subtle" onClick={close}>{aligned ? 'Close' : 'Cancel'}</Button>
        {!aligned && <Button variant="filled" loading={busy} disabled={path === null || !preview || missing !== null || preview.samples === 0} onClick={() => run(null)} data-testid="align">Import and align</Button>}
      </div>
    </div>
  )
}
