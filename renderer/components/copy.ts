import { toErrorValue } from '@shared/errors'
import { request } from '../state/bridge'
import { tell, warn } from '../state/notices'

/** Puts text on the clipboard and says so. */
export function copy(text: string): void {
  request('clipboard.write', { text }).then(() => tell('Copied'), (e: unknown) => warn(toErrorValue(e)))
}
