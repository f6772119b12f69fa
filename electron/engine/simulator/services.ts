/** What a host can open on the device. */
import type { Place } from './place'
import { serveShell, type ShellKind } from './shell'
import type { Stream } from './stream'
import { serveSync } from './sync'

export interface ServiceOptions {
  place: Place; shellV2: () => boolean; full: () => boolean
  /** Starts the device's daemon anew, which then listens on this port of its Wi-Fi address; null for the cable alone. */
  restart: (port: number | null) => void
}

/** @param name as in OPEN, e.g. `shell,v2,raw:ls` or `sync:`. @returns null where there is no such service */
export function findService(name: string, { place, shellV2, full, restart }: ServiceOptions): ((stream: Stream) => void) | null {
  const colon = name.indexOf(':')
  const [service, ...options] = name.slice(0, colon).split(',')
  const argument = name.slice(colon + 1)
  if (service === 'sync') return (stream) => serveSync(stream, place, full)
  if (service === 'tcpip') return (stream) => listenOn(stream, Number(argument), restart)
  if (service === 'usb') return (stream) => say(stream, 'restarting in USB mode\n', () => restart(null))
  if (service !== 'shell' && service !== 'exec') return null
  const kind: ShellKind = service === 'exec' ? 'exec' : options.includes('v2') ? 'v2' : 'v1'
  if (kind === 'v2' && !shellV2()) return null
  return (stream) => serveShell(stream, place, argument, kind)
}

/** In the words of adbd, which clients look for. */
function listenOn(stream: Stream, port: number, restart: (port: number) => void): void {
  if (Number.isInteger(port) && port > 0 && port <= 65_535) say(stream, `restarting in TCP mode port: ${port}\n`, () => restart(port))
  else say(stream, 'invalid port\n', () => undefined)
}

function say(stream: Stream, words: string, then: () => void): void {
  stream.serve({ data: () => undefined, closed: () => undefined })
  void stream.write(Buffer.from(words))
  stream.end()
  void stream.over.then(then)
}
