/** Answers the window's requests: only from our own page, only what the contract names, only with input that fits it. */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { StudioError, toErrorValue } from '@shared/errors'
import { bridge, type BridgeName, type BridgeOutput, type BridgeParsed, type BridgeReply, type MainMessage } from '@shared/rpc/bridge'
import { messageChannel, requestChannel } from '@shared/rpc/channels'

export type BridgeHandlers = { [N in BridgeName]: (input: BridgeParsed<N>, sender: WebContents) => BridgeOutput<N> | Promise<BridgeOutput<N>> }

export function answerBridge(handlers: BridgeHandlers, isOurs: (url: string) => boolean): void {
  ipcMain.handle(requestChannel, async (event, name: unknown, input: unknown): Promise<BridgeReply> => {
    try {
      if (!fromOurPage(event, isOurs)) throw new StudioError('refused', 'Only the studio\'s own page may ask for this')
      if (!isBridgeName(name)) throw new StudioError('refused', `There is no request ${String(name)}`)
      return { output: await perform(handlers, name, input, event.sender) }
    } catch (error) {
      return { error: toErrorValue(error) }
    }
  })
}

export function sendToPage(contents: WebContents, message: MainMessage): void {
  if (!contents.isDestroyed()) contents.send(messageChannel, message)
}

const isBridgeName = (name: unknown): name is BridgeName => typeof name === 'string' && Object.hasOwn(bridge, name)

/** The top frame of a window that shows the app; an embedded or foreign page is refused. */
function fromOurPage({ sender, senderFrame }: IpcMainInvokeEvent, isOurs: (url: string) => boolean): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurs(senderFrame.url)
}

async function perform<N extends BridgeName>(handlers: BridgeHandlers, name: N, input: unknown, sender: WebContents): Promise<BridgeOutput<N>> {
  const parsed = bridge[name].in.safeParse(input)
  if (!parsed.success) throw new StudioError('refused', 'The request is not of the agreed form', { why: parsed.error.issues[0]?.message })
  // The schema has checked it; TypeScript cannot follow a schema that depends on a type parameter.
  return handlers[name](parsed.data as BridgeParsed<N>, sender)
}
