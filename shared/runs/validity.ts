/** May a verdict rest on this run? Every check is told, those passed too. */
import type { Source } from '../device/capabilities'
import { median } from '../stats/quantile'
import type { Trace } from '../trace/trace'
import { slotTimes, type SlotTime } from '../trace/energy'
import { counted, sentence, times } from '../trace/words'
import { droppedSlots } from '../trace/takes'
import { energyReasons, ownSource } from './energy-validity'
import { latencies, measuredBy } from './latency'
import { limits } from './limits'
import type { Judged, Reason } from './judged'
import type { Validity } from './run'

/** Badge order: simulated, no verdict, estimate, valid. Reasons: worst first. */
export function judge(run: Judged): Validity {
  const slots = slotTimes(run.trace)
  const reasons = [
    simulated(run), ending(run, slots), interrupted(run), unreadable(run), counts(run), drift(run), temperature(run, slots), clock(run, slots), time(run),
    ...energyReasons(run), recording(run), ...protocol(run), sampler(run)
  ].filter((r) => r !== null)
  const order = ['bad', 'look', 'ok'] as const
  reasons.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  const told = ownSource(run) && run.energy.refused === null
  const badge = run.capabilities.device.simulated ? 'simulated' : reasons.some((r) => r.state === 'bad') ? 'no-verdict' : told ? 'estimate' : 'valid'
  return { badge, reasons }
}

