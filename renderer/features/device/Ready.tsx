/** Before a profile: what it will do on the time axis, and what it will be able to say. */
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { planSeconds, schedule } from '@shared/device/schedule'
import type { Plan } from '@shared/device/plan'
import { TraceChart } from '../../charts/trace/TraceChart'
import type { Band, TraceSource, TraceView, Track } from '../../charts/trace/view'
import { useTheme } from '../../app/useTheme'
import { Panel } from '../../components/Panel'
import { Simulated } from '../../components/Simulated'
import { plural } from '../../components/format'
import { openSample } from '../../state/open'
import { useSession } from '../../state/session'
import { CheckIcon } from './devices/Capabilities'
import { useDevices } from '../../state/devices'
import { listed } from '../../state/listed'
import { whatToDo } from './devices/words'
import { Key } from './Key'
import { soFar } from './live/validity'
import { planOf, planProblem, usePlan, useVariants } from './plan/store'
import { VariantList } from './plan/VariantList'
import { estimateText } from './plan/words'
import { NotReady } from './NotReady'
import { RecentRuns } from './runs/RecentRuns'
import { looks } from './variants'
import { ValidityPanel } from './ValidityPanel'
import styles from './device.module.css'

/** Why a profile cannot be started now, in words; null when it can. */
export function useReady(): string | null {
  const { devices, selected, probes, simulations } = useDevices()
  const model = useSession((s) => s.model)
  const images = useSession((s) => s.images)
  const draft = usePlan((s) => s.protocol)
  const choices = useVariants()
  const device = listed(devices ?? [], simulations).find((d) => d.serial === selected)
  if (!device) return 'Connect glasses, or simulate them'
  if (device.state !== 'ready') return whatToDo(device.state, device.simulated)?.title ?? 'The device is not ready'
  const probe = probes[device.serial]
  if (probe?.state === 'probing' || !probe) return 'What can be measured is still being found out'
  if (probe.state === 'failed') return 'Probe the device first'
  const runner = probe.capabilities?.checks.find((c) => (c.id === 'runner' || c.id === 'shell') && c.state === 'no')
  if (runner) return runner.forbids ?? `${runner.label}: ${runner.detail}`
  if (!model || model.kind === 'plain') return 'Open an adaptive model'
  if (!images || images.entries.length === 0) return 'Open images'
  return planProblem(draft, choices)
}

/** The plan on the axis of its own time. */
class PlanSource implements TraceSource {
  constructor(private readonly plan: Plan) {}
  version(): number { return 0 }
  view(): TraceView {
    const { plan } = this
    const look = looks(plan.variants)
    const warm = Math.min(plan.warmUp.maxSeconds, 10)
    const total = planSeconds(plan).least + warm * plan.variants.length
    const bands: Band[] = []
    let at = 0
    const add = (seconds: number, band: Pick<Band, 'color' | 'slot' | 'label'>): void => { bands.push({ ...band, from: at, to: at + seconds, planned: true }); at += seconds }
    if (plan.idleSeconds > 0) add(plan.idleSeconds, { color: 'tx3', slot: false, label: 'idle' })
    if (warm > 0) add(warm * plan.variants.length, { color: 'tx3', slot: false, label: 'warm' })
    // The order of variants depends on the seed alone, not on the images.
    for (const slot of schedule({ ...plan, images: 1 }, ['']).slots) add(plan.slotSeconds, { color: look.get(slot.variant)?.color ?? 'tx3', slot: true, label: look.get(slot.variant)?.letter ?? '' })
    const track = (id: Track['id'], title: string, unit: string, empty: string): Track => ({ id, title, unit, digits: 0, kind: 'points', layers: [], medians: [], limits: [], range: null, empty })
    return { from: 0, to: Math.max(total, at), bands, now: null, tracks: [
      track('latency', 'Latency', 'ms', 'Of every inference, and the median of each slot'), track('power', 'Power', 'W', 'Above the idle baseline, where a gauge can be read'),
      track('temperature', 'Temperature', '°C', 'Of the hottest zone'), track('clock', 'CPU clock', 'GHz', 'Of the fastest core: throttling shows here')] }
  }
}

export function Ready() {
  const theme = useTheme()
  const draft = usePlan((s) => s.protocol)
  const choices = useVariants()
  const key = JSON.stringify([draft, choices.map((c) => [c.variant.id, c.on])])
  const source = useMemo(() => {
    const plan = planOf(draft, choices)
    return plan.variants.length > 0 ? new PlanSource(plan) : null
    // `key` says all that matters of the two.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key])
  const plan = planOf(draft, choices)
  const simulated = useDevices((s) => s.selected !== null && (s.selected in s.simulations || (s.devices?.find((d) => d.serial === s.selected)?.simulated ?? false)))
  const reason = useReady()
  if (!source) return <NoModel />
  const look = looks(plan.variants)
  const seconds = planSeconds(plan)
  return (
    <Panel className={styles.charts} label="Plan on its time axis" testId="ready">
      <header className={styles.chartHead}>
        {plan.variants.map((v) => <span key={v.id} className="row f1"><Key look={look.get(v.id)!} /><b>{v.label}</b></span>)}
        <span className="sp" /><span className="f1 tx2">takes <b className="m num" style={{ color: 'var(--tx)' }}>{estimateText(seconds)}</b></span>
        {simulated && <Simulated />}
      </header>
      {reason !== null && <NotReady reason={reason} />}
      <TraceChart source={source} theme={theme} range={null} whole={{ from: 0, to: seconds.least }} label="Plan on its time axis" />
    </Panel>
  )
}

function NoModel() {
  const plain = useSession((s) => s.model?.kind === 'plain')
  return (
    <Panel className={styles.charts} label="No model" testId="no-model">
      <div className={styles.preparing}>
        <h2>{plain ? 'A plain model has nothing to compare' : 'Open a model to profile it'}</h2>
        <p className="tx2">A profile runs an adaptive model against its static form, on the images that are open.</p>
        <Button variant="filled" onClick={() => void openSample()}>Open the sample study</Button>
      </div>
    </Panel>
  )
}

export function ReadySide() {
  const { selected, probes, devices, simulations } = useDevices()
  const draft = usePlan((s) => s.protocol)
  const choices = useVariants()
  const images = useSession((s) => s.images)
  const capabilities = (selected !== null && probes[selected]?.capabilities) || null
  const simulated = selected !== null && (selected in simulations || (devices?.find((d) => d.serial === selected)?.simulated ?? false))
  const limits = capabilities?.checks.filter((c) => c.forbids !== null && c.state !== 'yes') ?? []
  return <>
    <Panel title="Compared" testId="compared" actions={<span className="f1 tx2 nw">{plural(images?.entries.length ?? 0, 'image')} open</span>}><div className={styles.body}><VariantList choices={choices} /></div></Panel>
    {capabilities && <ValidityPanel title="What it can show" className="" validity={soFar(capabilities, simulated, planOf(draft, choices), null, [])} />}
    {limits.length > 0 && <Panel title="Not possible here" className={styles.limits} testId="limits"><ul className={styles.reasons}>{limits.map((c) => <li key={c.id}><CheckIcon state={c.state} /><span>{c.forbids}</span></li>)}</ul></Panel>}
    <RecentRuns />
  </>
}
