/** The application menu. Items that concern models tell the window; the rest acts here. */
import path from 'node:path'
import { Menu, type MenuItemConstructorOptions } from 'electron'
import { zooms, type Appearance, type Command, type Theme } from '@shared/rpc/bridge'

export interface MenuActions {
  command(command: Command): void
  open(paths: string[]): void
  appearance(change: Partial<Appearance>): void
}

export interface MenuState { recents: readonly string[]; appearance: Appearance }

type Item = MenuItemConstructorOptions

export function setMenu(state: MenuState, actions: MenuActions): void {
  const template: Item[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } satisfies Item] : []),
    { id: 'file', label: '&File', submenu: fileMenu(state.recents, actions) },
    { id: 'edit', role: 'editMenu' },
    { id: 'view', label: '&View', submenu: viewMenu(state.appearance, actions) },
    { id: 'help', label: '&Help', role: 'help', submenu: [say('Keyboard shortcuts', 'show-shortcuts', actions, 'F1'), say('About AdaMTL Studio', 'show-about', actions)] }
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

const say = (label: string, command: Command, actions: MenuActions, accelerator?: string): Item => ({ id: command, label, accelerator, click: () => actions.command(command) })

const fileMenu = (recents: readonly string[], actions: MenuActions): Item[] => [
  say('Open model…', 'open-model', actions, 'CmdOrCtrl+O'),
  say('Open images…', 'open-images', actions, 'CmdOrCtrl+Alt+O'),
  say('Open folder…', 'open-folder', actions, 'CmdOrCtrl+Shift+O'),
  say('Open sample study', 'open-sample', actions),
  { id: 'recent', label: 'Recent', enabled: recents.length > 0, submenu: recentMenu(recents, actions) },
  { type: 'separator' },
  say('Close model', 'close-model', actions, 'CmdOrCtrl+W'),
  { type: 'separator' },
  { role: 'quit' }
]

const recentMenu = (recents: readonly string[], actions: MenuActions): Item[] => [
  ...recents.map((file) => ({ label: recentLabel(file), click: () => actions.open([file]) })),
  { type: 'separator' },
  say('Clear recent', 'clear-recents', actions)
]

/** `file — folder`; an ampersand would mark an access key. */
const recentLabel = (file: string): string => `${path.basename(file)} — ${path.dirname(file)}`.replaceAll('&', '&&')

const themeLabels: readonly [Theme, string][] = [['dark', 'Dark'], ['light', 'Light'], ['system', 'As the system']]

const viewMenu = ({ theme, zoom }: Appearance, actions: MenuActions): Item[] => {
  const step = (by: number): void => actions.appearance({ zoom: zooms[Math.min(Math.max(zooms.indexOf(zoom) + by, 0), zooms.length - 1)] })
  return [
    say('Command palette', 'show-palette', actions, 'CmdOrCtrl+K'),
    { type: 'separator' },
    { id: 'theme', label: 'Theme', submenu: themeLabels.map(([value, label]) => ({ label, type: 'radio', checked: value === theme, click: () => actions.appearance({ theme: value }) })) },
    { id: 'zoom', label: 'Zoom', submenu: zooms.map((value) => ({ label: `${Math.round(value * 100)} %`, type: 'radio', checked: value === zoom, click: () => actions.appearance({ zoom: value }) })) },
    { label: 'Larger', accelerator: 'CmdOrCtrl+Plus', enabled: zoom !== zooms.at(-1), click: () => step(1) },
    { label: 'Smaller', accelerator: 'CmdOrCtrl+-', enabled: zoom !== zooms[0], click: () => step(-1) },
    { label: 'Actual size', accelerator: 'CmdOrCtrl+0', click: () => actions.appearance({ zoom: 1 }) },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' }
  ]
}
