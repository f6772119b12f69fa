/** What a sweep's threads are told and tell. Both ends are ours and of one build, so types are enough. */
import type { Variant } from '@shared/device/plan'
import type { ErrorValue } from '@shared/errors'
import type { DifficultyFrom } from '@shared/sweep/difficulty'
import type { ImageRows } from '@shared/sweep/row'
import type { TruthSource } from '../dataset/truth-source'
import type { Manifest } from '@shared/model/manifest'

export interface SweptModel { folder: string; manifest: Manifest }

/** Given when a thread starts. */
export interface WorkerTask { models: SweptModel[]; variants: Variant[]; densities: boolean; difficultyFrom: DifficultyFrom }
/** `truths`: by `truthKey` of the task. */
export interface Job { image: number; path: string; difficulty: number | null; truths: Record<string, TruthSource | null> }
export type Answer = { k: 'done'; rows: ImageRows } | { k: 'failed'; error: ErrorValue }