const percent = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)} %`
const graded = (id: string, value: number, limit: { look: number; bad?: number }, text: string): Reason =>
  ({ id, state: limit.bad !== undefined && value > limit.bad ? 'bad' : value > limit.look ? 'look' : 'ok', text })

function simulated({ capabilities }: Judged): Reason | null {
  return capabilities.device.simulated ? { id: 'simulated', state: 'look', text: 'Simulated: not a measurement of glasses' } : null
}

function ending({ plan, state, ending: why }: Judged, slots: readonly SlotTime[]): Reason {
  const planned = plan.rounds * plan.variants.length
  if (state === 'finished') return { id: 'partial', state: 'ok', text: `All ${planned} slots were taken` }
  // A slot taken again after a lost connection has a number of its own.
  const began = new Set(slots.map((s) => `${s.round} ${s.variant}`)).size
  // The ending may have counted the slots already.
  const told = why?.includes(`of ${planned} slots`) ? why : `${began} of ${planned} slots${why ? ` (${why})` : ''}`
  return { id: 'partial', state: 'look', text: `Partial: ${told}` }
}

/** Told too where the run went on and was finished. */
function interrupted({ trace }: Judged): Reason | null {
  const away = trace.interruptions, dropped = droppedSlots(trace)
  if (away.length === 0) return null
  const cut = trace.inferences.slot.values.reduce((n, slot) => n + Number(dropped.has(slot)), 0)
  const told = away.map(({ from, to }) => `${trace.seconds(from).toFixed(1)}–${trace.seconds(to).toFixed(1)} s`).join(', ')
  const again = dropped.size === 0 ? '' : `. ${dropped.size === 1 ? 'A slot that was cut off was' : `${dropped.size} slots that were cut off were`} run again whole: the ${counted(cut, 'inference')} before enter no figure`
  return { id: 'interrupted', state: 'look', text: `The device was away ${times(away.length)} (${told})${again}` }
}

function unreadable({ skipped }: Judged): Reason | null {
  if (skipped.length === 0) return null
  return { id: 'images', state: 'look', text: `${counted(skipped.length, 'image')} left out that could not be read, first ${skipped[0]!.path}: ${skipped[0]!.why}` }
}

function counts({ trace, plan, images }: Judged): Reason {
  const measured = measuredBy(trace), fewest = Math.min(...plan.variants.map((v) => measured.get(v.id)?.length ?? 0))
  const shared = plan.variants.length > 1
  const bad = fewest < limits.inferences.bad || (shared && images < limits.images.bad)
  const look = fewest < limits.inferences.look || (shared && images < limits.images.look)
  const text = `${fewest} inferences of the variant with the fewest${shared ? `, ${images} images in common` : ''}`
  return { id: 'few-runs', state: bad ? 'bad' : look ? 'look' : 'ok', text: bad ? `${text}: too few for a verdict` : look ? `${text}: p99 and intervals are rough` : text }
}

/** How the latency of one variant moved between its first and its last round: the largest of all variants. */
function drift({ trace }: Judged): Reason | null {
  const ms = latencies(trace), rounds = trace.inferences.round.values
  const shares = [...measuredBy(trace).values()].flatMap((indices) => {
    const first = rounds[indices[0] ?? -1], last = rounds[indices.at(-1) ?? -1]
    if (first === undefined || first === last) return []
    const of = (round: number | undefined) => median(indices.filter((i) => rounds[i] === round).map((i) => ms[i]!))
    return [of(last) / of(first) - 1]
  })
  if (shares.length === 0) return null
  const worst = shares.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a))
  return graded('drift', Math.abs(worst), limits.drift, `Latency moved by ${worst < 0 ? '−' : '+'}${percent(Math.abs(worst), 1)} from the first round to the last`)
}

/** The highest value of a kind of source at each sample, and its mean in each slot; slots without a sample are left out. */
function highestPerSlot(trace: Trace, sources: readonly Source[], kind: Source['kind'], slots: readonly SlotTime[]): number[] {
  const columns = sources.filter((s) => s.kind === kind).flatMap((s) => trace.samples.values[trace.sources.indexOf(s.id)]?.values ?? [])
  const sums = slots.map(() => ({ sum: 0, n: 0 }))
  const at = trace.samples.at.values
  for (let i = 0; i < at.length; i++) {
    const t = trace.seconds(at[i]!), k = slots.findIndex((s) => t >= s.from && t <= s.to)
    if (k < 0) continue
    let highest = -Infinity
    for (const c of columns) if (c[i]! > highest) highest = c[i]!
    if (highest === -Infinity) continue
    sums[k]!.sum += highest
    sums[k]!.n++
  }
  return sums.filter((s) => s.n > 0).map((s) => s.sum / s.n)
}

function temperature({ trace, capabilities }: Judged, slots: readonly SlotTime[]): Reason | null {
  const means = highestPerSlot(trace, capabilities.sources, 'temperature', slots)
  if (slots.length === 0) return null
  if (means.length === 0) return { id: 'thermal', state: 'look', text: 'No temperature could be read: thermal drift is unknown' }
  const rise = means.at(-1)! - means[0]!
  return graded('thermal', Math.abs(rise), limits.warmer, `The hottest zone went from ${means[0]!.toFixed(1)} to ${means.at(-1)!.toFixed(1)} °C`)
}

function clock({ trace, capabilities }: Judged, slots: readonly SlotTime[]): Reason | null {
  const means = highestPerSlot(trace, capabilities.sources, 'frequency', slots)
  if (slots.length === 0) return null
  if (means.length === 0) return { id: 'clock', state: 'look', text: 'No processor clock could be read: throttling is unknown' }
  const low = Math.min(...means), high = Math.max(...means), share = 1 - low / high
  return graded('clock', share, limits.clock, share > limits.clock.look ? `The processor clock changed between slots: ${low.toFixed(2)} to ${high.toFixed(2)} GHz` : `The processor clock held at ${high.toFixed(2)} GHz`)
}

function time({ trace, energy }: Judged): Reason {
  const flaws = energy.power?.flaws, told = [
    trace.restarts > 0 && `the device restarted ${times(trace.restarts)}`,
    flaws && flaws.backward > 0 && `the clock of power went back: ${counted(flaws.backward, 'sample')} left out`,
    flaws && flaws.repeated > 0 && `${counted(flaws.repeated, 'sample')} at the time of the one before, averaged`,
    flaws && flaws.missing > 0 && `${counted(flaws.missing, 'sample')} of power without a value`,
    flaws && flaws.gaps.length > 0 && `${counted(flaws.gaps.length, 'gap')} in power, the longest ${Math.max(...flaws.gaps.map((g) => g.to - g.from)).toFixed(1)} s`
  ].filter((t) => typeof t === 'string')
  if (told.length === 0) return { id: 'time', state: 'ok', text: 'One clock throughout, no gaps' }
  return { id: 'time', state: 'look', text: sentence(told.join('; ')) }
}

function recording({ trace: { counterProblems } }: Judged): Reason | null {
  return counterProblems.length === 0 ? null : { id: 'perfetto', state: 'look', text: `perfetto's recording: ${counterProblems.join('; ')}` }
}

function protocol({ trace }: Judged): Reason[] {
  const late = (phase: string) => trace.spans.filter((s) => s.phase === phase && s.reason === 'time-out').length
  const warm = late('warm-up'), hot = late('cool-down'), reasons: Reason[] = []
  if (warm > 0) reasons.push({ id: 'warm-up', state: 'look', text: `Latency was not yet stable when the warm-up ended (${times(warm)})` })
  if (hot > 0) reasons.push({ id: 'cool-down', state: 'look', text: `The device had not cooled to its start temperature when a round began (${times(hot)})` })
  if (trace.errors.length > 0) reasons.push({ id: 'errors', state: 'look', text: `The runner told ${counted(trace.errors.length, 'error')}, first: ${trace.errors[0]!.message}` })
  return reasons
}

function sampler({ trace }: Judged): Reason | null {
  const share = samplerShare(trace)
  return share === null ? null : graded('sampler', share, limits.sampler, `Sampling took ${percent(share, 1)} of one core`)
}

/** Processor time of the sampler ÷ time since the run's first line. */
export function samplerShare({ sampler: s, first }: Trace): number | null {
  return s && first !== null && s.at > first ? s.cpuNs / (s.at - first) : null
}
