/** Everything that was swept: find, open, rename, go on with, delete and take that back. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { ActionIcon, Button, Menu, Progress, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import type { Sweep } from '@shared/sweep/plan'
import { Badge, Skeleton } from '../../../components/bits'
import { explain, fileName, list, num } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { typing } from '../../../components/typing'
import { when } from '../../device/runs/words'
import { resumeSweep, useLive } from '../live/store'
import { newSweep } from '../start/store'
import { showSweep } from '../view'
import { stateWord, took } from '../words'
import { deleteSweep, loadSweeps, matchingSweeps, restoreSweep, updateSweep, useSweeps } from './store'
import styles from './list.module.css'

/** Deletes and offers to take it back. */
export async function deleteWithUndo(sweep: Sweep): Promise<boolean> {
  if (!(await deleteSweep(sweep))) return false
  const id = `deleted sweep ${sweep.id}`
  const undo = (): void => { notifications.hide(id); void restoreSweep(sweep) }
  notifications.show({ id, autoClose: 12_000, withBorder: true, className: 'notice', message: <div className="row"><span className="ellipsis">Deleted {sweep.name}.</span><span className="sp" /><Button size="xs" onClick={undo} data-testid="undo">Undo</Button></div> })
  return true
}

export function SweepsView({ switcher }: { switcher: ReactNode }) {
  const { sweeps, failure, filter, deleted } = useSweeps()
  const shown = sweeps ? matchingSweeps(sweeps, filter) : []
  const [editing, setEditing] = useState<string | null>(null)
  useEffect(() => {
    const key = (e: globalThis.KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'z' && !typing(e) && useSweeps.getState().deleted.length > 0) { e.preventDefault(); void restoreSweep() }
    }
    window.addEventListener('keydown', key)
    return () => window.removeEventListener('keydown', key)
  }, [])
  return (
    <div className={styles.page} data-testid="sweeps-page">
      <header className={styles.bar}>
        {switcher}
        <span className="tx2">{deleted.length > 0 ? `${num(deleted.length)} deleted` : ''}</span>
        <span className="sp" />
        {deleted.length > 0 && <Button size="xs" variant="subtle" onClick={() => void restoreSweep()} data-testid="undo-delete">Undo delete</Button>}
        <TextInput aria-label="Find sweeps" placeholder="Name, note, data set, model" leftSection={<IconSearch size={14} stroke={1.5} />} value={filter} onChange={(e) => useSweeps.setState({ filter: e.currentTarget.value })} w={240} data-testid="sweeps-filter" />
      </header>
      <Panel className={styles.table} label="Sweeps">
        {failure ? <div className={styles.message} role="alert"><h2>{failure.message}</h2><p className="tx2">{explain(failure)}</p><Button onClick={() => void loadSweeps()}>Try again</Button></div>
          : sweeps === null ? <div className={styles.skeleton} aria-busy="true">{Array.from({ length: 6 }, (_, i) => <Skeleton key={i} height={16} width={`${92 - i * 7}%`} />)}</div>
          : sweeps.length === 0 ? <div className={styles.message} data-testid="no-sweeps"><h2>No sweeps yet</h2><p className="tx2">Sweep a data set, and what each image did is kept here: also when it was stopped.</p><Button variant="filled" autoFocus onClick={newSweep}>New sweep</Button></div>
          : shown.length === 0 ? <p className={styles.none}>No sweep has these words.</p>
          : <div className={styles.scroll}><table>
              <thead><tr><th>Name</th><th>Data set</th><th className="hide-small">Models</th><th className="n hide-narrow">Variants</th><th>State</th><th className="n">Images</th><th className="n hide-narrow">Failed</th><th className="n">Took</th><th className="n">Started</th><th aria-label="Actions" /></tr></thead>
              <tbody>{shown.map((s) => <Row key={s.id} s={s} editing={editing === s.id} onEdit={(on) => setEditing(on ? s.id : null)} />)}</tbody>
            </table></div>}
      </Panel>
    </div>
  )
}

