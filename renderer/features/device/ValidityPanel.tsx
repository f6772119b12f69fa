/** How far the result may be believed: the badge with the worst reason, then every reason. */
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import type { Validity } from '@shared/runs/run'
import { Badge } from '../../components/bits'
import { Panel } from '../../components/Panel'
import { Simulated } from '../../components/Simulated'
import { badgeWord } from './words'
import styles from './device.module.css'

const icon = {
  ok: <IconCheck size={15} stroke={1.5} color="var(--tx3)" aria-label="within its limit" />,
  look: <IconAlertTriangle size={15} stroke={1.5} color="var(--warn)" aria-label="to look at" />,
  bad: <IconX size={15} stroke={1.5} color="var(--bad)" aria-label="no verdict may rest on it" />
}

export function ValidityBadge({ badge }: { badge: Validity['badge'] }) {
  if (badge === 'simulated') return <Simulated />
  return <Badge tone={badge === 'no-verdict' ? 'bad' : badge === 'estimate' ? 'warn' : undefined}>{badge === 'valid' ? <IconCheck size={13} stroke={1.5} /> : <IconAlertTriangle size={13} stroke={1.5} />}{badgeWord[badge]}</Badge>
}

export function ValidityPanel({ validity, title = 'Validity', className = styles.validity }: { validity: Validity; title?: string; className?: string }) {
  const simulated = validity.badge === 'simulated'
  const told = simulated && validity.reasons.some((r) => /not a measurement/i.test(r.text))
  return (
    <Panel className={className} testId="validity" label={title}>
      <header className={styles.validityHead}><h2>{title}</h2><span className="sp" /><ValidityBadge badge={validity.badge} /></header>
      <ul className={styles.reasons}>
        {simulated && !told && <li>{icon.look}<span><b>Not a measurement of glasses.</b> Power and heat come from a model.</span></li>}
        {validity.reasons.map((r) => <li key={r.id} data-state={r.state}>{icon[r.state]}<span>{lead(r.text)}</span></li>)}
      </ul>
    </Panel>
  )
}

/** The first sentence of two is what to see first. */
function lead(text: string) {
  const end = /[.:] /.exec(text)
  return end && end.index < 60 && text.length > 60 ? <><b>{text.slice(0, end.index + 1)}</b>{text.slice(end.index + 1)}</> : text
}
