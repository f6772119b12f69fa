/** The steps from an empty file to today's version, in order. A published step is never changed: a new one follows. */
import { sql as runs } from './0001-runs'

export const steps: readonly string[] = [runs]
