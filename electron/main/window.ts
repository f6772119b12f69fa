/** The studio's one window. */
import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron'
import type { Appearance } from '@shared/rpc/bridge'
import { places } from './places'
import { visibleBounds, type PreferenceStore } from './preferences'

/** Painted before the page is: the page's own background, so that nothing flashes. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#121418' : '#eef0f3')

/** Large screens without scaling start larger. */
export function appearanceOf(preferences: PreferenceStore): Appearance {
  const { theme, zoom } = preferences.get().appearance
  const { workAreaSize, scaleFactor } = screen.getPrimaryDisplay()
  return { theme, zoom: zoom ?? (workAreaSize.width > 2000 && scaleFactor === 1 ? 1.15 : 1) }
}

/** Creates the window and loads `url`; it shows itself once it has something to show. */
export function createWindow(url: string, preferences: PreferenceStore): BrowserWindow {
  const appearance = appearanceOf(preferences)
  nativeTheme.themeSource = appearance.theme
  const window = new BrowserWindow({ ...placement(preferences), ...look(appearance) })
  if (preferences.get().maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => preferences.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }))
  void window.loadURL(url)
  return window
}

function placement(preferences: PreferenceStore): BrowserWindowConstructorOptions {
  const remembered = visibleBounds(preferences.get().bounds, screen.getAllDisplays().map((d) => d.workArea))
  return { width: 1440, height: 900, minWidth: 1024, minHeight: 700, ...remembered }
}

const look = (appearance: Appearance): BrowserWindowConstructorOptions => ({
  title: 'AdaMTL Studio',
  show: false,
  backgroundColor: background(),
  webPreferences: {
    preload: places.preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    zoomFactor: appearance.zoom,
    additionalArguments: [`--studio-appearance=${JSON.stringify(appearance)}`]
  }
})

export function applyAppearance(window: BrowserWindow, appearance: Appearance): void {
  nativeTheme.themeSource = appearance.theme
  window.setBackgroundColor(background())
  window.webContents.setZoomFactor(appearance.zoom)
}
