/** The calling side of the contract, over any port. */
import { StudioError, toErrorValue, type ErrorValue } from '../errors'
import { checkEvent, checkOutput } from './check'
import type { CallName, Event, Input, Output, Progress } from './contract'
import { responseSchema, type Request } from './messages'
import type { Port } from './port'

export interface CallOptions<N extends CallName> {
  /** Aborting rejects the call at once with `cancelled` and tells the engine to stop. */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
  onEvent?: (event: Event<N>) => void
}

export interface Client {
  /** Rejects with a StudioError: the engine's own, `cancelled`, or `engine-lost` when the port closes first. */
  call<N extends CallName>(name: N, input: Input<N>, options?: CallOptions<N>): Promise<Output<N>>
  /** Rejects what is under way with `engine-lost` and every later call too. */
  close(): void
}

interface Pending {
  progress(progress: Progress): void
  event(event: unknown): void
  settle(output: unknown): void
  fail(error: StudioError): void
}

export const engineLost = (): StudioError =>
  new StudioError('engine-lost', 'The engine stopped', { why: 'It ended while this was under way', fix: 'Try again once it has started again' })
const cancelled = (): StudioError => new StudioError('cancelled', 'Cancelled')

export function createClient(port: Port): Client {
  const pending = new Map<number, Pending>()
  let nextId = 1
  let closed = false

  const close = (): void => {
    if (closed) return
    closed = true
    const lost = [...pending.values()]
    pending.clear()
    for (const call of lost) call.fail(engineLost())
    port.close()
  }

  port.onMessage((message) => {
    const response = responseSchema.parse(message)
    const call = pending.get(response.id)
    if (!call) return // cancelled in the meantime
    if (response.type === 'progress') return call.progress(response.progress)
    try {
      if (response.type === 'event') return call.event(response.event)
      pending.delete(response.id)
      if (response.type === 'error') call.fail(fromValue(response.error))
      else call.settle(response.output)
    } catch (error) {
      pending.delete(response.id)
      call.fail(fromValue(toErrorValue(error)))
    }
  })
  port.onClose(close)

  const call = <N extends CallName>(name: N, input: Input<N>, options: CallOptions<N> = {}): Promise<Output<N>> => {
    const { signal } = options
    if (closed) return Promise.reject(engineLost())
    if (signal?.aborted) return Promise.reject(cancelled())
    const id = nextId++
    const send = (request: Request): void => port.post(request)
    return new Promise<Output<N>>((resolve, reject) => {
      const abort = (): void => {
        pending.delete(id)
        send({ type: 'cancel', id })
        reject(cancelled())
      }
      const done = (): void => signal?.removeEventListener('abort', abort)
      pending.set(id, {
        progress: (progress) => options.onProgress?.(progress),
        event: (event) => options.onEvent?.(checkEvent(name, event)),
        settle: (output) => { done(); resolve(checkOutput(name, output)) },
        fail: (error) => { done(); reject(error) }
      })
      signal?.addEventListener('abort', abort, { once: true })
      send({ type: 'call', id, name, input })
    })
  }
  return { call, close }
}

const fromValue = ({ code, message, ...more }: ErrorValue): StudioError => new StudioError(code, message, more)
