/** Native dialogs. */
import { dialog, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron'
import { imageEndings, modelEndings } from '@shared/files'
import type { BridgeOutput, BridgeParsed, OpenKind } from '@shared/rpc/bridge'

const anything: FileFilter = { name: 'All files', extensions: ['*'] }

const openOptions: Record<OpenKind, OpenDialogOptions> = {
  model: { title: 'Open a model', properties: ['openFile'], filters: [{ name: 'Models', extensions: [...modelEndings] }, anything] },
  images: { title: 'Open images', properties: ['openFile', 'multiSelections'], filters: [{ name: 'Images', extensions: [...imageEndings] }, anything] },
  folder: { title: 'Open a folder', properties: ['openDirectory'] },
  meter: { title: 'Import a meter file', properties: ['openFile'], filters: [{ name: 'Tables', extensions: ['csv', 'tsv', 'txt'] }, anything] }
}

export async function openDialog(window: BrowserWindow, { kind }: BridgeParsed<'dialog.open'>): Promise<BridgeOutput<'dialog.open'>> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, openOptions[kind])
  return { paths: canceled ? [] : filePaths }
}
