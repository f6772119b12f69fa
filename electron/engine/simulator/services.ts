/** What a host can open on the device. */
import type { Place } from './place'
import { serveShell, type ShellKind } from './shell'
import type { Stream } from './stream'
import { serveSync } from './sync'

export interface ServiceOptions { place: Place; shellV2: () => boolean; full: () => boolean }

/** @param name as in OPEN, e.g. `shell,v2,raw:ls` or `sync:`. @returns null where there is no such service */
export function findService(name: string, { place, shellV2, full }: ServiceOptions): ((stream: Stream) => void) | null {
  const colon = name.indexOf(':')
  const [service, ...options] = name.slice(0, colon).split(',')
  const argument = name.slice(colon + 1)
  if (service === 'sync') return (stream) => serveSync(stream, place, full)
  if (service !== 'shell' && service !== 'exec') return null
  const kind: ShellKind = service === 'exec' ? 'exec' : options.includes('v2') ? 'v2' : 'v1'
  if (kind === 'v2' && !shellV2()) return null
  return (stream) => serveShell(stream, place, argument, kind)
}
