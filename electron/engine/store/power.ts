/** The power trace of a run whose device tells current and voltage only. */
import type { Capabilities } from '@shared/device/capabilities'

/** Ids of its sources, and the sign that makes discharge positive. */
export interface PowerOf { current: string; voltage: string; sign: 1 | -1 }
export const powerId = 'power'

/** Null where a source tells power itself, or where the sign of the current is unknown. */
export function powerOf({ sources, gauge }: Capabilities): PowerOf | null {
  if (!gauge || gauge.dischargeSign === null || sources.some((s) => s.kind === 'power')) return null
  return { current: gauge.current, voltage: gauge.voltage, sign: gauge.dischargeSign }
}
