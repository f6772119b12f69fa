/** Electron's message ports as the one shape that `serve` and the client know. */
import type { Port } from '@shared/rpc/port'

/** What is used of Electron's MessagePortMain. */
interface EventPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

export const fromElectronPort = (port: EventPort): Port => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => {
    port.on('message', (event) => listener(event.data))
    port.start()
  },
  onClose: (listener) => void port.on('close', listener),
  close: () => port.close()
})
