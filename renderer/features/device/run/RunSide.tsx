/** Beside a run: the result in a sentence, how far it may be believed, notes and tags, and how it was taken. */
import { useState } from 'react'
import { Textarea, TextInput } from '@mantine/core'
import type { RunDetail } from '@shared/runs/run'
import { verdict } from '@shared/runs/verdict'
import { num, percent, plural, withUnit } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { planLines } from '../plan/words'
import { parseTags } from '../runs/words'
import { updateRun, type RunChange } from '../runs/store'
import { ValidityPanel } from '../ValidityPanel'
import { effectWord, pText } from '../words'
import { MeterPanel } from './MeterPanel'
import { useRun } from './store'
import page from '../device.module.css'
import styles from './run.module.css'

export function RunSide({ detail }: { detail: RunDetail }) {
  return (
    <div className={page.side}>
      <Panel title="Result" testId="result">
        <div className={styles.result}>
          {detail.comparisons.length === 0 ? <p className="tx2">One variant alone: there is nothing to compare.</p> : detail.comparisons.map((c) => <div key={c.variant}>
            <p className="select" data-testid="verdict">{verdict(detail, c)}</p>
            <p className={styles.small}>Paired over {plural(c.images, 'image')}{c.pMannWhitney !== null ? `, Mann–Whitney ${pText(c.pMannWhitney)}` : ''}{c.cliffsDelta !== null ? `, ${effectWord(c.cliffsDelta)} effect (Cliff's δ ${num(c.cliffsDelta, 2)})` : ''}.</p>
          </div>)}
        </div>
      </Panel>
      <ValidityPanel validity={detail.validity} className="" />
      {detail.meter && <MeterPanel meter={detail.meter} />}
      <Notes key={detail.id} detail={detail} />
      <Panel title="How it was taken" testId="method"><dl className={styles.method}>
        {planLines(detail.plan).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}
        <div><dt>Model</dt><dd title={detail.models.map((m) => m.file).join('\n')}>{detail.models.map((m) => m.name).join(', ')}</dd></div>
        {detail.sampler && <div><dt>Sampling cost</dt><dd>{percent(detail.sampler.cpuShare, 1)} of one core, {withUnit(num(detail.sampler.medianUs), 'µs')} each</dd></div>}
      </dl></Panel>
    </div>
  )
}

function Notes({ detail }: { detail: RunDetail }) {
  const [name, setName] = useState(detail.name)
  const [notes, setNotes] = useState(detail.notes)
  const [tags, setTags] = useState(detail.tags.join(', '))
  const keep = (change: RunChange): void => {
    void updateRun(detail, change).then((stored) => {
      const now = useRun.getState().detail
      if (stored && now?.id === detail.id) useRun.setState({ detail: { ...now, ...change } })
    })
  }
  return (
    <Panel title="Notes" testId="notes">
      <div className={styles.notes}>
        <TextInput aria-label="Name" value={name} onChange={(e) => setName(e.currentTarget.value)} data-testid="run-name"
          onBlur={() => { const next = name.trim(); if (next === '') setName(detail.name); else if (next !== detail.name) keep({ name: next }) }} onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur() }} />
        <Textarea aria-label="Notes" placeholder="What was special about it" autosize minRows={2} maxRows={6} value={notes} onChange={(e) => setNotes(e.currentTarget.value)} onBlur={() => { if (notes !== detail.notes) keep({ notes }) }} data-testid="run-notes" />
        <TextInput aria-label="Tags" placeholder="Tags, separated by commas" value={tags} onChange={(e) => setTags(e.currentTarget.value)} data-testid="run-tags"
          onBlur={() => { const next = parseTags(tags); setTags(next.join(', ')); if (next.join() !== detail.tags.join()) keep({ tags: next }) }} onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur() }} />
      </div>
    </Panel>
  )
}
