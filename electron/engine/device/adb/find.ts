/** Finds the adb program: the setting first, then where a shell would, then where Android's own installers put it. */
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import { z } from 'zod'

export interface Surroundings { env: Record<string, string | undefined>; platform: NodeJS.Platform; home: string }

/** Places where adb may be, in the order in which they are tried. A window started from a desktop often has a short PATH and no ANDROID_HOME. */
function candidates({ env, platform, home }: Surroundings): string[] {
  const windows = platform === 'win32', name = windows ? 'adb.exe' : 'adb'
  const sdks = [env.ANDROID_HOME, env.ANDROID_SDK_ROOT].filter((p) => !!p)
  const usual = windows ? [env.LOCALAPPDATA && path.join(env.LOCALAPPDATA, 'Android', 'Sdk')] : platform === 'darwin' ? [path.join(home, 'Library/Android/sdk')] : [path.join(home, 'Android/Sdk')]
  const onPath = (env.PATH ?? env.Path ?? '').split(windows ? ';' : ':').filter((p) => p !== '')
  return [
    ...onPath.map((p) => path.join(p, name)),
    ...[...sdks, ...usual].flatMap((sdk) => (sdk ? [path.join(sdk, 'platform-tools', name)] : [])),
    ...(platform === 'darwin' ? ['/opt/homebrew/bin/adb', '/usr/local/bin/adb'] : [])
  ]
}

const usable = (file: string): Promise<boolean> =>
  Promise.all([stat(file), access(file, constants.X_OK)]).then(([s]) => s.isFile(), () => false)

const installation: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Install it with "sudo apt install adb" (Fedora: "sudo dnf install android-tools", Arch: "sudo pacman -S android-tools")',
  darwin: 'Install it with "brew install --cask android-platform-tools"',
  win32: 'Install it with "winget install Google.PlatformTools"'
}

/** @returns the path of adb. Throws `device` with this platform's command to install it; a setting (`ADAMTL_ADB`) that leads nowhere is an error of its own. */
export async function findAdb(where: Surroundings): Promise<string> {
  const set = where.env.ADAMTL_ADB
  if (set) {
    if (await usable(set)) return path.resolve(set)
    throw new StudioError('device', 'The adb that ADAMTL_ADB names cannot be run', { file: set, why: 'There is no program at this path.', fix: 'Correct ADAMTL_ADB, or unset it to search for adb.' })
  }
  for (const file of candidates(where)) if (await usable(file)) return file
  const install = installation[where.platform] ?? 'Install Android\'s Platform-Tools'
  throw new StudioError('device', 'There is no adb on this computer', {
    why: 'Devices are reached through Android\'s adb. It is not in PATH, ANDROID_HOME, ANDROID_SDK_ROOT or the usual folders.',
    fix: `${install}, or set ADAMTL_ADB to the path of adb.`
  })
}

/** @returns such as `29.0.6-debian`. Throws `device` where the program is no adb. */
export async function adbVersion(adb: string): Promise<string> {
  const text = await new Promise<string>((resolve, reject) => {
    execFile(adb, ['version'], { timeout: 10_000 }, (error, stdout) => (error ? reject(noAdb(adb, error.message)) : resolve(stdout)))
  })
  const version = /^Version (\S+)/m.exec(text)?.[1] ?? /version ([\d.]+)/.exec(text)?.[1]
  if (version === undefined) throw noAdb(adb, `It says ${text.slice(0, 80).trim() || 'nothing'}`)
  return version
}

const noAdb = (file: string, why: string): StudioError => new StudioError('device', 'This program does not work as adb', { file, why, fix: 'Reinstall Android\'s Platform-Tools, or set ADAMTL_ADB to another adb.' })

/** Wireless pairing by code exists from Platform-Tools 30 on, and on devices from Android 11 on. */
export const canPair = (version: string): boolean => Number.parseInt(version, 10) >= 30

/** Port of adb's server: adb's own variable, else 5037. Throws `usage` for what is no port. */
export function adbPort(env: Record<string, string | undefined>): number {
  const text = env.ANDROID_ADB_SERVER_PORT
  if (text === undefined || text === '') return 5037
  const port = z.coerce.number().int().min(1).max(65535).safeParse(text)
  if (!port.success) throw new StudioError('usage', `ANDROID_ADB_SERVER_PORT is ${text}`, { why: 'A port is a whole number from 1 to 65535.', fix: 'Correct it, or unset it for 5037.' })
  return port.data
}
