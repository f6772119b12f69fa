/** Where the studio keeps what it remembers, for the command line; the window passes Electron's own folder, which is the same one. */
import os from 'node:os'
import path from 'node:path'

const productName = 'AdaMTL Studio'

export function defaultUserData(): string {
  const own = process.env.ADAMTL_USER_DATA
  if (own) return path.resolve(own)
  if (process.platform === 'win32') return path.join(process.env.APPDATA || path.join(home(), 'AppData', 'Roaming'), productName)
  if (process.platform === 'darwin') return path.join(home(), 'Library', 'Application Support', productName)
  return path.join(process.env.XDG_CONFIG_HOME || path.join(home(), '.config'), productName)
}

/** An empty HOME would put everything into the current folder. */
const home = (): string => os.homedir() || os.userInfo().homedir

export const importCache = (userData: string): string => path.join(userData, 'models')
/** Where runs are kept unless another study file is named. */
export const studyFile = (userData: string): string => path.join(userData, 'runs.duckdb')
