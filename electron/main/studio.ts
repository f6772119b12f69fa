/** One window, one engine, and what passes between them, the menu and the disk. */
import { app, clipboard, protocol, session, type BrowserWindow, type WebContents } from 'electron'
import type { Appearance, EngineStatus, MainMessage } from '@shared/rpc/bridge'
import { enginePortMessage } from '@shared/rpc/channels'
import { appUrl, scheme, serveAppFile } from './app-protocol'
import { answerBridge, sendToPage } from './bridge'
import { runDemo } from './demo'
import { openDialog } from './dialogs'
import { EngineProcess } from './engine-process'
import type { LaunchArguments } from './launch-arguments'
import { setMenu } from './menu'
import { places } from './places'
import { openPreferences } from './preferences'
import { createRestartPolicy } from './restart-policy'
import { denyNavigation, denyPermissions } from './security'
import { appearanceOf, applyAppearance, createWindow } from './window'

export interface Studio {
  /** Brings the window forward and opens what is given in it. */
  open(paths: string[]): void
}

export function runStudio(launch: LaunchArguments): Studio {
  const userData = app.getPath('userData')
  const preferences = openPreferences(userData)
  // The development server of electron-vite; a packaged app never listens to it.
  const devServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
  const pageUrl = devServer ?? appUrl
  const isOurs = (url: string): boolean => URL.canParse(url) && new URL(url).href.startsWith(new URL(pageUrl).href)

  protocol.handle(scheme, (request) => serveAppFile(request, places.renderer))
  denyPermissions(session.defaultSession)
  denyNavigation(isOurs)

  const window = createWindow(pageUrl, preferences)
  const page = window.webContents
  const send = (message: MainMessage): void => sendToPage(page, message)

  const engine = new EngineProcess({ entry: places.engine, userData, resources: places.resources(), onStatus: engineChanged })
  let connected: WebContents | null = null
  function engineChanged(status: EngineStatus): void {
    send({ type: 'engine', status })
    handPort()
  }
  function handPort(): void {
    const port = connected && !connected.isDestroyed() ? engine.openPort() : null
    if (port) connected?.postMessage(enginePortMessage, null, [port])
  }

  let recents: readonly string[] = []
  const showMenu = (): void => setMenu({ recents, appearance: appearanceOf(preferences) }, {
    command: (command) => send({ type: 'command', command }),
    open: (paths) => send({ type: 'open', paths }),
    appearance: changeAppearance
  })
  function changeAppearance(change: Partial<Appearance>): Appearance {
    const { theme, zoom } = preferences.get().appearance
    preferences.set({ appearance: { theme: change.theme ?? theme, zoom: change.zoom ?? zoom } })
    const appearance = appearanceOf(preferences)
    applyAppearance(window, appearance)
    send({ type: 'appearance', appearance })
    showMenu()
    return appearance
  }

  /** Paths that wait for the page to listen. */
  let waiting = launch.paths
  let listening = false
  const open = (paths: string[]): void => {
    if (window.isMinimized()) window.restore()
    window.focus()
    if (paths.length === 0) return
    if (listening) send({ type: 'open', paths })
    else waiting = [...waiting, ...paths]
  }

  answerBridge({
    'dialog.open': (input) => openDialog(window, input),
    'engine.connect': (_input, sender) => {
      connected = sender
      engineChanged(engine.status)
      return {}
    },
    'engine.restart': () => {
      engine.restart()
      return {}
    },
    'appearance.set': changeAppearance,
    'clipboard.write': ({ text }) => {
      void clipboard.writeText(text)
      return {}
    },
    'recents.show': ({ paths }) => {
      recents = paths
      showMenu()
      return {}
    },
    'window.ready': () => {
      if (!listening && launch.demo) void startDemo(launch.demo)
      listening = true
      const paths = waiting
      waiting = []
      return { paths }
    }
  }, isOurs)

  // A page that is loaded again connects and listens anew. Its requests may overtake the end of the navigation, but not its start.
  page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (!isMainFrame || isSameDocument) return
    connected = null
    listening = false
  })
  reloadAfterCrash(window)
  showMenu()
  engine.start()
  let closing = false
  app.on('before-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    void engine.stop().then(() => app.quit())
  })

  async function startDemo(folder: string): Promise<void> {
    const code = await runDemo({ window, engine, folder, theme: (theme) => changeAppearance({ theme }) })
    await engine.stop()
    app.exit(code)
  }
  return { open }
}

/** A page that died is loaded again; one that keeps dying is left dead, and the app ends. */
function reloadAfterCrash(window: BrowserWindow): void {
  const policy = createRestartPolicy()
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    process.stderr.write(`The window's process ended: ${reason}\n`)
    if (policy.crashed(Date.now()) === null) app.exit(1)
    else window.webContents.reload()
  })
}
