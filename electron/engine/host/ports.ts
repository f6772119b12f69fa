/** Ports of Electron's utility process and of Node's worker threads, as the one shape that `serve` knows. */
import type { Port } from '@shared/rpc/port'

/** What Electron's MessagePortMain has of it. */
interface EventPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** What a worker_threads MessagePort has of it. */
interface ValuePort {
  on(event: 'message', listener: (value: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
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

export const fromNodePort = (port: ValuePort): Port => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => void port.on('message', listener),
  onClose: (listener) => void port.on('close', listener),
  close: () => port.close()
})
