/** Over the plan: why a profile cannot start yet, and what to do about it. */
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconLoader2 } from '@tabler/icons-react'
import { explain } from '../../components/format'
import { useWindowWidth } from '../../components/useWindow'
import { EndFault } from './devices/EndFault'
import { probe, useDevices } from '../../state/devices'
import { listed } from '../../state/listed'
import { whatToDo } from './devices/words'
import styles from './device.module.css'

export function NotReady({ reason }: { reason: string }) {
  const { devices, selected, simulations, probes } = useDevices()
  // Where the device's card is in view, it has the button.
  const narrow = useWindowWidth() <= 1180
  const device = listed(devices ?? [], simulations).find((d) => d.serial === selected)
  const todo = device && whatToDo(device.state, device.simulated)
  const found = device && probes[device.serial]
  const failed = device?.state === 'ready' ? found?.error : null
  const waiting = device?.state === 'connecting' || (device?.state === 'ready' && (!found || found.state === 'probing'))
  return (
    <div className={styles.lost} data-quiet={waiting} role="status" data-testid="not-ready">
      {waiting ? <IconLoader2 size={17} stroke={1.5} /> : <IconAlertTriangle size={17} stroke={1.5} />}
      <div>{todo ? <><b>{todo.title}.</b> <span>{todo.text}</span></> : failed ? <><b>{failed.message}.</b> <span>{explain(failed)}</span></> : <b>{reason}{waiting ? '' : '.'}</b>}</div>
      <span className="sp" />
      {device && narrow && <EndFault d={device} />}
      {device && failed && <Button size="xs" onClick={() => void probe(device.serial)}>Try again</Button>}
    </div>
  )
}
