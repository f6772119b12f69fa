/** Native dialogs. */
import { dialog, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron'
import type { BridgeOutput, BridgeParsed, OpenKind } from '@shared/rpc/bridge'

const anything: FileFilter = { name: 'All files', extensions: ['*'] }

const openOptions: Record<OpenKind, OpenDialogOptions> = {
  model: { title: 'Open a model', properties: ['openFile'], filters: [{ name: 'Models', extensions: ['pth', 'pt', 'safetensors', 'onnx'] }, anything] },
  images: { title: 'Open images', properties: ['openFile', 'multiSelections'], filters: [{ name: 'Images', extensions: ['jpg', 'jpeg', 'png', 'webp', 'bmp', 'gif'] }, anything] },
  folder: { title: 'Open a folder', properties: ['openDirectory'] }
}

export async function openDialog(window: BrowserWindow, { kind }: BridgeParsed<'dialog.open'>): Promise<BridgeOutput<'dialog.open'>> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, openOptions[kind])
  return { paths: canceled ? [] : filePaths }
}

export async function saveDialog(window: BrowserWindow, { name, extension, label }: BridgeParsed<'dialog.save'>): Promise<BridgeOutput<'dialog.save'>> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name, filters: [{ name: label, extensions: [extension] }] })
  return { path: canceled || !filePath ? null : filePath }
}
