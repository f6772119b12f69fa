/** What can be said of a run's validity before it has ended: from the probe, and from what came in so far. */
import type { Capabilities } from '@shared/device/capabilities'
import type { Plan } from '@shared/device/plan'
import type { Validity } from '@shared/runs/run'
import { num, plural, withUnit } from '../../../components/format'
import type { Frame } from './store'

type Reason = Validity['reasons'][number]

export function soFar(c: Capabilities | null, simulated: boolean, plan: Plan | null, frame: Frame | null, errors: readonly string[]): Validity {
  const reasons: Reason[] = []
  const add = (id: string, state: Reason['state'], text: string): void => void reasons.push({ id, state, text })
  if (c) {
    if (c.energy.standing !== 'simulated') add('energy', 'look', c.energy.reason)
    else if (c.energy.source === 'none') add('energy', 'look', 'No energy: no gauge can be read')
    if (c.battery?.charging) add('charging', 'look', 'Charging: the gauge sees the charger, not the load')
    const rate = c.gauge?.refreshHz
    if (plan && rate !== undefined && rate !== null && rate > 0) {
      const updates = rate * plan.slotSeconds
      add('gauge', updates >= plan.gaugeUpdates ? 'ok' : 'look', `Gauge updates ${num(updates)} per slot, ${num(plan.gaugeUpdates)} needed${updates >= plan.gaugeUpdates ? '' : ': energy per inference will be refused'}`)
    }
  }
  if (frame?.temperature) {
    const rise = frame.temperature.now - frame.temperature.start
    add('heat', rise > 5 ? 'look' : 'ok', `Temperature ${withUnit(num(frame.temperature.now, 1), '°C')}, ${withUnit(num(Math.abs(rise), 1), '°C')} ${rise < 0 ? 'below' : 'above'} the start`)
  }
  if (frame && frame.samples > 0) add('samples', frame.late > frame.samples * 0.02 ? 'look' : 'ok', frame.late === 0 ? `${plural(frame.samples, 'sample')}, none late` : `${num(frame.late)} of ${plural(frame.samples, 'sample')} late`)
  errors.slice(-3).forEach((text, i) => add(`error ${i}`, 'look', text))
  return { badge: simulated ? 'simulated' : c?.energy.standing === 'estimate' ? 'estimate' : c?.energy.standing === 'refused' ? 'no-verdict' : 'valid', reasons }
}
