/** Where to measure: this computer, or one of the devices. Only whoever opens the menu asks for devices, and so for adb. */
import { Menu } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconEyeglass, IconSelector } from '@tabler/icons-react'
import { explain } from '../../../components/format'
import { Simulated } from '../../../components/Simulated'
import { useDevices, wantDevices, type Probe } from '../../../state/devices'
import { deviceName, listed, type Listed } from '../../../state/listed'
import { showPage } from '../../../state/session'
import { here, type Place } from '../places'
import styles from './dialogs.module.css'

interface Props { place: Place; disabled: boolean; onPlace(place: Place): void; onLeave(): void }

/** Why a device cannot be measured on now; null when it can. */
const notNow = (d: Listed, probe: Probe | undefined): string | null => (d.state !== 'ready' ? stateWords[d.state] : probe?.state === 'probing' ? 'being probed' : null)
const stateWords: Record<Listed['state'], string> = { ready: 'ready', unauthorized: 'not authorized', offline: 'offline', connecting: 'connecting', other: 'not usable', unplugged: 'unplugged' }

export function PlaceChoice({ place, disabled, onPlace, onLeave }: Props) {
  const { devices, simulations, probes, failure, problem } = useDevices()
  const all = listed(devices ?? [], simulations)
  const item = (p: Place, why: string | null) => (
    <Menu.Item
      key={p.serial ?? 'here'} disabled={why !== null} onClick={() => onPlace(p)} data-testid="place" role="menuitemradio" aria-checked={p.serial === place.serial}
      leftSection={p.serial === null ? <IconDeviceDesktop size={15} stroke={1.5} /> : <IconEyeglass size={15} stroke={1.5} />}
      rightSection={p.serial === place.serial ? <IconCheck size={14} stroke={1.5} /> : why ? <span className="tx3 f0">{why}</span> : undefined}
    ><span className="row">{p.serial === null ? 'This computer' : p.name}{p.simulated && <Simulated />}</span></Menu.Item>
  )
  const trouble = failure ? `${failure.message}. ${explain(failure)}` : problem
  return (
    <Menu position="bottom-start" onOpen={wantDevices} disabled={disabled}>
      <Menu.Target><button type="button" className={styles.place} disabled={disabled} aria-label={`Measured on ${place.name}. Choose where to measure`} data-testid="choose-place">
        {place.serial === null ? <IconDeviceDesktop size={15} stroke={1.5} /> : <IconEyeglass size={15} stroke={1.5} />}<span className="ellipsis">{place.serial === null ? 'This computer' : place.name}</span><IconSelector size={13} stroke={1.5} />
      </button></Menu.Target>
      <Menu.Dropdown miw={280} maw={380} data-testid="places">
        {item(here, null)}
        {all.map((d) => { const name = deviceName(d, probes[d.serial]?.capabilities); return item({ serial: d.serial, name, simulated: d.simulated }, notNow(d, probes[d.serial])) })}
        {trouble ? <p className={styles.placeNote} role="alert">{trouble}</p> : all.length === 0 && <p className={styles.placeNote}>{devices === null ? 'Looking for devices' : 'No device is connected.'}</p>}
        {devices !== null && all.length === 0 && <Menu.Item onClick={() => { onLeave(); showPage('device') }} data-testid="to-devices">Connect or simulate glasses</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}
