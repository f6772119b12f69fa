/** Calls to the engine, and what is known of it. */
import { create } from 'zustand'
import { StudioError } from '@shared/errors'
import { enginePortMessage, type EngineStatus } from '@shared/rpc/bridge'
import { createClient, engineLost, type CallOptions, type Client } from '@shared/rpc/client'
import type { CallName, Input, Output } from '@shared/rpc/contract'
import type { Port } from '@shared/rpc/port'
import { onMainMessage, request } from './bridge'

/** The engine's state as the main process reports it; `reason` says why it ended last. */
export const useEngine = create<EngineStatus>(() => ({ state: 'starting', restarts: 0, pid: null, reason: null }))

/** On the page's root for style sheets, and for whoever drives the window from outside. */
const show = ({ state }: EngineStatus): void => { document.documentElement.dataset.engine = state }
show(useEngine.getState())
useEngine.subscribe(show)

let client: Client | null = null
let everConnected = false
/** Calls that wait for a port. */
const waiting = new Set<{ go(client: Client): void; fail(error: StudioError): void }>()
const restartHooks = new Set<() => void>()

/**
 * Calls the engine. Waits while it is starting; rejects with a StudioError: the engine's own, `cancelled`, or
 * `engine-lost` when it died during the call or was given up.
 */
export async function call<N extends CallName>(name: N, input: Input<N>, options: CallOptions<N> = {}): Promise<Output<N>> {
  const connected = client ?? (await nextClient(options.signal))
  return connected.call(name, input, options)
}

/** Runs `hook` whenever a new engine took the place of one that died: open models and the like are to be opened again. Returns a function that stops it. */
export function onEngineRestart(hook: () => void): () => void {
  restartHooks.add(hook)
  return () => restartHooks.delete(hook)
}

/** Starts the engine again after it was given up. */
export async function restartEngine(): Promise<void> {
  await request('engine.restart', {})
}

function nextClient(signal?: AbortSignal): Promise<Client> {
  if (useEngine.getState().state === 'failed') return Promise.reject(engineLost())
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.delete(entry)
      signal?.removeEventListener('abort', abort)
    }
    const abort = (): void => { leave(); reject(new StudioError('cancelled', 'Cancelled')) }
    const entry = {
      go: (next: Client) => { leave(); resolve(next) },
      fail: (error: StudioError) => { leave(); reject(error) }
    }
    if (signal?.aborted) return abort()
    waiting.add(entry)
    signal?.addEventListener('abort', abort)
  })
}

function update(status: EngineStatus): void {
  useEngine.setState(status)
  if (status.state !== 'ready') lose()
  if (status.state === 'failed') for (const entry of [...waiting]) entry.fail(engineLost())
}

function lose(): void {
  client?.close()
  client = null
}

function connect(port: MessagePort): void {
  lose()
  const connected = createClient(fromBrowserPort(port))
  client = connected
  // Chromium often knows before the main process says so; calls made from then on wait for the next port.
  port.addEventListener('close', () => { if (client === connected) client = null }, { once: true })
  for (const entry of [...waiting]) entry.go(connected)
  if (everConnected) for (const hook of restartHooks) hook()
  everConnected = true
}

const fromBrowserPort = (port: MessagePort): Port => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => { port.onmessage = (event: MessageEvent<unknown>) => listener(event.data) },
  onClose: (listener) => port.addEventListener('close', listener, { once: true }),
  close: () => port.close()
})

window.addEventListener('message', (event) => {
  const [port] = event.ports
  if (event.source === window && event.data === enginePortMessage && port) connect(port)
})
onMainMessage((message) => {
  if (message.type === 'engine') update(message.status)
})
request('engine.connect', {}).catch((error: unknown) => {
  useEngine.setState({ state: 'failed', reason: error instanceof Error ? error.message : String(error) })
})
