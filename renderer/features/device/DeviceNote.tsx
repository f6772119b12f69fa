/** In the title bar: which device is used and what it does, with the mark of a simulation. */
import { IconEyeglass } from '@tabler/icons-react'
import { Simulated } from '../../components/Simulated'
import { useDevices } from '../../state/devices'
import { deviceName, listed } from '../../state/listed'
import { stateWord } from './devices/words'
import { busy, useProfile } from './live/store'
import { showDevice } from './view'
import styles from './note.module.css'

export function DeviceNote() {
  const { devices, selected, probes, simulations } = useDevices()
  const running = useProfile(busy)
  const device = listed(devices ?? [], simulations).find((d) => d.serial === selected)
  if (!device) return null
  const probing = probes[device.serial]?.state === 'probing'
  const name = deviceName(device, probes[device.serial]?.capabilities)
  const word = running ? 'profiling' : device.state !== 'ready' ? stateWord[device.state] : probing ? 'probing' : 'ready'
  return (
    <button type="button" className={styles.note} onClick={() => showDevice({ at: 'profile' })} title={`${name}, ${device.serial}`} data-testid="device-note">
      {device.simulated ? <Simulated /> : <IconEyeglass size={15} stroke={1.5} />}
      <span className="hide-narrow ellipsis">{name} · {word}</span>
    </button>
  )
}
