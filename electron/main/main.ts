/** Entry of the app. Decides where data lives and that there is one instance; `studio.ts` does the rest. */
import { app, protocol } from 'electron'
import { z } from 'zod'
import { scheme } from './app-protocol'
import { parseLaunchArguments } from './launch-arguments'
import { runStudio } from './studio'

const launch = parseLaunchArguments({ argv: process.argv, cwd: process.cwd(), env: process.env, defaultApp: process.defaultApp })
if (launch.userData) app.setPath('userData', launch.userData)

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])

/** What a second start hands to the first: the paths it was given, already absolute. */
const handoverSchema = z.object({ paths: z.array(z.string()) })

if (app.requestSingleInstanceLock({ paths: launch.paths } satisfies z.infer<typeof handoverSchema>)) {
  void app.whenReady().then(() => {
    const studio = runStudio(launch)
    app.on('second-instance', (_event, _argv, _cwd, data) => {
      const handover = handoverSchema.safeParse(data)
      studio.open(handover.success ? handover.data.paths : [])
    })
  })
} else {
  app.quit()
}
app.on('window-all-closed', () => app.quit())
