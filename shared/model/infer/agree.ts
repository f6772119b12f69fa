/** Config against checkpoint: where both speak, they must say the same. */
import { StudioError } from '../../errors'

export const configError = (message: string, why: string): StudioError => new StudioError('mismatch', message, { why, fix: 'Open the checkpoint with its own config, or without one.' })

/** Returns what the shapes tell; throws `mismatch` when a present config value differs. */
export function agree<T>(key: string, configured: T | undefined, found: T): T {
  if (configured === undefined) return found
  const same = typeof configured === 'number' && typeof found === 'number' ? Math.abs(configured - found) < 1e-6 : JSON.stringify(configured) === JSON.stringify(found)
  if (!same) throw configError(`The config says ${key} ${JSON.stringify(configured)}, the checkpoint has ${JSON.stringify(found)}`, 'Weights and config belong to different models.')
  return found
}
