/** The profile under way, as text shows it; its curves are in `trace.ts`. */
import { create } from 'zustand'
import type { Capabilities } from '@shared/device/capabilities'
import type { Plan } from '@shared/device/plan'
import type { ErrorValue } from '@shared/errors'
import type { RunDetail } from '@shared/runs/run'
import type { LiveEvent } from '@shared/rpc/device-calls'
import type { Inference } from '@shared/trace/stream'
import type { Track } from '../../../charts/trace/view'
import type { Look } from '../variants'
import type { LiveSource } from './source'
import type { LivePhase, LiveTrace } from './trace'

/**
 * `preparing`: before the first line. `lost`: the device went away and may come back. `ended`: whether whole or partial; the picture stays until
 * the next profile.
 */
export type ProfileState = 'none' | 'preparing' | 'running' | 'paused' | 'stopping' | 'lost' | 'ended'

export type RoundEvent = Extract<LiveEvent, { k: 'round' }>

/** What is said a few times a second. */
export interface Frame {
  at: number
  phase: LivePhase | null
  inferences: number
  samples: number
  /** Samples that came later than planned. */
  late: number
  last: Inference | null
  /** By variant: median latency, ms, and mean power within slots, W. */
  variants: Record<string, { ms: number | null; watts: number | null }>
  /** Hottest zone now and at the first sample, °C. */
  temperature: { now: number; start: number } | null
  /** Slots whose end has come. */
  slotsDone: number
}

export interface Setup { serial: string; device: string; simulated: boolean; capabilities: Capabilities | null; plan: Plan; looks: ReadonlyMap<string, Look> }

interface Profile {
  state: ProfileState
  setup: Setup | null
  run: string | null
  preparing: { stage: string; done: number; total: number; unit: string } | null
  trace: LiveTrace | null
  source: LiveSource | null
  images: { id: string; path: string }[]
  time: { secondsLeft: number | null; slot: number; slots: number } | null
  rounds: RoundEvent[]
  lost: { message: string; waiting: boolean } | null
  frame: Frame | null
  detail: RunDetail | null
  error: ErrorValue | null
  /** Sources of tracks chosen by hand. */
  choices: Partial<Record<Track['id'], string>>
  /** Only the last minute is drawn. */
  recent: boolean
}

export const idleProfile: Profile = {
  state: 'none', setup: null, run: null, preparing: null, trace: null, source: null, images: [], time: null, rounds: [], lost: null, frame: null, detail: null, error: null, choices: {}, recent: false
}

export const useProfile = create<Profile>(() => idleProfile)

/** Something is under way on a device. */
export const busy = (s: Pick<Profile, 'state'>): boolean => s.state !== 'none' && s.state !== 'ended'
