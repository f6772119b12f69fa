/** What perfetto's `android.power` counts: the battery's counters, and one energy counter for each power rail. */

export type CounterKind = 'current' | 'charge' | 'level' | 'voltage' | 'energy'
export interface CounterInfo { kind: CounterKind; unit: 'A' | 'Ah' | '%' | 'V' | 'J'; label: string }

/** Ids by which counters are stored; a rail's is `railId`. */
export const batteryCounters = { current: 'perfetto.current', charge: 'perfetto.charge', level: 'perfetto.level', voltage: 'perfetto.voltage' } as const
const railPrefix = 'perfetto.rail.'
/** @param subsystem of the rail, as the device names it; may be empty */
export const railId = (name: string, subsystem: string): string => `${railPrefix}${name}${subsystem === '' || subsystem === name ? '' : `@${subsystem}`}`
export const isRail = (id: string): boolean => id.startsWith(railPrefix)

const battery: Record<string, CounterInfo> = {
  [batteryCounters.current]: { kind: 'current', unit: 'A', label: 'battery current (perfetto)' }, [batteryCounters.charge]: { kind: 'charge', unit: 'Ah', label: 'battery charge (perfetto)' },
  [batteryCounters.level]: { kind: 'level', unit: '%', label: 'battery level (perfetto)' }, [batteryCounters.voltage]: { kind: 'voltage', unit: 'V', label: 'battery voltage (perfetto)' }
}

export function counterInfo(id: string): CounterInfo {
  const [name, subsystem] = partsOf(id)
  return battery[id] ?? { kind: 'energy', unit: 'J', label: `rail ${name}${subsystem === '' ? '' : `, ${subsystem}`}${isWholeRail(id) ? '' : ' (a part of the device)'}` }
}

/** Names that say that a rail feeds the whole device. Exact, since `VSYS_PWR_DISPLAY` feeds the display. */
const whole = /^(system|sys|total|vsys|vbat|battery|whole[ _-]?system)$/i

/** Rails lie behind one another, so that they are never summed: energy of the device comes from the one that feeds all of it, or from none. */
export const isWholeRail = (id: string): boolean => isRail(id) && partsOf(id).some((part) => whole.test(part))

function partsOf(id: string): [name: string, subsystem: string] {
  const text = id.slice(railPrefix.length), at = text.lastIndexOf('@')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
