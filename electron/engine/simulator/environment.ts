/** The environment of the device's processes: nothing of the host's. */
import { markName } from './guard'

/** @param root in front of the device's paths; empty where the device has a root of its own */
export function deviceEnvironment(mark: string, root: string): NodeJS.ProcessEnv {
  return {
    PATH: `${root}/system/bin:/usr/bin:/bin:/usr/sbin:/sbin`, HOME: '/', TMPDIR: `${root}/data/local/tmp`, USER: 'shell', LOGNAME: 'shell', TERM: 'dumb',
    ANDROID_ROOT: '/system', ANDROID_DATA: '/data', ADAMTL_DEVICE_ROOT: root, [markName]: mark
  }
}
