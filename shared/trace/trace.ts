/** A run in memory: the runner's lines in columns, filled as they come. Ten million samples are a few hundred megabytes, not ten million objects. */
import { Column } from './column'
import type { Inference, Line, PhaseName, Sample } from './stream'

/** A phase, in nanoseconds of the run's clock; `to` is null while it lasts, or where the run was cut. */
export interface Span { phase: PhaseName; slot: number | null; round: number | null; variant: string | null; from: number; to: number | null; reason: string | null }

/** Columns of equal length, one entry per inference. `variant` and `route` index into the trace's lists. */
export interface InferenceColumns { start: Column; end: Column; variant: Column; image: Column; round: Column; /** −1 for a warm-up. */ slot: Column; route: Column; macs: Column }

/** A counter of its own pace, by the run's clock; times ascending. */
export interface Counted { at: Column; values: Column }

export class Trace {
  /** Ids of the sampled sources; `samples.values[k]` belongs to `sources[k]`. */
  readonly sources: string[] = []
  readonly samples: { at: Column; /** NaN where a read failed. */ values: Column[] } = { at: new Column(), values: [] }
  /** What perfetto recorded beside the runner, by id; empty where it did not. */
  readonly counters = new Map<string, Counted>()
  /** What was wrong with that recording, in words. */
  readonly counterProblems: string[] = []
  readonly variants: string[] = []
  readonly routes: string[] = []
  readonly inferences: InferenceColumns = {
    start: new Column(), end: new Column(), variant: new Column(), image: new Column(), round: new Column(), slot: new Column(), route: new Column(), macs: new Column()
  }
  readonly spans: Span[] = []
  readonly errors: { at: number; code: string; message: string; fatal: boolean }[] = []
  /** The sampler's last word on what it cost, and when. */
  sampler: { at: number; samples: number; cpuNs: number; medianNs: number; late: number } | null = null
  done: { at: number; inferences: number; stopped: boolean } | null = null
  /** How often the device's clock began anew within the run: after a restart of the device. */
  restarts = 0
  /** Where one runner was lost and another went on, nanoseconds of the run's clock. */
  readonly interruptions: { from: number; to: number }[] = []
  /** Nanoseconds of the first line; what a page calls second 0. Null before it. */
  first: number | null = null
  /** The latest time told by any line. */
  last = 0

  /** What is added to the device's clock, so that the run's clock goes on after a restart of the device. */
  private shift = 0
  /** Where each source's value stands in a sample line; −1 where the present runner does not read it. */
  private places: number[] = []
  private readonly variantIndex = new Map<string, number>()
  private readonly routeIndex = new Map<string, number>()

  /** Seconds since the run's first line. */
  seconds(ns: number): number {
    return (ns - (this.first ?? ns)) / 1e9
  }

  add(line: Line): void {
    switch (line.t) {
      case 'environment': return this.begin(line.at, line.sources)
      case 'phase': return this.phase(line.phase, line.edge, this.time(line.at), line)
      case 'inference': return this.inference(line)
      case 'sample': return this.sample(line)
      case 'sampler':
        this.sampler = { at: this.time(line.at), samples: line.samples, cpuNs: line.cpuNs, medianNs: line.medianNs, late: line.late }
        return
      case 'error':
        this.errors.push({ at: this.time(line.at), code: line.code, message: line.message, fatal: line.fatal })
        return
      case 'done':
        this.done = { at: this.time(line.at), inferences: line.inferences, stopped: line.stopped }
        return
      case 'profiled': return
    }
  }

  /** A runner starts, for the first time or again after a reconnect; only a restart of the device sets its clock back. */
  private begin(at: number, sources: readonly string[]): void {
    if (at + this.shift < this.last) {
      this.restarts++
      this.shift = this.last - at + 1e9
    }
    if (this.first !== null) this.interruptions.push({ from: this.last, to: at + this.shift })
    for (const span of this.spans) if (span.to === null) Object.assign(span, { to: this.last, reason: 'cut' })
    this.time(at)
    for (const id of sources) {
      if (this.sources.includes(id)) continue
      const column = new Column()
      for (let i = 0; i < this.samples.at.length; i++) column.push(NaN)
      this.sources.push(id)
      this.samples.values.push(column)
    }
    this.places = this.sources.map((id) => sources.indexOf(id))
  }

  private phase(phase: PhaseName, edge: 'begin' | 'end', at: number, { slot, round, variant, reason }: { slot: number | null; round: number | null; variant: string | null; reason?: string }): void {
    if (edge === 'begin') {
      this.spans.push({ phase, slot, round, variant, from: at, to: null, reason: reason ?? null })
      return
    }
    const open = this.spans.findLast((s) => s.phase === phase && s.to === null)
    if (!open) return
    open.to = at
    open.reason = reason ?? open.reason
  }

  private inference(line: Inference): void {
    const c = this.inferences
    c.start.push(this.time(line.start))
    c.end.push(this.time(line.end))
    c.variant.push(indexIn(this.variants, this.variantIndex, line.variant))
    c.image.push(line.image)
    c.round.push(line.round)
    c.slot.push(line.warm ? -1 : line.slot)
    c.route.push(indexIn(this.routes, this.routeIndex, line.route))
    c.macs.push(line.macs)
  }

  private sample(line: Sample): void {
    this.samples.at.push(this.time(line.at))
    this.samples.values.forEach((column, k) => column.push(line.values[this.places[k]!] ?? NaN))
  }

  private time(ns: number): number {
    const at = ns + this.shift
    this.first ??= at
    if (at > this.last) this.last = at
    return at
  }
}

function indexIn(list: string[], index: Map<string, number>, value: string): number {
  let i = index.get(value)
  if (i === undefined) {
    index.set(value, (i = list.length))
    list.push(value)
  }
  return i
}
