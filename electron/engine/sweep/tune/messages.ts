/** What the threads of a search are told and tell. Both ends are ours and of one build, so types are enough. */
import type { ErrorValue } from '@shared/errors'
import type { Settings } from '@shared/policy/settings'
import type { SeenLogits } from '@shared/sweep/tune/knobs'
import type { TruthSource } from '../../dataset/truth-source'
import type { SweptModel } from '../messages'

/** `macs` runs the encoder only. */
export type Wanted = 'macs' | 'logits' | 'figures'
export interface TrialJob {
  image: number; path: string
  /** By `truthKey` of the task. */
  truths: Record<string, TruthSource | null>
  settings: Settings[]
  wanted: Wanted
}
export interface Trial {
  /** MACs. */
  executed: number; static: number
  /** Executed in each block. */
  blocks: number[]
  /** Accumulators of all tasks (`sumsOf`), where figures were wanted. */
  sums: Float64Array | null
  logits: SeenLogits | null
}
export type TrialAnswer = { k: 'done'; trials: Trial[] } | { k: 'failed'; error: ErrorValue }
export type TrialTask = SweptModel
