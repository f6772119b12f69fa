/** The devices, and the card of the one that is chosen. */
import { useState } from 'react'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconEyeglass, IconDots, IconPlugConnected, IconRefresh } from '@tabler/icons-react'
import { Panel } from '../../../components/Panel'
import { Skeleton } from '../../../components/bits'
import { Simulated } from '../../../components/Simulated'
import { probe, select, startSimulation, useDevices } from '../../../state/devices'
import { deviceName, listed, type Listed } from '../../../state/listed'
import { busy, useProfile } from '../live/store'
import { Capabilities } from './Capabilities'
import { ConnectDialog } from './ConnectDialog'
import { DeviceMenu } from './DeviceMenu'
import { EndFault } from './EndFault'
import { stateWord, whatToDo } from './words'
import styles from './devices.module.css'

export function DevicePanel() {
  const { adb, devices, simulations, selected, probes, busy: doing } = useDevices()
  const running = useProfile(busy)
  const [connecting, setConnecting] = useState(false)
  const all = listed(devices ?? [], simulations)
  const found = selected === null ? undefined : probes[selected]
  const chosen = all.find((d) => d.serial === selected) ?? null
  return (
    <Panel className={styles.panel} label="Devices" testId="devices">
      {devices === null && <div className={styles.loading} aria-busy="true"><Skeleton height={28} width="70%" /><Skeleton height={14} width="90%" /><Skeleton height={180} width="100%" /></div>}
      {all.length > 1 && <div className={styles.list} role="radiogroup" aria-label="Devices">
        {all.map((d) => <Row key={d.serial} d={d} name={deviceName(d, probes[d.serial]?.capabilities)} chosen={d.serial === selected} locked={running} />)}
      </div>}
      {chosen && <Card key={chosen.serial} d={chosen} single={all.length === 1} locked={running} />}
      {devices !== null && all.length === 0 && <p className={styles.none}>{adb?.problem ? 'Without adb no device can be listed.' : 'No device yet. It appears here as soon as adb lists it.'}</p>}
      <div className={styles.foot}>
        {chosen?.state === 'ready' && found && <Button size="xs" disabled={running || found.state === 'probing'} leftSection={<IconRefresh size={14} stroke={1.5} />} onClick={() => void probe(chosen.serial)} data-testid="probe-again">{found.state === 'failed' ? 'Try again' : 'Probe again'}</Button>}
        <Button size="xs" variant="subtle" leftSection={all.length === 0 && <IconPlugConnected size={14} stroke={1.5} />} onClick={() => setConnecting(true)} title="Connect by address" data-testid="connect">{all.length === 0 ? 'Connect by address' : 'By address'}</Button>
        <span className="sp" />
        {all.length > 0 && <Button size="xs" variant="subtle" disabled={running || doing === 'simulation'} onClick={() => void startSimulation()} data-testid="add-simulation">Simulate</Button>}
      </div>
      <ConnectDialog opened={connecting} onClose={() => setConnecting(false)} />
    </Panel>
  )
}

function Row({ d, name, chosen, locked }: { d: Listed; name: string; chosen: boolean; locked: boolean }) {
  return (
    <button type="button" role="radio" aria-checked={chosen} className={styles.row} disabled={locked && !chosen} onClick={() => select(d.serial)} title={d.serial} data-testid="device-row">
      <span className={styles.dot} data-state={d.state} aria-hidden="true" />
      <span className={styles.who}>
        <span className="m ellipsis">{name}</span>
        {name !== d.serial && <span className="tx3 f0 ellipsis num">{d.serial}</span>}
      </span>
      <span className="sp" />
      {d.simulated && <Simulated />}
      {d.state !== 'ready' && <span className="tx2 f0 nw">{stateWord[d.state]}</span>}
    </button>
  )
}

function Card({ d, single, locked }: { d: Listed; single: boolean; locked: boolean }) {
  const found = useDevices((s) => s.probes[d.serial])
  const fault = useDevices((s) => s.simulations[d.serial])
  const todo = whatToDo(d.state, d.simulated)
  return <>
    <header className={styles.head}>
      <IconEyeglass size={17} stroke={1.5} className="tx2" />
      <h2 className="ellipsis" data-testid="device-name">{deviceName(d, found?.capabilities)}</h2>
      <span className="sp" />
      {single && d.simulated ? <Simulated /> : d.link === 'tcp' && !d.simulated ? <span className={styles.link}>Wi-Fi</span> : null}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target><ActionIcon aria-label={`Actions of ${deviceName(d, found?.capabilities)}`} data-testid="device-menu"><IconDots size={16} stroke={1.5} /></ActionIcon></Menu.Target>
        <DeviceMenu d={d} locked={locked} />
      </Menu>
    </header>
    {todo && <div className={styles.todo} role="status" data-testid="device-todo">
      <b>{todo.title}</b><p>{todo.text}</p>
      <EndFault d={d} />
    </div>}
    {d.state === 'ready' && <Capabilities probe={found} fault={fault} />}
  </>
}
