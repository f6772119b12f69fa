/** The run under way as it is drawn, outside React: lines come in twenty times a second, the screen reads sixty times. */
import type { Gauge, Source } from '@shared/device/capabilities'
import { median } from '@shared/stats/quantile'
import { isOutside, tukeyFences, type Fences } from '@shared/stats/tukey'
import type { Inference, Line, PhaseName } from '@shared/trace/stream'
import { Growing } from '../../../charts/trace/growing'
import { robustRange } from '../../../charts/trace/points'

export interface LivePhase { phase: PhaseName; variant: string | null; round: number | null; slot: number | null; from: number; to: number | null; reason: string | null }
export interface SlotMedian { slot: number; variant: string; from: number; to: number; value: number }
export interface PlannedSlot { slot: number; round: number; variant: string }

/** Id of power that is derived from current and voltage. */
export const derivedPower = 'power'

export class LiveTrace {
  version = 0
  /** Seconds of the newest line. */
  end = 0
  readonly latency = new Map<string, Growing>()
  readonly warm = new Growing()
  readonly outliers = new Map<string, Growing>()
  readonly sources = new Map<string, Growing>()
  readonly phases: LivePhase[] = []
  readonly medians: SlotMedian[] = []
  range: { low: number; high: number } | null = null
  inferences = 0
  samples = 0
  late = 0
  last: Inference | null = null
  errors: string[] = []
  private origin: number | null = null
  private order: string[] = []
  private fences = new Map<string, Fences>()
  private counted = 0
  private readonly current: number
  private readonly voltage: number

  constructor(readonly sourceList: readonly Source[], readonly slots: readonly PlannedSlot[], private readonly gauge: Gauge | null) {
    this.order = sourceList.map((s) => s.id)
    this.current = gauge ? this.order.indexOf(gauge.current) : -1
    this.voltage = gauge ? this.order.indexOf(gauge.voltage) : -1
  }

  /** The phase under way; a pause lies within another. */
  get phase(): LivePhase | null { return this.phases.findLast((p) => p.to === null) ?? null }

  take(lines: readonly Line[]): void {
    for (const line of lines) this.line(line)
    this.summarize()
    this.version++
  }

  private seconds(at: number): number {
    this.origin ??= at
    const s = (at - this.origin) / 1e9
    if (s > this.end) this.end = s
    return s
  }

  private line(line: Line): void {
    switch (line.t) {
      case 'environment':
        this.seconds(line.at)
        this.order = line.sources
        break
      case 'phase': this.edge(line.edge, { phase: line.phase, variant: line.variant, round: line.round, slot: line.slot, from: this.seconds(line.at), to: null, reason: line.reason ?? null }); break
      case 'inference': this.inference(line); break
      case 'sample': this.sample(this.seconds(line.at), line.values); break
      case 'sampler': this.late = line.late; break
      case 'error': this.errors.push(line.message); break
      case 'done': this.seconds(line.at); break
      case 'profiled': break
    }
  }

  private edge(edge: 'begin' | 'end', p: LivePhase): void {
    if (edge === 'begin') return void this.phases.push(p)
    const open = this.phases.findLast((q) => q.to === null && q.phase === p.phase)
    if (!open) return
    open.to = p.from
    open.reason = p.reason
    if (open.phase === 'slot') this.slotMedian(open)
  }

  private inference(line: Inference): void {
    const t = this.seconds(line.end)
    const ms = (line.end - line.start) / 1e6
    this.last = line
    if (line.warm || line.slot < 0) return this.warm.push(t, ms)
    this.inferences++
    of(this.latency, line.variant).push(t, ms)
    const fences = this.fences.get(line.variant)
    if (fences && isOutside(ms, fences)) of(this.outliers, line.variant).push(t, ms)
  }

  private sample(t: number, values: readonly (number | null)[]): void {
    this.samples++
    values.forEach((v, i) => { const id = this.order[i]; if (id !== undefined) of(this.sources, id).push(t, v ?? Number.NaN) })
    const [a, v] = [values[this.current], values[this.voltage]]
    if (this.gauge && this.gauge.dischargeSign !== null && a !== null && a !== undefined && v !== null && v !== undefined) of(this.sources, derivedPower).push(t, this.gauge.dischargeSign * a * v)
  }

  /** The median of a slot so far, or at its end. */
  private slotMedian(p: LivePhase): void {
    if (p.variant === null || p.slot === null) return
    const values = this.latency.get(p.variant)?.between(p.from, p.to ?? Infinity) ?? []
    if (values.length === 0) return
    const m: SlotMedian = { slot: p.slot, variant: p.variant, from: p.from, to: p.to ?? this.end, value: median(values) }
    const known = this.medians.findIndex((k) => k.slot === p.slot)
    if (known < 0) this.medians.push(m)
    else this.medians[known] = m
  }

  /** The open slot's median, fences and the range of the latency track; the sorting is worth it only so often. */
  private summarize(): void {
    const slot = this.phases.findLast((p) => p.phase === 'slot')
    if (slot && slot.to === null) this.slotMedian(slot)
    const now = this.inferences + this.warm.length
    if (now < 200 ? now === this.counted : now < this.counted * 1.03) return
    this.counted = now
    const groups = [...this.latency].map(([id, g]) => [id, g.values()] as const)
    this.range = robustRange([...groups.map(([, v]) => v), ...(groups.length === 0 ? [this.warm.values()] : [])])
    // Few values have no quartiles worth the name.
    for (const [id, values] of groups) if (values.length >= 20) {
      const fences = tukeyFences(values)
      this.fences.set(id, fences)
      // Fences move while values come in: who was outside of the old ones may be inside of these.
      this.outliers.set(id, this.latency.get(id)?.filter((ms) => isOutside(ms, fences)) ?? new Growing())
    }
  }
}

function of(map: Map<string, Growing>, key: string): Growing {
  let g = map.get(key)
  if (!g) map.set(key, (g = new Growing()))
  return g
}
