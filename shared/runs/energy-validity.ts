/** May a verdict rest on this run's energy? */
import type { Alignment } from '../trace/align'
import { sentence } from '../trace/words'
import { chargedDuring, touches, whenCharging } from './charging'
import { idleTime, tooFewUpdates } from './energy'
import type { Judged, Reason } from './judged'
import { limits } from './limits'
import type { Estimate } from './run'

type Measured = Pick<Judged, 'energy'>

/** What may be said of a run's energy, and of what it is told from. */
export function energyReasons(run: Judged): Reason[] {
  const { energy, capabilities } = run
  if (energy.refused !== null) return [{ id: capabilities.battery?.charging || energy.charging.length > 0 ? 'charging' : 'energy', state: 'look', text: `No energy: ${energy.refused}` }]
  return [charging(run), estimate(run), energy.alignment && aligned(energy.alignment), ...slots(run), idle(run), ...impossible(run), ...spread(run)].filter((r) => r !== null)
}

/** One of the device's own: its error is unknown. */
export const ownSource = ({ energy: { from } }: Measured): boolean => from !== 'meter' && from !== 'none'

/** What the probe saw, and what the run itself shows. */
function charging({ energy, capabilities }: Judged): Reason | null {
  if (energy.from !== 'gauge' && energy.from !== 'battery') return null
  const charged = energy.slots.filter((s) => chargedDuring(energy.charging, s)).length
  if (energy.charging.length > 0) return { id: 'charging', state: 'look', text: `The battery was charging ${whenCharging(energy.charging)}: ${charged} of ${energy.slots.length} slots without energy` }
  const known = typeof capabilities.battery?.charging === 'boolean'
  return { id: 'charging', state: known ? 'ok' : 'look', text: known ? 'Not charging' : 'Whether the battery was charging is unknown' }
}

function estimate({ energy, capabilities }: Judged): Reason | null {
  if (capabilities.device.simulated || !ownSource({ energy })) return null
  const why = energy.from === 'rail' ? `it is of ${energy.name}, which by its name feeds the whole device; nobody has checked that, nor its error` : capabilities.energy.reason
  return { id: 'energy', state: 'look', text: `Energy is an estimate: ${why}` }
}

function slots({ energy, plan }: Judged): Reason[] {
  const all = energy.slots, few = all.filter((s) => s.updates < plan.gaugeUpdates && !chargedDuring(energy.charging, s)), reasons: Reason[] = []
  const unseen = all.filter((s) => s.refused !== null && !few.includes(s) && !chargedDuring(energy.charging, s)), of = (n: number): string => `${n} of ${all.length} slots without energy`
  const used = all.filter((s) => s.refused === null), least = Math.min(...used.map((s) => s.updates)), rough = least < limits.updates
  if (few.length > 0) reasons.push({ id: 'gauge', state: 'look', text: `${of(few.length)}: ${tooFewUpdates(few, plan)}` })
  else if (ownSource({ energy }) && used.length > 0) {
    const text = `${sentence(energy.name)} told something new at least ${least} times a slot`
    reasons.push({ id: 'gauge', state: rough ? 'look' : 'ok', text: rough ? `${text}: below ${limits.updates} its mean power is rough, though the plan accepts ${plan.gaugeUpdates}` : text })
  }
  if (unseen.length > 0) reasons.push({ id: 'coverage', state: 'look', text: `${of(unseen.length)}: ${unseen[0]!.refused}` })
  return reasons
}

function idle({ energy, plan, trace }: Judged): Reason | null {
  if (plan.idleSeconds > 0 && energy.idleW !== null) return null
  const rest = idleTime(trace), charged = rest !== null && touches(energy.charging, rest.from, rest.to)
  return { id: 'idle', state: 'look', text: charged ? 'The battery was charging during the idle baseline: net energy is left out' : 'No idle baseline: net energy is left out' }
}

function impossible({ variants }: Judged): Reason[] {
  return variants.flatMap(({ label, energy }) => (energy.netRefused === null ? [] : [{ id: 'net', state: 'look' as const, text: `No net energy of ${label}: ${energy.netRefused}` }]))
}

/** Intervals that say next to nothing, mostly of slots that differ from each other by far more than the variants do. */
function spread({ variants, comparisons }: Judged): Reason[] {
  const label = (id: string): string => variants.find((v) => v.id === id)?.label ?? id
  const told: [what: string, e: Estimate | null, unit: string][] = [
    ...variants.flatMap((v): [string, Estimate | null, string][] => [[`Energy per inference of ${v.label}`, v.energy.grossJ, ' J'], [`Net energy per inference of ${v.label}`, v.energy.netJ, ' J']]),
    ...comparisons.map((c): [string, Estimate | null, string] => [`Energy of ${label(c.variant)} ÷ ${label(c.baseline)}`, c.energy, ''])
  ]
  return told.flatMap(([what, e, unit]) => {
    if (!e || (e.low > 0 && e.high / e.low <= limits.spread.look)) return []
    return [{ id: 'spread', state: 'look' as const, text: `${what} is as good as unknown: anywhere from ${e.low.toPrecision(2)} to ${e.high.toPrecision(2)}${unit}. Take more rounds, and see why slots differ` }]
  })
}

function aligned({ byHand, confidence, offsetS }: Alignment): Reason {
  const text = `The meter's clock is ${offsetS.toFixed(3)} s off, ${byHand ? 'given by hand' : 'found by the bursts'}, confidence ${confidence.toFixed(2)}`
  return { id: 'alignment', state: confidence < limits.confidence.look ? 'look' : 'ok', text }
}
