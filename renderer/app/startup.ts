/** What happens once, when the window is there: listen to the menu, open what was asked for, or the sample study. */
import { toErrorValue } from '@shared/errors'
import type { Command } from '@shared/rpc/bridge'
import { onMainMessage, request } from '../state/bridge'
import { warn } from '../state/notices'
import { choose, clearRecents, closeModel, loadRecents, openPaths, openSample } from '../state/open'
import { showPage, useSession } from '../state/session'
import { startRunner } from '../features/inspect/runner'
import { openPalette } from './palette/store'
import { openShortcuts } from './Shortcuts'

const commands: Record<Command, () => void> = {
  'open-model': () => void choose('model'),
  'open-images': () => void choose('images'),
  'open-folder': () => void choose('folder'),
  'open-sample': () => void openSample(),
  'close-model': () => void closeModel(),
  'clear-recents': () => void clearRecents(),
  'show-palette': openPalette,
  'show-shortcuts': openShortcuts,
  'show-about': () => showPage('about')
}

let started = false

export async function start(): Promise<void> {
  if (started) return // React mounts twice in development
  started = true
  startRunner()
  onMainMessage((m) => {
    if (m.type === 'command') commands[m.command]()
    if (m.type === 'open') void openPaths(m.paths)
  })
  let paths: string[] = []
  try {
    paths = (await request('window.ready', {})).paths
  } catch (error) {
    warn(toErrorValue(error))
  }
  void loadRecents()
  if (paths.length > 0) await openPaths(paths)
  else await openSample()
  useSession.setState({ starting: false })
}
