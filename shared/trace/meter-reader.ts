/** An external meter's text file, piece by piece, to seconds and watts. A row that cannot be read is told, never dropped in silence. */
import { StudioError } from '../errors'
import type { MeterMapping } from '../rpc/device-calls'
import { Column } from './column'
import { PowerTrace } from './power'
import { counted } from './words'

const inSeconds = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 }
const inAmperes = { A: 1, mA: 1e-3, uA: 1e-6 }
const inVolts = { V: 1, mV: 1e-3, uV: 1e-6 }
const inWatts = { W: 1, mW: 1e-3, uW: 1e-6 }
/** How many row numbers a problem names. */
const named = 5

/** NaN for what is not a number. Decimal commas where a comma does not separate; `np.float64(1.5)` as PyMonsoon writes under newer NumPy. */
export function numberOf(cell: string, separator: string): number {
  const simple = Number(cell)
  if (simple !== 0 && !Number.isNaN(simple)) return simple
  const plain = cell.trim().replace(/^"(.*)"$/, '$1').replace(/^np\.float\d+\((.*)\)$/, '$1'), text = separator === ',' ? plain : plain.replace(',', '.')
  return text === '' ? NaN : Number(text)
}

export class MeterReader {
  private readonly seconds = new Column()
  private readonly watts = new Column()
  private readonly bad = new Map<string, number[]>()
  private rest = ''
  private row = 0
  /** Value of one row in watts, or what is wrong with it. */
  private readonly power: (row: string[]) => number | string

  /** Throws `usage` for a mapping that leaves power unknown. */
  constructor(private readonly mapping: MeterMapping) {
    const { power, current, voltage, separator } = mapping
    const number = (row: string[], { column }: { column: number }) => numberOf(row[column] ?? '', separator)
    if (power) {
      this.power = (row) => {
        const watts = number(row, power) * inWatts[power.unit]
        return Number.isFinite(watts) ? watts : 'the power is not a number'
      }
    } else if (current && voltage) {
      const volts = 'fixed' in voltage ? () => voltage.fixed : (row: string[]) => number(row, voltage) * inVolts[voltage.unit]
      this.power = (row) => {
        const a = number(row, current) * inAmperes[current.unit], v = volts(row)
        return !Number.isFinite(a) ? 'the current is not a number' : !Number.isFinite(v) ? 'the voltage is not a number' : a * v
      }
    } else {
      throw new StudioError('usage', 'These columns do not tell power', { why: current ? 'There is a current but no voltage.' : 'There is neither a power nor a current column.', fix: current ? 'Choose the column of the voltage, or give a fixed voltage.' : 'Choose the column of the power, or those of current and voltage.' })
    }
  }

  /** @param text the next piece of the file; it may end within a line */
  push(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop()!
    for (const line of lines) this.line(line)
  }

  /** The last line may have no end. Read once, after the last `push`. */
  end(): { power: PowerTrace; problems: string[] } {
    if (this.rest !== '') this.line(this.rest)
    this.rest = ''
    const power = new PowerTrace(this.seconds.values, this.watts.values)
    return { power, problems: [...this.badRows(), ...flawsOf(power)] }
  }

  private line(line: string): void {
    this.row++
    if (this.row <= this.mapping.skipRows || line.trim() === '') return
    const row = line.split(this.mapping.separator)
    const seconds = numberOf(row[this.mapping.time.column] ?? '', this.mapping.separator) * inSeconds[this.mapping.time.unit]
    const watts = Number.isFinite(seconds) ? this.power(row) : 'the time is not a number'
    if (typeof watts === 'string') {
      const rows = this.bad.get(watts)
      if (rows) rows.push(this.row)
      else this.bad.set(watts, [this.row])
      return
    }
    this.seconds.push(seconds)
    this.watts.push(watts)
  }

  private badRows(): string[] {
    return [...this.bad].map(([why, rows]) => `${counted(rows.length, 'row')} left out, ${why}: ${rows.slice(0, named).join(', ')}${rows.length > named ? ' …' : ''}`)
  }
}

/** Watts that glasses, their battery and a charger cannot reach, and less than any of them draws. */
const mostWatts = 100, leastWatts = 0.01

function flawsOf(power: PowerTrace): string[] {
  const { flaws, length, at, step } = power
  if (length < 2) return ['Fewer than two samples: nothing to align or to integrate']
  const longest = Math.max(0, ...flaws.gaps.map((g) => g.to - g.from))
  const seconds = at[length - 1]! - at[0]!, mean = seconds > 0 ? power.energy(at[0]!, at[length - 1]!) / seconds : NaN
  return [
    Math.abs(mean) > mostWatts && `${Math.round(mean)} W on average is more than glasses draw: a unit may be wrong`,
    Math.abs(mean) < leastWatts && `${mean.toPrecision(2)} W on average is less than glasses draw: a unit or a column may be wrong`,
    mean <= -leastWatts && 'The power is negative: the meter\'s leads may be swapped',
    flaws.repeated > 0 && `${counted(flaws.repeated, 'sample')} at the time of the one before: averaged`,
    flaws.backward > 0 && `${counted(flaws.backward, 'sample')} back in time: left out`,
    flaws.gaps.length > 0 && `${counted(flaws.gaps.length, 'gap')}, the longest ${longest.toPrecision(3)} s`,
    step < 1e-6 && `Samples are ${step.toPrecision(2)} s apart: the unit of time may be wrong`,
    seconds < 1 && 'The file spans less than a second: the unit of time may be wrong'
  ].filter((s) => typeof s === 'string')
}

/** What a mapping makes of a file, for the preview. */
export function meterFigures(power: PowerTrace): { samples: number; seconds: number; meanW: number | null; rateHz: number | null } {
  const from = power.at[0] ?? 0, seconds = (power.at[power.length - 1] ?? from) - from
  return { samples: power.length, seconds, meanW: seconds > 0 ? power.energy(from, from + seconds) / seconds : null, rateHz: seconds > 0 ? (power.length - 1) / seconds : null }
}
