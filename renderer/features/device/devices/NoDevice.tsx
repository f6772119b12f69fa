/** No device is there: simulated ones are offered first, then how to connect real ones; or adb is missing. */
import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Badge, Code } from '../../../components/bits'
import { copy } from '../../../components/copy'
import { explain } from '../../../components/format'
import { Simulated } from '../../../components/Simulated'
import { followAgain, startSimulation, useDevices } from '../../../state/devices'
import { commandIn } from './words'
import styles from './devices.module.css'

export function NoDevice() {
  const { adb, failure, problem, busy } = useDevices()
  const missing = adb?.problem ?? null
  const trouble = missing ?? (failure ? { message: failure.message, why: failure.why ?? '', fix: failure.fix ?? '' } : problem !== null ? { message: problem, why: '', fix: 'Look again once that is settled.' } : null)
  const command = missing && commandIn(missing.fix)
  if (trouble) return (
    <div className={styles.welcome} role="alert" data-testid="adb-problem">
      <div><Badge tone="bad"><IconAlertTriangle size={14} stroke={1.5} />{missing ? 'adb is missing' : 'No devices'}</Badge></div>
      <h2>{trouble.message}</h2>
      <p>{explain(trouble)}</p>
      {command !== null && <Code>{command}</Code>}
      <div className="row"><Button variant="filled" autoFocus onClick={followAgain} data-testid="adb-again">Look again</Button>{command !== null && <Button onClick={() => copy(command)}>Copy the command</Button>}</div>
    </div>
  )
  return (
    <div className={styles.welcome} data-testid="no-device">
      <h2>No glasses are connected</h2>
      <p>Simulated glasses run the same chain on this computer: adb, the runner, the protocol. Their power and heat come from a model, and everything that comes from them says so.</p>
      <div className={styles.offer} data-first="true">
        <div className="row"><span className="b f3">Simulated M4000</span><Simulated /></div>
        <span className="tx2">Nothing to plug in. Faults on demand: unplugged, throttling, charging and more.</span>
        <div className="row">
          <Button variant="filled" autoFocus loading={busy === 'simulation'} onClick={() => void startSimulation()} data-testid="simulate">Use simulated glasses</Button>
          <Button variant="subtle" disabled={busy === 'simulation'} onClick={() => void startSimulation(true)} data-testid="simulate-first">As if never connected before</Button>
        </div>
      </div>
      <div className={styles.offer}>
        <span className="b f3">Real glasses</span>
        <ol>
          <li>On the glasses: Settings, About, seven taps on the build number, then Developer options, USB debugging.</li>
          <li>Plug them in and accept the prompt in the glasses. They appear by themselves.</li>
          <li>For energy: an inline meter between pack and glasses, and adb over Wi-Fi.</li>
        </ol>
      </div>
    </div>
  )
}
