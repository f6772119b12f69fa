/** Requests to the main process and its messages, checked at this edge. */
import { StudioError } from '@shared/errors'
import { bridge, bridgeReplySchema, mainMessageSchema, type BridgeInput, type BridgeName, type BridgeOutput, type MainMessage, type StudioBridge } from '@shared/rpc/bridge'

declare global {
  interface Window { readonly studio: StudioBridge }
}

/** Asks the main process; rejects with its StudioError when it could not do what was asked. */
export async function request<N extends BridgeName>(name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>> {
  const reply = bridgeReplySchema.parse(await window.studio.request(name, input))
  if ('error' in reply) {
    const { code, message, ...more } = reply.error
    throw new StudioError(code, message, more)
  }
  const parsed: unknown = bridge[name].out.parse(reply.output)
  return parsed as BridgeOutput<N>
}

/** Calls `listener` with every message of the main process; returns a function that stops it. */
export function onMainMessage(listener: (message: MainMessage) => void): () => void {
  return window.studio.onMessage((raw) => {
    const message = mainMessageSchema.safeParse(raw)
    if (message.success) listener(message.data)
  })
}

/** Paths of dropped files and folders that are on disk. */
export const pathsOf = (files: FileList): string[] => Array.from(files, (f) => window.studio.pathForFile(f)).filter((p) => p !== '')
