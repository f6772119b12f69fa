/** The steps from an empty file to today's version, in order. A published step is never changed: a new one follows. */
import { sql as runs } from './0001-runs'
import { sql as counters } from './0002-counters'
import { sql as sweeps } from './0003-sweeps'
import { sql as skippedImages } from './0004-skipped-images'

export const steps: readonly string[] = [runs, counters, sweeps, skippedImages]
