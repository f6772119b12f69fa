/** The tracks of the profile under way, and what is said over them. */
import { Button, Progress } from '@mantine/core'
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import { explain, num } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { TraceChart } from '../../../charts/trace/TraceChart'
import { useTheme } from '../../../app/useTheme'
import { setFault, useDevices } from '../../../state/devices'
import { showDevice } from '../view'
import { clearProfile, order } from './control'
import { LiveHeader } from './LiveHeader'
import { amount } from './ProgressPanel'
import { useProfile } from './store'
import styles from '../device.module.css'

export function LiveView() {
  const { source, setup, state, preparing } = useProfile()
  const theme = useTheme()
  if (!setup) return null
  return (
    <Panel className={styles.charts} label="Profile" testId="live">
      {source && <LiveHeader />}
      <Lost />
      {source
        ? <TraceChart source={source} theme={theme} range={null} whole={{ from: 0, to: 1 }} label="Time of the profile under way" testId="live-trace" onChoice={(track, id) => useProfile.setState((s) => ({ choices: { ...s.choices, [track]: id } }))} />
        : state === 'preparing'
          ? <div className={styles.preparing} role="status" data-testid="preparing">
              <h2>Preparing {setup.device}</h2>
              <p className="tx2">The runner, the models and the images go to the device. Files that are there already are not sent again.</p>
              <Progress size={6} w="min(420px, 100%)" aria-label="Preparing" {...(preparing && preparing.total > 0 ? { value: (100 * preparing.done) / preparing.total } : { value: 100, animated: true })} />
              <span className="tx2 f1 num">{preparing?.stage ?? 'Asking the device'}{preparing && preparing.total > 0 ? `, ${amount(preparing.done, preparing.total, preparing.unit)}` : ''}</span>
            </div>
          : <Failed />}
    </Panel>
  )
}

/** The device went away: what is kept, and whether the run may go on. */
function Lost() {
  const { state, lost, error, detail, setup, frame } = useProfile()
  const fault = useDevices((s) => (setup ? s.simulations[setup.serial] : undefined))
  const ended = state === 'ended'
  if (!setup || !(lost || (ended && (error || detail?.state === 'partial')))) return null
  const slots = frame?.slotsDone ?? 0
  const rounds = Math.floor(slots / Math.max(1, setup.plan.variants.length))
  const unplugged = lost !== null || error?.code === 'unplugged' || /unplug|disconnect|went away/i.test(detail?.ending ?? '')
  const kept = `kept ${num(rounds)} of ${num(setup.plan.rounds)} rounds`
  const title = unplugged ? `Unplugged: ${kept}.` : ended && !error ? `Stopped: ${kept}.` : `${error?.message ?? 'The run ended early'}: ${kept}.`
  const text = lost && !ended ? `${lost.message}${lost.waiting ? ' Plug the device in again and the profile goes on.' : ''}` : error ? explain(error) : (detail?.ending ?? '')
  return (
    <div className={styles.lost} role="alert" data-testid="lost">
      {unplugged ? <IconPlugConnectedX size={17} stroke={1.5} /> : <IconAlertTriangle size={17} stroke={1.5} />}
      <div><b>{title}</b> <span>{text}</span></div>
      <span className="sp" />
      {state === 'lost' && fault !== undefined && fault !== 'none' && <Button size="xs" onClick={() => void setFault(setup.serial, 'none')}>Plug in again</Button>}
      {state === 'lost' && <Button size="xs" onClick={() => void order('stop')}>Stop and keep</Button>}
      {ended && detail && <Button size="xs" onClick={() => showDevice({ at: 'run', run: detail.id })} data-testid="open-kept">Open what was kept</Button>}
    </div>
  )
}

/** It failed before anything was captured. */
function Failed() {
  const { error } = useProfile()
  if (!error) return null
  return (
    <div className={styles.preparing} role="alert" data-testid="profile-failed">
      <h2>{error.message}</h2>
      <p className="tx2 select">{explain(error)}</p>
      <p className="tx3 f1">Nothing was captured. The plan is as it was.</p>
      <Button variant="filled" autoFocus onClick={clearProfile}>Back to the plan</Button>
    </div>
  )
}
