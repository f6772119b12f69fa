/** Profiling on a device: what is connected, the plan, the run under way; and what was recorded before. */
import { useEffect } from 'react'
import { Button, Drawer } from '@mantine/core'
import { IconEyeglass, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { Segmented } from '../../components/Segmented'
import { num } from '../../components/format'
import { useWindowWidth } from '../../components/useWindow'
import { useSession } from '../../state/session'
import { wantDevices, useDevices } from '../../state/devices'
import { DevicePanel } from './devices/DevicePanel'
import { NoDevice } from './devices/NoDevice'
import { clearProfile, order, startProfile } from './live/control'
import { LiveSide } from './live/LiveSide'
import { LiveView } from './live/LiveView'
import { busy, useProfile } from './live/store'
import { Panel } from '../../components/Panel'
import { PlanDialog } from './plan/PlanDialog'
import { PlanPanel } from './plan/PlanPanel'
import { planOf, usePlan, useVariants } from './plan/store'
import { planSentence } from './plan/words'
import { Ready, ReadySide, useReady } from './Ready'
import { RunPage } from './run/RunPage'
import { loadRuns, useRuns } from './runs/store'
import { RunsView } from './runs/RunsView'
import { showDevice, useDeviceView } from './view'
import styles from './device.module.css'

export function DevicePage() {
  const view = useDeviceView((s) => s.view)
  useEffect(() => { wantDevices(); void loadRuns() }, [])
  if (view.at === 'run') return <RunPage key={view.run} run={view.run} />
  return view.at === 'runs' ? <RunsView switcher={<Switcher />} /> : <Profile />
}

/** Between the profile and what was recorded. */
function Switcher() {
  const at = useDeviceView((s) => s.view.at)
  const count = useRuns((s) => s.runs?.length)
  return <Segmented label="Part" value={at === 'profile' ? 'profile' : 'runs'} onChange={(v) => showDevice({ at: v })} testId="device-part"
    choices={[{ value: 'profile', label: 'Profile' }, { value: 'runs', label: count === undefined ? 'Runs' : `Runs, ${num(count)}` }]} />
}

function Profile() {
  const state = useProfile((s) => s.state)
  const none = useDevices((s) => s.devices !== null && s.devices.length === 0 && Object.keys(s.simulations).length === 0)
  const narrow = useWindowWidth() <= 1180
  const sheet = useDeviceView((s) => s.sheet)
  const showSheet = (on: boolean) => useDeviceView.setState({ sheet: on })
  const showsLive = state !== 'none'
  return (
    <div className={styles.page} data-testid="device-page" data-state={state}>
      <header className={styles.bar}>
        <Switcher />
        <Sentence />
        <span className="sp" />
        {narrow && <Button leftSection={<IconEyeglass size={15} stroke={1.5} />} onClick={() => showSheet(true)} data-testid="open-sheet">Device and plan</Button>}
        <Actions />
      </header>
      {!narrow && <div className={styles.left}><DevicePanel /><PlanPanel /></div>}
      {showsLive ? <LiveView /> : none ? <Panel className={styles.charts} label="No device"><NoDevice /></Panel> : <Ready />}
      <div className={styles.side}>{showsLive ? <LiveSide /> : <ReadySide />}</div>
      <PlanDialog />
      {narrow && <Drawer opened={sheet} onClose={() => showSheet(false)} title="Device and plan" size={320} classNames={{ body: styles.sheet, content: styles.sheetContent }}><DevicePanel /><PlanPanel /></Drawer>}
    </div>
  )
}

function Sentence() {
  const { state, setup } = useProfile()
  const draft = usePlan((s) => s.protocol)
  const choices = useVariants()
  const offered = useSession((s) => s.images?.entries.length ?? 0)
  const plan = state !== 'none' && setup ? setup.plan : planOf(draft, choices)
  if (plan.variants.length === 0) return <span className={styles.sentence}>Open an adaptive model to profile it</span>
  return <span className={`${styles.sentence} ellipsis`} data-testid="plan-sentence">{planSentence(plan, offered)}</span>
}

/** What can be done now: start, or pause and stop, or look at what came of it. */
function Actions() {
  const profile = useProfile()
  const ready = useReady()
  const draft = usePlan((s) => s.protocol)
  const choices = useVariants()
  const { state, detail } = profile
  if (!busy(profile)) {
    if (state === 'ended') return <>
      <Button leftSection={<IconRefresh size={15} stroke={1.5} />} onClick={clearProfile} data-testid="new-profile">New profile</Button>
      {detail && <Button variant="filled" onClick={() => showDevice({ at: 'run', run: detail.id })} data-testid="open-run">Open the run</Button>}
    </>
    return <Button variant="filled" disabled={ready !== null} title={ready ?? undefined} leftSection={<IconPlayerPlay size={15} stroke={1.5} />} onClick={() => void startProfile(planOf(draft, choices))} data-testid="start">Start profile</Button>
  }
  if (state === 'preparing') return <Button leftSection={<IconPlayerStop size={15} stroke={1.5} />} onClick={() => void order('stop')} data-testid="cancel-preparing">Cancel</Button>
  return <>
    {state === 'paused'
      ? <Button leftSection={<IconPlayerPlay size={15} stroke={1.5} />} onClick={() => void order('resume')} data-testid="resume">Resume</Button>
      : <Button leftSection={<IconPlayerPause size={15} stroke={1.5} />} disabled={state !== 'running'} onClick={() => void order('pause')} data-testid="pause">Pause</Button>}
    <Button leftSection={<IconPlayerStop size={15} stroke={1.5} />} disabled={state === 'stopping'} onClick={() => void order('stop')} data-testid="stop">Stop and keep</Button>
  </>
}
