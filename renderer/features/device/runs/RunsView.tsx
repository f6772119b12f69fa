/** Everything that was recorded: find, open, rename, note, tag, delete and take that back. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots, IconSearch } from '@tabler/icons-react'
import type { Run } from '@shared/runs/run'
import { duration } from '../../../charts/trace/axis'
import { Badge, Skeleton } from '../../../components/bits'
import { explain, num, plural } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Simulated } from '../../../components/Simulated'
import { typing } from '../../../components/typing'
import { showDevice } from '../view'
import { matching } from './matching'
import { deleteRun, loadRuns, restoreRun, updateRun, useRuns } from './store'
import { stateText, when } from './words'
import page from '../device.module.css'
import styles from './runs.module.css'

/** Deletes and offers to take it back. */
export async function deleteWithUndo(run: Run): Promise<boolean> {
  if (!(await deleteRun(run))) return false
  const id = `deleted ${run.id}`
  const undo = (): void => { notifications.hide(id); void restoreRun(run) }
  notifications.show({ id, autoClose: 12_000, withBorder: true, className: 'notice', message: <div className="row"><span className="ellipsis">Deleted {run.name}.</span><span className="sp" /><Button size="xs" onClick={undo} data-testid="undo">Undo</Button></div> })
  return true
}

export function RunsView({ switcher }: { switcher: ReactNode }) {
  const { runs, failure, filter, deleted } = useRuns()
  const shown = runs ? matching(runs, filter) : []
  const [editing, setEditing] = useState<string | null>(null)
  useEffect(() => {
    const key = (e: globalThis.KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'z' && !typing(e) && useRuns.getState().deleted.length > 0) { e.preventDefault(); void restoreRun() }
    }
    window.addEventListener('keydown', key)
    return () => window.removeEventListener('keydown', key)
  }, [])
  return (
    <div className={styles.page} data-testid="runs-page">
      <header className={page.bar}>
        {switcher}
        <span className={page.sentence}>{runs ? plural(runs.length, 'run') : ''}{deleted.length > 0 ? `, ${num(deleted.length)} deleted` : ''}</span>
        <span className="sp" />
        {deleted.length > 0 && <Button size="xs" variant="subtle" onClick={() => void restoreRun()} data-testid="undo-delete">Undo delete</Button>}
        <TextInput aria-label="Find runs" placeholder="Name, note, tag" leftSection={<IconSearch size={14} stroke={1.5} />} value={filter} onChange={(e) => useRuns.setState({ filter: e.currentTarget.value })} w={220} data-testid="runs-filter" />
      </header>
      <Panel className={styles.table} label="Runs">
        {failure ? <div className={page.preparing} role="alert"><h2>{failure.message}</h2><p className="tx2">{explain(failure)}</p><Button onClick={() => void loadRuns()}>Try again</Button></div>
          : runs === null ? <div className={styles.skeleton} aria-busy="true">{Array.from({ length: 6 }, (_, i) => <Skeleton key={i} height={16} width={`${92 - i * 7}%`} />)}</div>
          : runs.length === 0 ? <div className={page.preparing} data-testid="no-runs"><h2>No runs yet</h2><p className="tx2">Profile a model, and what it recorded is kept here: also when it was stopped or unplugged.</p><Button variant="filled" autoFocus onClick={() => showDevice({ at: 'profile' })}>Go to the profile</Button></div>
          : shown.length === 0 ? <p className={styles.none}>No run has these words.</p>
          : <div className={styles.scroll}><table>
              <thead><tr><th>Name</th><th className="hide-small">Tags</th><th>Device</th><th>State</th><th className="n">Inferences</th><th className="n hide-narrow">Samples</th><th className="n">Length</th><th className="n">Started</th><th aria-label="Actions" /></tr></thead>
              <tbody>{shown.map((r) => <Row key={r.id} r={r} editing={editing === r.id} onEdit={(on) => setEditing(on ? r.id : null)} />)}</tbody>
            </table></div>}
      </Panel>
    </div>
  )
}

/** Of many tags, so many are shown in the list. */
const shownTags = 3

function Row({ r, editing, onEdit }: { r: Run; editing: boolean; onEdit(on: boolean): void }) {
  const open = () => showDevice({ at: 'run', run: r.id })
  const key = (e: KeyboardEvent<HTMLButtonElement>) => {
    const row = e.currentTarget.closest('tr')
    if (e.key === 'ArrowDown') row?.nextElementSibling?.querySelector<HTMLElement>('[data-open]')?.focus()
    else if (e.key === 'ArrowUp') row?.previousElementSibling?.querySelector<HTMLElement>('[data-open]')?.focus()
    else if (e.key === 'F2') onEdit(true)
    else if (e.key === 'Delete') void deleteWithUndo(r)
    else return
    e.preventDefault()
  }
  return (
    <tr onClick={(e) => { if (!(e.target instanceof Element && e.target.closest('button, input'))) open() }} data-testid="run-row">
      <td className={styles.name}>
        {editing
          ? <Rename r={r} onDone={() => onEdit(false)} />
          : <button type="button" className={styles.open} onClick={open} onKeyDown={key} data-open title={r.notes || r.name}><span className="m ellipsis">{r.name}</span>{r.notes !== '' && <span className="tx3 f0 ellipsis">{r.notes}</span>}</button>}
      </td>
      <td className="hide-small"><span className={styles.tags} title={r.tags.join(', ')}>{r.tags.slice(0, shownTags).map((t) => <span key={t} className={styles.tag}>{t}</span>)}{r.tags.length > shownTags && <span className="tx3 f0">+{num(r.tags.length - shownTags)}</span>}</span></td>
      <td><span className="row"><span className="ellipsis">{r.device}</span>{r.simulated && <Simulated />}</span></td>
      <td>{r.state === 'partial' ? <Badge tone="warn">partial</Badge> : <span className="tx2">{stateText[r.state]}</span>}</td>
      <td className="n">{num(r.inferences)}</td><td className="n hide-narrow">{num(r.samples)}</td><td className="n nw">{duration(r.durationS)}</td><td className="n nw">{when(r.started)}</td>
      <td className={styles.actions}>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target><ActionIcon aria-label={`Actions of ${r.name}`} data-testid="run-menu"><IconDots size={15} stroke={1.5} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={open}>Open</Menu.Item>
            <Menu.Item onClick={() => onEdit(true)} rightSection={<span className="f0">F2</span>} data-testid="rename">Rename</Menu.Item>
            <Menu.Item disabled={r.state === 'running'} onClick={() => void deleteWithUndo(r)} rightSection={<span className="f0">Del</span>} data-testid="delete">Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}

function Rename({ r, onDone }: { r: Run; onDone(): void }) {
  const [text, setText] = useState(r.name)
  const left = useRef(false)
  const done = (keep: boolean) => {
    if (left.current) return
    left.current = true
    if (keep && text.trim() !== '' && text.trim() !== r.name) void updateRun(r, { name: text.trim() })
    onDone()
  }
  return <TextInput autoFocus aria-label="Name of the run" value={text} onChange={(e) => setText(e.currentTarget.value)} onFocus={(e) => e.currentTarget.select()} onBlur={() => done(true)} data-testid="rename-field"
    onKeyDown={(e) => { if (e.key === 'Enter') done(true); if (e.key === 'Escape') { e.stopPropagation(); done(false) } }} />
}
