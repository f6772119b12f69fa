/** One sentence about the result, the variant in view, and the way to a comparison. */
import { Button, Tooltip } from '@mantine/core'
import { IconPin, IconPinnedOff } from '@tabler/icons-react'
import type { Manifest } from '@shared/model/manifest'
import { ranCount } from '@shared/policy/decision'
import { macs, macsScale, macsSigned, num, saving, stem } from '../../components/format'
import { Segmented } from '../../components/Segmented'
import { useWindowWidth } from '../../components/useWindow'
import { comparisonScale, difference } from './compare/difference'
import { pin, unpin } from './pin'
import { describeChanges } from './settings'
import { effective, inView, setVariant, useInspect, type Shown, type Variant } from './store'
import styles from './inspect.module.css'

interface Props { name: string; shown: Shown | null; manifest: Manifest }

export function HeaderBar({ name, shown, manifest }: Props) {
  const state = useInspect()
  const { variant, pinned } = state
  const width = useWindowWidth()
  const [narrow, small] = [width <= 1180, width <= 960]
  const tasks = manifest.tasks.map((t) => t.id)
  const adaptive = manifest.lanes.length > 0
  return (
    <header className={styles.bar} data-testid="header-bar">
      <h1 className="ellipsis" title={name}>{stem(name)}</h1>
      {shown && <Sentence shown={shown} />}
      {pinned && shown ? <Against shown={shown} pinned={pinned.shown} /> : shown && variant === 'manual' && <Changes words={describeChanges(effective(state), tasks)} />}
      <span className="sp" />
      {adaptive && <Segmented<Variant> label="Variant" value={variant} onChange={setVariant} testId="variant" choices={[
        { value: 'static', label: 'Static', title: 'Every block runs, no controller does' },
        { value: 'adaptive', label: 'Adaptive', title: 'The policy left alone' },
        { value: 'manual', label: 'Manual', title: 'Your changes: double-click a block, or move a threshold' }]} />}
      {pinned
        ? <Button size="xs" onClick={unpin} leftSection={<IconPinnedOff size={15} stroke={1.5} />} data-testid="unpin">{narrow ? 'Unpin' : 'End comparison'}</Button>
        : <Tooltip label="Keeps this image, its settings and model as B" disabled={!shown}><Button size="xs" onClick={pin} disabled={!shown} leftSection={small ? undefined : <IconPin size={15} stroke={1.5} />} aria-label="Pin to compare" data-testid="pin">{small ? <IconPin size={15} stroke={1.5} /> : narrow ? 'Pin' : 'Pin to compare'}</Button></Tooltip>}
    </header>
  )
}

function Sentence({ shown: { inspection: { decision } } }: { shown: Shown }) {
  const s = macsScale(decision.macs.static)
  return (
    <span className={styles.sentence} data-testid="sentence">
      <b>{num(ranCount(decision))} of {num(decision.blocks.length)}</b> blocks<span className="hide-small"> ran</span>, <b>{macs(decision.macs.executed, s)}</b><span className="hide-small"> of {macs(decision.macs.static, s)}</span> {s.unit} <b className={styles.saving}>{saving(decision.macs.executed, decision.macs.static)}</b>
    </span>
  )
}

/** What was changed by hand, what that did to the cost, and the way back to look. */
function Changes({ words }: { words: string[] }) {
  const before = useInspect((s) => s.before)
  const baseline = useInspect((s) => s.baseline)
  const shown = useInspect((s) => s.shown)
  const view = useInspect(inView)
  const changed = baseline && shown && baseline.key !== shown.key
  const s = view ? macsScale(view.inspection.decision.macs.static) : null
  const delta = changed && s ? `${macsSigned(shown.inspection.decision.macs.executed - baseline.inspection.decision.macs.executed, s)} ${s.short}` : ''
  return <>
    <span className={styles.changes} title={`Against the policy left alone: ${words.join(', ')}`} data-testid="changes"><span className={delta ? 'ellipsis hide-small' : 'ellipsis'}>{words.length > 0 ? words.join(', ') : 'nothing changed yet'}</span>{delta && <b>{delta}</b>}</span>
    {changed && <Tooltip label="What the policy does by itself; hold B to look"><Button size="xs" aria-pressed={before} onClick={() => useInspect.setState({ before: !before })} data-testid="before">Before</Button></Tooltip>}
  </>
}

function Against({ shown, pinned }: { shown: Shown; pinned: Shown }) {
  const d = difference(shown.inspection.decision, pinned.inspection.decision)
  const s = comparisonScale(shown, pinned)
  return <span className={styles.changes} data-testid="against"><span className="ellipsis hide-small">{!d.comparable ? 'B has other blocks' : d.differing.size === 0 ? 'same route as B' : `${num(d.onlyFirst)} only here, ${num(d.onlySecond)} only in B`}</span><b>{macsSigned(d.macs, s)} {s.short}</b></span>
}
