/** How a meter's file is read, as the dialog changes it. */
import type { z } from 'zod'
import { limits } from '@shared/runs/limits'
import { meterMappingSchema, type alignmentSchema, type MeterMapping, type meterPreviewSchema } from '@shared/rpc/device-calls'

export type Preview = z.infer<typeof meterPreviewSchema>
export type Alignment = z.infer<typeof alignmentSchema>

export type Quantity = 'current' | 'voltage' | 'power'
export const timeUnits = ['s', 'ms', 'us', 'ns'] as const
export const units = { current: ['A', 'mA', 'uA'], voltage: ['V', 'mV', 'uV'], power: ['W', 'mW', 'uW'] } as const

/** Microseconds and the like with their proper sign. */
export const unitLabel = (u: string): string => u.replace(/^u/, 'µ')

/** Which column is what, for the heads of the preview. */
export function roles(m: MeterMapping): Map<number, string> {
  const out = new Map<number, string>([[m.time.column, `time, ${unitLabel(m.time.unit)}`]])
  if (m.current) out.set(m.current.column, `current, ${unitLabel(m.current.unit)}`)
  if (m.voltage && 'column' in m.voltage) out.set(m.voltage.column, `voltage, ${unitLabel(m.voltage.unit)}`)
  if (m.power) out.set(m.power.column, `power, ${unitLabel(m.power.unit)}`)
  return out
}

/** What a mapping still lacks, in words; null when power follows from it. */
export function lacks(m: MeterMapping): string | null {
  if (m.power) return null
  if (m.current && m.voltage) return null
  if (m.current) return 'Choose the column of the voltage, or give a fixed one.'
  return 'Choose the column of the power, or of the current.'
}

/** A change by hand makes any known format a generic one: its columns are no longer its own. */
export const changed = (m: MeterMapping, change: Record<string, unknown>): MeterMapping => meterMappingSchema.parse({ ...m, format: 'generic', ...change })

export const emptyMapping: MeterMapping = { format: 'generic', time: { column: 0, unit: 's' }, current: null, voltage: null, power: null, separator: ',', skipRows: 1 }

/** How sure an alignment is, in a word. */
export const confidenceWord = (c: number): string => (c >= limits.confidence.look ? 'clear' : c >= limits.confidence.refuse ? 'likely' : 'weak: check the offset by hand')
