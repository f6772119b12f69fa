/**
 * What clears away what is marked, such as a simulation, also when this process is killed: a shell that waits for the end of its standard input,
 * then kills every process that carries the mark in its environment and removes a folder.
 */
import { spawn } from 'node:child_process'

/** Environment variable that marks every process of a simulation. */
export const markName = 'ADAMTL_SIMULATION'

// Ctrl-C in a terminal reaches the whole group, and the guard has to outlive it. `grep -l` names the files of marked processes; those of other users cannot be read.
const script = `
trap '' INT HUP TERM
read -r _
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  marked=$(grep -lsF -- "$1" /proc/[0-9]*/environ)
  [ -n "$marked" ] || break
  for file in $marked; do
    process=\${file#/proc/}
    kill -9 "\${process%/environ}" 2>/dev/null
  done
  sleep 0.1
done
[ -z "$2" ] || rm -rf -- "$2"
`

/** The guard's own tools are found whatever this process's PATH is. */
const searchPath = (): string => [process.env.PATH, '/usr/bin', '/bin'].filter((p) => p).join(':')

/** @param folder removed at the end; none where only processes are marked. @returns clears away, and is settled when nothing is left */
export function startGuard(mark: string, folder = ''): () => Promise<void> {
  const child = spawn('/bin/sh', ['-c', script, 'sh', `${markName}=${mark}`, folder], { detached: true, stdio: ['pipe', 'ignore', 'inherit'], env: { PATH: searchPath() } })
  const gone = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => resolve())
  })
  // A failure to start is told by whoever waits for the end.
  gone.catch(() => undefined)
  return () => {
    child.stdin.end()
    return gone
  }
}
