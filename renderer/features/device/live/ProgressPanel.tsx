/** How far the profile is, and what it is doing. */
import { Progress } from '@mantine/core'
import type { Plan } from '@shared/device/plan'
import { duration } from '../../../charts/trace/axis'
import { num, plural, withUnit } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { useProfile, type Frame, type ProfileState } from './store'
import styles from '../device.module.css'

/** What is going on, in words. */
export function doing(state: ProfileState, frame: Frame | null, plan: Plan | undefined): string {
  if (state === 'stopping') return 'stopping after this inference'
  if (state === 'paused') return 'paused'
  if (state === 'lost') return 'unplugged'
  const p = frame?.phase
  const variant = plan?.variants.find((v) => v.id === p?.variant)?.label.toLowerCase() ?? ''
  switch (p?.phase) {
    case 'slot': return `round ${num((p.round ?? 0) + 1)} of ${num(plan?.rounds ?? 0)}, ${variant}`
    case 'idle': return 'idle baseline, nothing runs'
    case 'warm-up': return `warming up${variant ? `, ${variant}` : ''}`
    case 'load': return `loading${variant ? ` ${variant}` : ' the models'}`
    case 'marker': return 'burst of load, to align a meter'
    case 'cool-down': return 'cooling to the start temperature'
    case 'profile': return 'times of single blocks'
    case 'paused': return 'paused'
    case undefined: return 'between phases'
  }
}

export function ProgressPanel() {
  const { state, time, frame, setup, preparing, detail, trace } = useProfile()
  const left = time?.secondsLeft ?? null
  const at = trace ? (frame?.at ?? 0) : 0
  const share = state === 'ended' ? 100 : left !== null && at + left > 0 ? (100 * at) / (at + left) : 0
  if (state === 'preparing') {
    const known = preparing !== null && preparing.total > 0
    return (
      <Panel title="Preparing" testId="progress">
        <div className={styles.body} role="status">
          <Progress size={6} value={known ? (100 * preparing.done) / preparing.total : 100} animated={!known} aria-label="Preparing" />
          <div className={styles.under}><span className="ellipsis">{preparing?.stage ?? 'Asking the device'}</span><span className="sp" />{known && <span className="nw">{amount(preparing.done, preparing.total, preparing.unit)}</span>}</div>
        </div>
      </Panel>
    )
  }
  return (
    <Panel title="Progress" testId="progress" actions={<span className="f1 m num" data-testid="time-left">{state === 'ended' ? (detail?.state === 'finished' ? 'finished' : 'kept') : left === null ? '' : `${duration(Math.ceil(left))} left`}</span>}>
      <div className={styles.body} role="status">
        <Progress size={6} value={share} aria-label="Progress of the plan" color={state === 'paused' || state === 'lost' ? 'var(--tx3)' : undefined} />
        <div className={styles.under}><span className="ellipsis" data-testid="doing">{state === 'ended' ? `${duration(detail?.durationS ?? at)} on the device's clock` : doing(state, frame, setup?.plan)}</span><span className="sp" /><span className="nw">{plural(frame?.inferences ?? 0, 'inference')}</span></div>
        {frame?.phase?.phase === 'cool-down' && <Cooling frame={frame} plan={setup?.plan} />}
      </div>
    </Panel>
  )
}

export function amount(done: number, total: number, unit: string): string {
  if (unit === 'bytes' || unit === 'B') return `${num(done / 1e6)} of ${withUnit(num(total / 1e6), 'MB')}`
  return `${num(done)} of ${withUnit(num(total), unit)}`
}

function Cooling({ frame, plan }: { frame: Frame; plan: Plan | undefined }) {
  const t = frame.temperature
  const cool = plan?.coolDown
  if (!cool || !frame.phase) return null
  const left = Math.max(0, cool.maxSeconds - (frame.at - frame.phase.from))
  return <div className={styles.cooling} data-testid="cooling">
    {t ? <><b className="num">{withUnit(num(t.now, 1), '°C')}</b> now, waits for {withUnit(num(t.start + cool.toleranceC, 1), '°C')}</> : 'No temperature can be read'}; goes on in at most {duration(Math.ceil(left))}
  </div>
}
