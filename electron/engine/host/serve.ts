/** The answering side of the contract, over any port. */
import { StudioError, toErrorValue } from '@shared/errors'
import { checkInput, checkOutput, isCallName } from '@shared/rpc/check'
import type { CallName, Event, Output, ParsedInput, Progress } from '@shared/rpc/contract'
import { requestSchema, type Response } from '@shared/rpc/messages'
import type { Port } from '@shared/rpc/port'

export interface CallContext<N extends CallName> {
  /** Aborted when the caller cancels or goes away. */
  signal: AbortSignal
  progress: (progress: Progress) => void
  event: (event: Event<N>) => void
}

export type Handlers = { [N in CallName]: (input: ParsedInput<N>, context: CallContext<N>) => Promise<Output<N>> }

/**
 * Answers calls that arrive at `port` until its other end is gone; what then still runs is aborted.
 * Input and output are checked against the contract; whatever a handler throws becomes an error value.
 */
export function serve(port: Port, handlers: Handlers): void {
  const running = new Map<number, AbortController>()
  let open = true
  const send = (response: Response): void => {
    if (open) port.post(response)
  }

  const answer = async (id: number, name: string, input: unknown): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      if (!isCallName(name)) throw new StudioError('internal', `The engine knows no call ${name}`)
      const output = await perform(name, input, id, controller.signal)
      send({ type: 'ok', id, output })
    } catch (error) {
      send({ type: 'error', id, error: toErrorValue(error) })
    } finally {
      running.delete(id)
    }
  }

  const perform = async <N extends CallName>(name: N, input: unknown, id: number, signal: AbortSignal): Promise<Output<N>> => {
    const context: CallContext<N> = {
      signal,
      progress: (progress) => send({ type: 'progress', id, progress }),
      event: (event) => send({ type: 'event', id, event })
    }
    const output = await handlers[name](checkInput(name, input), context)
    return checkOutput(name, output)
  }

  port.onMessage((message) => {
    const request = requestSchema.safeParse(message)
    if (!request.success) return // without an id there is nobody to answer
    if (request.data.type === 'cancel') running.get(request.data.id)?.abort()
    else void answer(request.data.id, request.data.name, request.data.input)
  })
  port.onClose(() => {
    open = false
    for (const controller of running.values()) controller.abort()
  })
}
