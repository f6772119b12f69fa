/**
 * What clears the simulation away, also when this process is killed: a shell that waits for the end of its standard input,
 * then kills every process that carries the simulation's mark in its environment and removes its folder.
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
rm -rf -- "$2"
`

/** @returns clears away, and is settled when nothing is left */
export function startGuard(mark: string, folder: string): () => Promise<void> {
  const child = spawn('/bin/sh', ['-c', script, 'sh', `${markName}=${mark}`, folder], { detached: true, stdio: ['pipe', 'ignore', 'inherit'], env: { PATH: process.env.PATH } })
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
