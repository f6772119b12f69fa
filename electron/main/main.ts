/** Entry of the app. Decides where data lives and that there is one instance; `studio.ts` does the rest. */
import { app, dialog, protocol } from 'electron'
import { z } from 'zod'
import { scheme } from './app-protocol'
import { parseLaunchArguments } from './launch-arguments'
import { runStudio, type Studio } from './studio'

const launch = parseLaunchArguments({ argv: process.argv, cwd: process.cwd(), env: process.env, defaultApp: process.defaultApp })
if (launch.userData) app.setPath('userData', launch.userData)

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])

/** What a second start hands to the first: the paths it was given, already absolute. */
const handoverSchema = z.object({ paths: z.array(z.string()) })

let studio: Studio | null = null

/** Paths that come while the app runs, or while it is still starting. */
function open(paths: string[]): void {
  if (studio) studio.open(paths)
  else launch.paths.push(...paths)
}

// How macOS hands files over.
app.on('open-file', (event, file) => {
  event.preventDefault()
  open([file])
})

if (app.requestSingleInstanceLock({ paths: launch.paths } satisfies z.infer<typeof handoverSchema>)) {
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const handover = handoverSchema.safeParse(data)
    open(handover.success ? handover.data.paths : [])
  })
  app.whenReady().then(() => { studio = runStudio(launch) }).catch(cannotStart)
} else {
  app.quit()
}
app.on('window-all-closed', () => app.quit())

/** Without a window there is nowhere else to say it. */
function cannotStart(error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`AdaMTL Studio cannot start: ${reason}\n`)
  if (!launch.demo) dialog.showErrorBox('AdaMTL Studio cannot start', reason)
  app.exit(1)
}
