/** What can be done with a device; for a simulation, also what can go wrong with it. */
import { Menu } from '@mantine/core'
import { IconCheck, IconCopy, IconEraser, IconFlask, IconPlugConnectedX, IconPlayerStop, IconWifi } from '@tabler/icons-react'
import { copy } from '../../../components/copy'
import { clean, disconnect, setFault, stopSimulation, switchToWifi, useDevices } from '../../../state/devices'
import type { Listed } from '../../../state/listed'
import { faults } from './words'

export function DeviceMenu({ d, locked }: { d: Listed; locked: boolean }) {
  const fault = useDevices((s) => s.simulations[d.serial])
  const ready = d.state === 'ready'
  return (
    <Menu.Dropdown data-testid="device-actions">
      {(d.link === 'usb' || fault !== undefined) && <Menu.Item leftSection={<IconWifi size={15} stroke={1.5} />} disabled={!ready || locked} onClick={() => void switchToWifi(d.serial)} data-testid="to-wifi">Switch to Wi-Fi</Menu.Item>}
      <Menu.Item leftSection={<IconEraser size={15} stroke={1.5} />} disabled={!ready || locked} onClick={() => void clean(d.serial)} data-testid="clean">Remove our files from it</Menu.Item>
      {d.link === 'tcp' && fault === undefined && <Menu.Item leftSection={<IconPlugConnectedX size={15} stroke={1.5} />} disabled={locked} onClick={() => void disconnect(d.serial)} data-testid="disconnect">Disconnect</Menu.Item>}
      <Menu.Item onClick={() => copy(d.serial)} leftSection={<IconCopy size={15} stroke={1.5} />}>Copy its serial</Menu.Item>
      {fault !== undefined && <>
        <Menu.Divider />
        <Menu.Sub position="right-start">
          <Menu.Sub.Target><Menu.Sub.Item leftSection={<IconFlask size={15} stroke={1.5} />} data-testid="faults">Faults</Menu.Sub.Item></Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            <Menu.Label>What the simulation does wrong</Menu.Label>
            {faults.map((f) => <Menu.Item
              key={f.fault} leftSection={f.fault === fault ? <IconCheck size={15} stroke={1.5} /> : <span style={{ width: 15 }} />} rightSection={<span className="f0">{f.about}</span>}
              onClick={() => void setFault(d.serial, f.fault)} data-testid={`fault-${f.fault}`}
            >{f.label}</Menu.Item>)}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Item leftSection={<IconPlayerStop size={15} stroke={1.5} />} disabled={locked} onClick={() => void stopSimulation(d.serial)} data-testid="stop-simulation">End the simulation</Menu.Item>
      </>}
    </Menu.Dropdown>
  )
}
