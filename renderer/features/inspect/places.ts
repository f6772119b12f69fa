/** Where block times are measured: on this computer, or on a device. */
import type { BlockTimes } from '@shared/rpc/contract'
import type { Measurement } from './measurement'

export interface Place { /** Null: this computer. */ serial: string | null; name: string; simulated: boolean }

export const here: Place = { serial: null, name: 'this computer', simulated: false }

interface Timed { times: Readonly<Record<string, Measurement<BlockTimes>>>; timesAt: Place }

/** Key of a place's measurement. */
export const placeId = (p: Place): string => p.serial ?? 'here'

/** What was measured, or is under way, at the chosen place for one result; null while there is nothing. */
export function timesFor({ times, timesAt }: Timed, key: string): Measurement<BlockTimes> | null {
  const m = times[placeId(timesAt)]
  return m?.key === key ? m : null
}

/** How a time is called in a table or beside a block. */
export const timeWord = (p: Place): string => (p.serial === null ? 'Time on this computer' : p.simulated ? `Time on ${p.name}, simulated` : `Time on ${p.name}`)
