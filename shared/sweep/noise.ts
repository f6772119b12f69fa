/** Noise over a set of images. */
import { seedOf } from '../policy/noise'
import type { Settings } from '../policy/settings'

/**
 * A variant's settings for one image: its noise is drawn anew for each image, as in training. With one draw for all of them, a few draws would say
 * little about the policy and much about these draws.
 * @param image its position in the sweep
 */
export const settingsOf = (settings: Settings, image: number): Settings =>
  settings.noiseSeed === null ? settings : { ...settings, noiseSeed: seedOf(settings.noiseSeed, image) }
