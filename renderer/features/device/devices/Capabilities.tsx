/** What the device lets us read: one line per check; opened, what it allows and what it forbids. */
import { useState } from 'react'
import { Progress } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react'
import type { CapabilityCheck } from '@shared/device/capabilities'
import type { Fault } from '@shared/rpc/device-calls'
import { Skeleton } from '../../../components/bits'
import { duration } from '../../../charts/trace/axis'
import { explain, plural } from '../../../components/format'
import type { Probe } from '../../../state/devices'
import { aboutDevice, checkWord, faults } from './words'
import styles from './devices.module.css'

export function CheckIcon({ state }: { state: CapabilityCheck['state'] }) {
  if (state === 'look') return <IconAlertTriangle size={15} stroke={1.5} color="var(--warn)" aria-label={checkWord.look} />
  return state === 'yes' ? <IconCheck size={15} stroke={1.5} color="var(--tx3)" aria-label={checkWord.yes} /> : <IconX size={15} stroke={1.5} color="var(--tx3)" aria-label={checkWord.no} />
}

export function Capabilities({ probe, fault }: { probe: Probe | undefined; fault: Fault | undefined }) {
  const [open, setOpen] = useState<string | null>(null)
  const c = probe?.capabilities
  const told = faults.find((f) => f.fault === fault)
  return <>
    {probe?.state === 'probing' && <div className={styles.probing} role="status" data-testid="probing">
      <div className="row f1"><span className="tx2 ellipsis">{probe.progress?.stage ?? 'Finding out what can be measured'}</span><span className="sp" />{probe.progress && probe.progress.total > 0 && <span className="tx3 num nw">{duration(Math.max(0, Math.ceil(probe.progress.total - probe.progress.done)))} left</span>}</div>
      <Progress size={4} mt={6} aria-label="Probing" {...(probe.progress && probe.progress.total > 0 ? { value: (100 * probe.progress.done) / probe.progress.total } : { value: 100, animated: true })} />
    </div>}
    {probe?.error && <div className={styles.todo} role="alert" data-testid="probe-failed"><b>{probe.error.message}</b><p>{explain(probe.error)}</p></div>}
    {c && <p className={styles.about}>{c.device.simulated ? `A model of glasses: ${aboutDevice(c)}` : aboutDevice(c)}</p>}
    {c?.identity.m4000 && !c.device.simulated && <p className={styles.pack}>Runs on an external pack: its gauge sees the internal battery, not the whole system. For energy, import the file of a meter between pack and glasses.</p>}
    {told && told.fault !== 'none' && <p className={styles.pack} role="status"><b>Fault: {told.label.toLowerCase()}</b>, {told.about}.</p>}
    {c ? <div className={styles.checks} data-stale={probe.state === 'probing'} data-testid="capabilities">
      {c.checks.map((check) => <Check key={check.id} check={check} open={open === check.id} onToggle={() => setOpen(open === check.id ? null : check.id)} />)}
      {c.unverified.length > 0 && <>
        <button type="button" className={styles.check} aria-expanded={open === 'unverified'} onClick={() => setOpen(open === 'unverified' ? null : 'unverified')} data-testid="unverified">
          <IconQuestionMark size={15} stroke={1.5} color="var(--tx3)" aria-hidden="true" /><span className="nw">Not found out</span><span className="tx2">{plural(c.unverified.length, 'thing')}</span>
        </button>
        {open === 'unverified' && <ul className={styles.unverified}>{c.unverified.map((u) => <li key={u}>{u}</li>)}</ul>}
      </>}
    </div> : probe?.state !== 'failed' && <div className={styles.loading} aria-hidden="true">{Array.from({ length: 7 }, (_, i) => <Skeleton key={i} height={12} width={`${88 - (i % 3) * 14}%`} />)}</div>}
  </>
}

function Check({ check, open, onToggle }: { check: CapabilityCheck; open: boolean; onToggle(): void }) {
  return <>
    <button type="button" className={styles.check} aria-expanded={open} onClick={onToggle} title={check.detail} data-testid={`check-${check.id}`} data-state={check.state}>
      <CheckIcon state={check.state} /><span className="nw">{check.label}</span><span className="tx2 ellipsis">{check.detail}</span>
    </button>
    {open && <dl className={styles.more}>
      <dt>Found</dt><dd>{check.detail}</dd>
      <dt>Allows</dt><dd>{check.allows}</dd>
      {check.forbids !== null && <><dt>Forbids</dt><dd>{check.forbids}</dd></>}
    </dl>}
  </>
}
