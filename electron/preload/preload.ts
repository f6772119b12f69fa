/** The bridge into the page. It forwards and decides nothing: the main process checks requests, the page checks answers. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { StudioBridge } from '@shared/rpc/bridge'
import { enginePortMessage, messageChannel, requestChannel } from '@shared/rpc/channels'

const appearancePrefix = '--studio-appearance='

const studio: StudioBridge = {
  appearance: JSON.parse(process.argv.find((a) => a.startsWith(appearancePrefix))?.slice(appearancePrefix.length) ?? 'null'),
  platform: process.platform,
  request: (name, input) => ipcRenderer.invoke(requestChannel, name, input),
  onMessage: (listener) => {
    const forward = (_event: unknown, message: unknown): void => listener(message)
    ipcRenderer.on(messageChannel, forward)
    return () => ipcRenderer.off(messageChannel, forward)
  },
  pathForFile: (file) => webUtils.getPathForFile(file)
}
contextBridge.exposeInMainWorld('studio', studio)

// A port cannot pass through contextBridge; a message event carries it into the page.
ipcRenderer.on(enginePortMessage, (event) => window.postMessage(enginePortMessage, window.location.origin, [...event.ports]))
