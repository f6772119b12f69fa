import type { ErrorValue } from '@shared/errors'
import type { Progress } from '@shared/rpc/contract'

/** Something measured on top of one result. What was measured before stays in view while it is measured again. */
export interface Measurement<T> { key: string; data: T | null; progress: Progress | null; cancel: (() => void) | null; error: ErrorValue | null }
