/** How the columns of an external meter's text file are to be read, guessed from its header and first rows. */
import type { z } from 'zod'
import type { MeterMapping, meterPreviewSchema } from '../rpc/device-calls'
import { numberOf } from './meter-reader'

type Preview = z.infer<typeof meterPreviewSchema>
type Kind = 'time' | 'current' | 'voltage' | 'power'

const units = { time: ['s', 'ms', 'us', 'ns'], current: ['A', 'mA', 'uA'], voltage: ['V', 'mV', 'uV'], power: ['W', 'mW', 'uW'] } as const
const names: Record<Kind, RegExp> = { time: /^(time|timestamp|elapsed|t)\b/i, current: /current|\bamp|^i\b/i, voltage: /volt|^[vu]\b/i, power: /power|watt|^p\b/i }
/** Samples per second that a header of milliseconds may imply; beyond it the header is wrong about its unit. */
const fastest = 2e5

interface Head { kind: Kind; unit: string | null; column: number; rank: number }

/** `Main Avg Current (mA)`, `Main(mA)`, `current_mA`, `Voltage [V]`, `Timestamp`. The unit decides before the name does. */
function readHead(cell: string, column: number): Head | null {
  const text = cell.trim().replace(/^\uFEFF/, '').replace(/[µμ]/g, 'u')
  const unit = /[([]\s*(\w+)\s*[)\]]\s*$/.exec(text)?.[1] ?? /[_ ](\w+)$/.exec(text)?.[1] ?? null
  const known = unit === null ? undefined : (Object.keys(units) as Kind[]).find((k) => (units[k] as readonly string[]).includes(unit))
  const kind = known ?? (Object.keys(names) as Kind[]).find((k) => names[k].test(text))
  if (!kind) return null
  // Meters with several channels and statistics: the main channel's average is the device's power.
  const rank = Number(/main/i.test(text)) + Number(/avg|average|mean/i.test(text)) - 2 * Number(/min|max|usb|aux/i.test(text))
  return { kind, unit: known ? unit : null, column, rank }
}

const cells = (line: string, separator: string): string[] => line.replace(/\r$/, '').split(separator).map((c) => c.trim().replace(/^"(.*)"$/, '$1'))

const separatorOf = (line: string): string => [',', ';', '\t'].reduce((a, b) => (line.split(b).length > line.split(a).length ? b : a))

/** Null where no row looks like a header with time and with current or power. @param text the beginning of the file, some kilobytes */
export function guessMapping(text: string): MeterMapping | null {
  const lines = text.split('\n')
  for (const [i, line] of lines.slice(0, 30).entries()) {
    const separator = separatorOf(line), heads = cells(line, separator).flatMap((c, k) => readHead(c, k) ?? [])
    const best = (kind: Kind) => heads.filter((h) => h.kind === kind).sort((a, b) => b.rank - a.rank)[0]
    const time = best('time'), current = best('current'), power = best('power'), voltage = best('voltage')
    if (!time || (!current && !power)) continue
    const rows = lines.slice(i + 1).map((l) => numberOf(cells(l, separator)[time.column] ?? '', separator)).filter((t) => !Number.isNaN(t))
    return {
      format: /main avg current/i.test(line) ? 'monsoon-powertool' : /(^|[,;"])main\s*\(ma\)/i.test(line) ? 'pymonsoon' : 'generic',
      time: { column: time.column, unit: timeUnit(pick(units.time, time.unit, 's'), rows) },
      current: current ? { column: current.column, unit: pick(units.current, current.unit, 'A') } : null,
      voltage: voltage ? { column: voltage.column, unit: pick(units.voltage, voltage.unit, 'V') } : null,
      power: power ? { column: power.column, unit: pick(units.power, power.unit, 'W') } : null,
      separator, skipRows: i + 1
    }
  }
  return null
}

function pick<T extends string>(known: readonly T[], unit: string | null, otherwise: T): T {
  return known.find((u) => u === unit) ?? otherwise
}

/** PyMonsoon heads seconds with `Time(ms)`: where milliseconds would make an impossible rate, they are seconds. */
function timeUnit(unit: MeterMapping['time']['unit'], times: readonly number[]): MeterMapping['time']['unit'] {
  const first = times[0], last = times.at(-1)
  if (unit !== 'ms' || first === undefined || last === undefined || last <= first) return unit
  return (times.length - 1) / ((last - first) / 1000) > fastest ? 's' : 'ms'
}

/** The columns and first rows as they stand, and the guess. @param text the beginning of the file, some kilobytes, whole lines */
export function previewHead(text: string, mapping: MeterMapping | null): Pick<Preview, 'columns' | 'rows' | 'guess'> {
  const guess = guessMapping(text), used = mapping ?? guess, lines = text.split('\n').filter((l) => l.trim() !== '')
  const separator = used?.separator ?? separatorOf(lines[0] ?? ''), skip = used?.skipRows ?? 0
  const rows = lines.slice(skip, skip + 12).map((l) => cells(l, separator))
  const columns = skip > 0 ? cells(lines[skip - 1] ?? '', separator) : (rows[0] ?? []).map((_, i) => `Column ${i + 1}`)
  return { columns: columns.map((c) => c.replace(/^\uFEFF/, '')), rows, guess }
}
