/** What a sweep ran, how long it took, its name and notes. */
import { useState } from 'react'
import { Button, Popover, Textarea, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconChevronDown } from '@tabler/icons-react'
import type { Sweep } from '@shared/sweep/plan'
import { list, num, plural } from '../../../components/format'
import { when } from '../../device/runs/words'
import { updateSweep } from '../list/store'
import { stateWord, took } from '../words'
import { useResult } from './store'
import styles from './result.module.css'

export function Details({ sweep, live }: { sweep: Sweep; live: boolean }) {
  const [open, setOpen] = useState(false)
  const word = live ? 'going on' : sweep.state === 'complete' ? `finished in ${took(sweep.seconds)}, ${plural(sweep.plan.workers, 'worker')}` : stateWord[sweep.state]
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" offset={6} width={400} classNames={{ dropdown: styles.details }} withinPortal>
      <Popover.Target>
        <Button size="xs" variant="subtle" onClick={() => setOpen(!open)} rightSection={<IconChevronDown size={13} stroke={1.5} />} leftSection={sweep.state === 'complete' ? <IconCheck size={14} stroke={1.5} /> : sweep.state === 'partial' && !live ? <IconAlertTriangle size={14} stroke={1.5} /> : undefined} aria-label={`Details, ${word}`} data-testid="sweep-details"><span className="hide-narrow">{word}</span></Button>
      </Popover.Target>
      <Popover.Dropdown>{open && <Body sweep={sweep} word={word} />}</Popover.Dropdown>
    </Popover>
  )
}

function Body({ sweep, word }: { sweep: Sweep; word: string }) {
  const failures = useResult((s) => s.failures), names = useResult((s) => s.names)
  const [name, setName] = useState(sweep.name), [notes, setNotes] = useState(sweep.notes)
  const save = (change: Partial<Pick<Sweep, 'name' | 'notes'>>): void => void updateSweep(sweep, change).then((stored) => { if (stored) useResult.setState((s) => (s.id === stored.id ? { sweep: stored } : {})) })
  const lines: [string, string][] = [
    ['State', sweep.ending ? `${word}: ${sweep.ending}` : word], ['Started', when(sweep.started)], ['Data set', `${sweep.title}, ${sweep.plan.dataset.root}`],
    ['Images', `${num(sweep.images)}${sweep.plan.limit !== null ? ', the first ones' : ''}${sweep.plan.dataset.split ? ` of ${sweep.plan.dataset.split}` : ''}`],
    ['Models', list(sweep.models.map((m) => m.name))], ['Variants', list(sweep.plan.variants.slice(0, 8).map((v) => v.label)) + (sweep.plan.variants.length > 8 ? ' and more' : '')],
    ['Rows', `${num(sweep.rows)} of ${num(sweep.total)}`]
  ]
  return <div data-testid="sweep-details-body">
    <TextInput label="Name" value={name} onChange={(e) => setName(e.currentTarget.value)} onBlur={() => { if (name.trim() !== '' && name.trim() !== sweep.name) save({ name: name.trim() }) }} onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur() }} data-testid="sweep-name" />
    <Textarea label="Notes" value={notes} autosize minRows={2} maxRows={5} onChange={(e) => setNotes(e.currentTarget.value)} onBlur={() => { if (notes !== sweep.notes) save({ notes }) }} data-testid="sweep-notes" />
    <dl>{lines.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
    {failures.length > 0 && <div className={styles.failures}><h3>{plural(failures.length, 'image')} failed</h3><ul>{failures.slice(0, 20).map((f) => <li key={f.image}><b>{names[f.image]}</b> {f.message}</li>)}</ul>{failures.length > 20 && <p className="tx3">and {num(failures.length - 20)} more</p>}</div>}
  </div>
}
