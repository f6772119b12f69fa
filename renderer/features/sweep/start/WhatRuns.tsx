/** Models, variants and how much of the data set. */
import { Button, ActionIcon, NumberInput, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { fileName, num, plural } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { choose } from '../../../state/open'
import { useSession } from '../../../state/session'
import { Key } from '../../device/Key'
import { looks } from '../../device/variants'
import { describeChanges } from '../../inspect/settings'
import { about } from '../words'
import { addModel, manualSettings, removeModel, useStart, wish, type Model } from './store'
import type { Planned } from './usePlanned'
import styles from './start.module.css'

export function WhatRuns({ planned }: { planned: Planned }) {
  const { models, variants, images, rows, time } = planned
  const { wishes, limit, workers, dataset, withManual } = useStart()
  const hasPolicy = models.some((m) => m.kind === 'adaptive'), byHand = manualSettings()
  const total = dataset?.images ?? 0
  return (
    <Panel className={styles.right} title="What runs" testId="what-runs" actions={<Button size="xs" variant="subtle" leftSection={<IconPlus size={14} stroke={1.5} />} disabled={models.length === 0} onClick={() => void addModel()} title="One more model, compared on the same images" data-testid="add-model">Add a model</Button>}>
      <div className={styles.runs}>
        {models.length === 0 ? <div className={styles.noModel}><span className="tx2">No model is open.</span><Button variant="filled" size="xs" onClick={() => void choose('model')}>Open a model</Button></div>
          : <ul className={styles.models} aria-label="Models">{models.map((m, i) => <ModelRow key={m.path} m={m} first={i === 0} />)}</ul>}
        {models.length > 0 && <>
          <h3>Variants</h3>
          <ul className={styles.variants} data-testid="sweep-variants"><Variants planned={planned} /></ul>
          {hasPolicy && <div className={styles.wishes}>
            {byHand && <Wish label="Manual" about={describeChanges(byHand, models[0]!.tasks).join(', ')}><Switch aria-label="Manual" checked={withManual} onChange={(e) => useStart.setState({ withManual: e.currentTarget.checked })} /></Wish>}
            <Wish label="All on" about="Every block runs and the controllers do too"><Switch aria-label="All on" checked={wishes.allOn} onChange={(e) => wish({ allOn: e.currentTarget.checked })} data-testid="wish-all-on" /></Wish>
            <Wish label="Thresholds" about="A variant for each, for blocks and tokens alike"><TextInput aria-label="Thresholds" placeholder="0.3, 0.4, 0.6" value={wishes.thresholds} onChange={(e) => wish({ thresholds: e.currentTarget.value })} w={120} spellCheck={false} data-testid="wish-thresholds" /></Wish>
            <Wish label="Noise" about="Draws of the noise of training, for stability"><Count label="Draws" value={wishes.seeds} min={0} max={100} onChange={(seeds) => wish({ seeds })} testId="wish-seeds" /></Wish>
          </div>}
          <h3>How much</h3>
          <div className={styles.wishes}>
            <Wish label="Images" about={total > 0 ? `the first of ${num(total)}, in their order` : 'the first of the data set'}>
              <Switch label="All" checked={limit === null} onChange={(e) => useStart.setState({ limit: e.currentTarget.checked ? null : Math.min(100, total || 100) })} data-testid="all-images" />
              <Count label="Images" value={limit ?? (total || 1)} min={1} max={total || 10_000_000} disabled={limit === null} onChange={(n) => useStart.setState({ limit: n })} testId="limit" />
            </Wish>
            <Wish label="Workers" about={`images at the same time, one thread each; this computer has ${num(navigator.hardwareConcurrency)}`}><Count label="Workers" value={workers} min={1} max={64} onChange={(n) => useStart.setState({ workers: n })} testId="workers" /></Wish>
          </div>
        </>}
      </div>
      {rows > 0 && <footer className={styles.time} data-testid="estimate">
        <span>{plural(images, 'image')} × {plural(variants.length, 'variant')}</span><span className="sp" />
        {time ? <span><b>{about(time.seconds)}</b> <span className="tx3">{time.from === 'sweep' ? 'as fast as the last sweep' : 'by one inference here'}</span></span> : <span className="tx3">its first seconds will tell how long</span>}
      </footer>}
    </Panel>
  )
}

function Variants({ planned: { variants, models } }: { planned: Planned }) {
  const look = looks(variants), shown = variants.slice(0, 6)
  return <>
    {shown.map((v, i) => <li key={v.id}><Key look={look.get(v.id)!} /><span className="m nw">{v.label}</span>
      <span className="tx3 f1 ellipsis">{i === 0 ? 'baseline: every block runs' : v.id === 'adaptive' ? 'the policy left alone' : v.settings.static ? 'every block runs' : models.length > 1 ? models[v.model]!.name : ''}</span></li>)}
    {variants.length > shown.length && <li className="tx2">and {plural(variants.length - shown.length, 'more', 'more')}: {variants.at(-1)!.label} is the last</li>}
  </>
}

function ModelRow({ m, first }: { m: Model; first: boolean }) {
  const file = useSession((s) => s.model?.file)
  return (
    <li>
      <span className="m ellipsis" title={m.path}>{m.name}</span><span className="tx3 f1 ellipsis">{m.kind}, {plural(m.tasks.length, 'task')}{first ? ', open' : ''}</span><span className="sp" />
      <span className="tx3 mono f1 ellipsis hide-narrow" title={m.path}>{fileName(first ? (file ?? m.path) : m.path)}</span>
      {!first && <ActionIcon aria-label={`Leave out ${m.name}`} size={20} onClick={() => removeModel(m.path)}><IconX size={13} stroke={1.5} /></ActionIcon>}
    </li>
  )
}

const Wish = ({ label, about: text, children }: { label: string; about: string; children: React.ReactNode }) => (
  <div className={styles.wish}><span><b>{label}</b><span className="tx3 f1">{text}</span></span><span className={styles.control}>{children}</span></div>
)

interface CountProps { label: string; value: number; min: number; max: number; disabled?: boolean; onChange(n: number): void; testId: string }

const Count = ({ label, value, min, max, disabled, onChange, testId }: CountProps) => (
  <NumberInput aria-label={label} w={84} value={value} min={min} max={max} disabled={disabled} allowDecimal={false} allowNegative={false} clampBehavior="blur" thousandSeparator={'\u202f'} data-testid={testId}
    onChange={(v) => { if (typeof v === 'number' && v >= min && v <= max) onChange(v) }} />
)
