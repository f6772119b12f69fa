/** What the command line of the app says. */
import path from 'node:path'

export interface LaunchArguments {
  /** Absolute paths of models, images and folders to open. */
  paths: string[]
  userData: string | null
  /** Folder for the demo's screenshots and report. */
  demo: string | null
}

interface Start { argv: readonly string[]; cwd: string; env: Readonly<Record<string, string | undefined>>; /** True when Electron was started with the app's folder as an argument. */ defaultApp: boolean }

/**
 * Reads `[executable] [switches] [app folder] [--user-data-dir=FOLDER] [--demo=FOLDER] [paths…]`.
 * Other switches are Chromium's and are left to it; after `--` everything is a path.
 */
export function parseLaunchArguments({ argv, cwd, env, defaultApp }: Start): LaunchArguments {
  const rest = argv.slice(1)
  const end = rest.indexOf('--')
  const before = end < 0 ? rest : rest.slice(0, end)
  const named = before.filter((argument) => !argument.startsWith('-')).slice(defaultApp ? 1 : 0)
  const after = end < 0 ? [] : rest.slice(end + 1)
  const value = (name: string): string | null => {
    const prefix = `--${name}=`
    const found = before.findLast((argument) => argument.startsWith(prefix))
    return found ? path.resolve(cwd, found.slice(prefix.length)) : null
  }
  return {
    paths: [...named, ...after].filter((p) => p !== '').map((p) => path.resolve(cwd, p)),
    userData: value('user-data-dir') ?? (env.ADAMTL_USER_DATA ? path.resolve(cwd, env.ADAMTL_USER_DATA) : null),
    demo: value('demo')
  }
}
