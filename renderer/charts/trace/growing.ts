/** A series that grows at its end while it is drawn many times a second. */
import { upperBound } from '@shared/stats/decimate'
import type { Points } from './points'

/** Values are summed up in blocks of this many, so that a column of the screen need not look at each of them. */
const block = 64

export class Growing {
  private t = new Float64Array(1024)
  private v = new Float64Array(1024)
  private lows: number[] = []
  private highs: number[] = []
  length = 0

  /** @param t seconds, not before the last one @param v NaN where a read failed */
  push(t: number, v: number): void {
    if (this.length === this.t.length) {
      this.t = enlarged(this.t)
      this.v = enlarged(this.v)
    }
    this.t[this.length] = t
    this.v[this.length] = v
    const b = Math.floor(this.length / block)
    // Comparisons with NaN are false, so failed reads leave the summary alone.
    if (this.length % block === 0) { this.lows[b] = Infinity; this.highs[b] = -Infinity }
    if (v < this.lows[b]!) this.lows[b] = v
    if (v > this.highs[b]!) this.highs[b] = v
    this.length++
  }

  first(): { t: number; v: number } | null {
    return this.length === 0 ? null : { t: this.t[0]!, v: this.v[0]! }
  }

  last(): { t: number; v: number } | null {
    return this.length === 0 ? null : { t: this.t[this.length - 1]!, v: this.v[this.length - 1]! }
  }

  /** Values that were read after `from`, until `to`. */
  between(from: number, to: number): number[] {
    return Array.from(this.v.subarray(this.upTo(from), this.upTo(to))).filter((x) => !Number.isNaN(x))
  }

  /** All values that were read. */
  values(): number[] { return this.between(-Infinity, Infinity) }

  /** The points whose value passes, as a series of its own. */
  filter(passes: (v: number) => boolean): Growing {
    const out = new Growing()
    for (let i = 0; i < this.length; i++) if (passes(this.v[i]!)) out.push(this.t[i]!, this.v[i]!)
    return out
  }

  /** The greatest value; minus infinity before the first. */
  highest(): number { return this.highs.reduce((a, b) => Math.max(a, b), -Infinity) }

  /**
   * What a screen of `columns` pixels can show of `from`…`to`: every point while there are few, else the least and the greatest of each
   * column in the order in which they came. One point beyond each end is included, so that lines reach the edge.
   */
  view(from: number, to: number, columns: number, few = 5000): Points {
    const first = this.upTo(from)
    const end = this.upTo(to)
    const t: number[] = []
    const v: (number | null)[] = []
    const add = (i: number): void => {
      t.push(this.t[i]!)
      v.push(Number.isNaN(this.v[i]!) ? null : this.v[i]!)
    }
    if (end - first <= Math.max(few, columns * 2)) {
      for (let i = Math.max(0, first - 1); i < Math.min(this.length, end + 1); i++) add(i)
      return { t, v }
    }
    if (first > 0) add(first - 1)
    const width = (to - from) / columns
    for (let start = first, c = 0; start < end; c++) {
      const stop = c >= columns ? end : Math.min(end, this.upTo(from + (c + 1) * width))
      if (stop <= start) continue
      const [low, high] = this.extremes(start, stop)
      if (low < 0) add(start)
      else if (low === high) add(low)
      else { add(Math.min(low, high)); add(Math.max(low, high)) }
      start = stop
    }
    if (end < this.length) add(end)
    return { t, v }
  }

  /** Number of points at or before an instant. */
  private upTo(at: number): number { return upperBound(this.t.subarray(0, this.length), at) }

  /** Indices of the least and the greatest value in [start, end); −1 where none was read. */
  private extremes(start: number, end: number): [number, number] {
    let low = -1
    let high = -1
    for (let i = start; i < end;) {
      const b = Math.floor(i / block)
      const whole = i % block === 0 && i + block <= end
      if (whole && low >= 0 && this.lows[b]! >= this.v[low]! && this.highs[b]! <= this.v[high]!) { i += block; continue }
      const stop = whole ? i + block : Math.min(end, (b + 1) * block)
      for (; i < stop; i++) {
        const x = this.v[i]!
        if (Number.isNaN(x)) continue
        if (low < 0 || x < this.v[low]!) low = i
        if (high < 0 || x > this.v[high]!) high = i
      }
    }
    return [low, high]
  }
}

function enlarged(a: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(a.length * 2)
  next.set(a)
  return next
}
