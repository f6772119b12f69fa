/** Route and cost of each inference. */
import type { TimedRun } from '../engine/inference/runner'

interface Known { masks: Uint8Array[]; route: string; macs: number }

/**
 * The decision is worked out in full once for each variant and image, and again only when gates or token masks differ from the last time.
 * Route and executed MACs follow from these masks alone; deciding costs processor time, which only adaptive variants would pay.
 */
export class Routes {
  private readonly known = new Map<string, Known>()

  /** @param key names variant and image */
  of(key: string, run: TimedRun): { route: string; macs: number } {
    const masks = masksOf(run), last = this.known.get(key)
    if (last && same(last.masks, masks)) return last
    const { decision } = run.decided()
    const known = { masks: masks.map((m) => m.slice()), route: decision.blocks.map((b) => (b.ran ? '1' : '0')).join(''), macs: decision.macs.executed }
    this.known.set(key, known)
    return known
  }
}

const masksOf = (run: TimedRun): Uint8Array[] => (run.records() ?? []).flatMap((r) => [r.gates, ...(r.tokens ?? []).map((t) => t.mask)])

const same = (a: Uint8Array[], b: Uint8Array[]): boolean => a.length === b.length && a.every((m, i) => Buffer.compare(m, b[i]!) === 0)
