/** The device without namespaces: a folder of the host, and commands whose paths are rewritten into it. */
import { spawn } from 'node:child_process'
import fs from 'node:fs/promises'
import path from 'node:path'
import { deviceEnvironment } from './environment'
import type { Place } from './place'
import { rewrite } from './rewrite'

/** A process limit stands in for the disk's end, which all files of the host share: writing fails with another reason, but where it would. Ignoring the signal makes it fail instead of dying. */
const withoutRoom = 'trap \'\' XFSZ; ulimit -f 0\n'

export function rewritingPlace(root: string, mark: string): Place {
  const env = deviceEnvironment(mark, root), fullFile = path.join(root, 'data/system/full')
  let full = false
  return {
    kind: 'rewriting',
    // Normalised first, so that `..` stays within.
    locate: (devicePath) => path.join(root, path.posix.normalize(`/${devicePath}`)),
    spawn: (command) => {
      const child = spawn('/bin/sh', ['-c', `${full ? withoutRoom : ''}${rewrite(command, root)}`], { cwd: root, env, detached: true, stdio: 'pipe' })
      return { child, signal: (name) => child.kill(name) }
    },
    fill: async (on) => {
      full = on
      // The device's own `df` looks at it.
      await fs.mkdir(path.dirname(fullFile), { recursive: true })
      await (on ? fs.writeFile(fullFile, '') : fs.rm(fullFile, { force: true }))
    },
    launchers: () => []
  }
}