function Row({ s, editing, onEdit }: { s: Sweep; editing: boolean; onEdit(on: boolean): void }) {
  const live = useLive((l) => l.live[s.id])
  const open = () => showSweep({ at: 'sweep', sweep: s.id })
  const partial = s.state === 'partial' && !live
  const key = (e: KeyboardEvent<HTMLButtonElement>) => {
    const row = e.currentTarget.closest('tr')
    if (e.key === 'ArrowDown') row?.nextElementSibling?.querySelector<HTMLElement>('[data-open]')?.focus()
    else if (e.key === 'ArrowUp') row?.previousElementSibling?.querySelector<HTMLElement>('[data-open]')?.focus()
    else if (e.key === 'F2') onEdit(true)
    else if (e.key === 'Delete') void deleteWithUndo(s)
    else return
    e.preventDefault()
  }
  const models = list(s.models.map((m) => m.name))
  return (
    <tr onClick={(e) => { if (!(e.target instanceof Element && e.target.closest('button, input'))) open() }} data-testid="sweep-row" data-state={s.state}>
      <td className={styles.name}>
        {editing
          ? <Rename s={s} onDone={() => onEdit(false)} />
          : <button type="button" className={styles.open} onClick={open} onKeyDown={key} data-open title={s.notes || s.name}><span className="m ellipsis">{s.name}</span>{s.notes !== '' && <span className="tx3 f0 ellipsis">{s.notes}</span>}</button>}
      </td>
      <td className="ellipsis" style={{ maxWidth: 180 }} title={s.plan.dataset.root}>{s.title}{fileName(s.plan.dataset.root) !== s.title && <span className="tx3 f0"> {fileName(s.plan.dataset.root)}</span>}</td>
      <td className="ellipsis hide-small" style={{ maxWidth: 180 }} title={models}>{models}</td>
      <td className="n hide-narrow" title={s.plan.variants.map((v) => v.label).join(', ')}>{num(s.plan.variants.length)}</td>
      <td>{live ? <Progress size={5} w={70} value={live.total > 0 ? (100 * live.done) / live.total : 0} aria-label="Progress" /> : partial
        ? <span className="row"><Badge tone="warn">partial</Badge><Button size="xs" variant="subtle" leftSection={<IconPlayerPlay size={13} stroke={1.5} />} onClick={() => void resumeSweep(s.id)} data-testid="resume-row">Resume</Button></span>
        : <span className="tx2">{stateWord[s.state]}</span>}</td>
      <td className="n">{s.rows < s.total ? `${num(Math.floor(s.rows / s.plan.variants.length))} of ${num(s.images)}` : num(s.images)}</td>
      <td className="n hide-narrow">{num(s.failures)}</td><td className="n nw">{took(s.seconds)}</td><td className="n nw">{when(s.started)}</td>
      <td className={styles.actions}>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target><ActionIcon aria-label={`Actions of ${s.name}`} data-testid="sweep-menu"><IconDots size={15} stroke={1.5} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={open}>Open</Menu.Item>
            {partial && <Menu.Item onClick={() => void resumeSweep(s.id)}>Resume</Menu.Item>}
            <Menu.Item onClick={() => onEdit(true)} rightSection={<span className="f0">F2</span>} data-testid="rename">Rename</Menu.Item>
            <Menu.Item disabled={live !== undefined} onClick={() => void deleteWithUndo(s)} rightSection={<span className="f0">Del</span>} data-testid="delete">Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}

function Rename({ s, onDone }: { s: Sweep; onDone(): void }) {
  const [text, setText] = useState(s.name)
  const left = useRef(false)
  const done = (keep: boolean) => {
    if (left.current) return
    left.current = true
    if (keep && text.trim() !== '' && text.trim() !== s.name) void updateSweep(s, { name: text.trim() })
    onDone()
  }
  return <TextInput autoFocus aria-label="Name of the sweep" value={text} onChange={(e) => setText(e.currentTarget.value)} onFocus={(e) => e.currentTarget.select()} onBlur={() => done(true)} data-testid="rename-field"
    onKeyDown={(e) => { if (e.key === 'Enter') done(true); if (e.key === 'Escape') { e.stopPropagation(); done(false) } }} />
}
