/** The device without namespaces: a folder of the host, and commands whose paths are rewritten into it. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { deviceEnvironment } from './environment'
import type { Place } from './place'
import { rewrite } from './rewrite'

export function rewritingPlace(root: string, mark: string): Place {
  const env = deviceEnvironment(mark, root)
  return {
    kind: 'rewriting',
    // Normalised first, so that `..` stays within.
    locate: (devicePath) => path.join(root, path.posix.normalize(`/${devicePath}`)),
    spawn: (command) => {
      const child = spawn('/bin/sh', ['-c', rewrite(command, root)], { cwd: root, env, detached: true, stdio: 'pipe' })
      return { child, signal: (name) => child.kill(name) }
    },
    fill: () => Promise.resolve(false),
    launchers: () => []
  }
}
