// Child processes that never outlive this one.
import { spawn, spawnSync } from 'node:child_process'
import os from 'node:os'

/** Output of a short command, or null when it failed or does not exist. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], ...options })
  return result.status === 0 ? result.stdout : null
}

export const has = (command) => capture(process.platform === 'win32' ? 'where' : 'which', [command]) !== null

/**
 * Runs a command in its own process group and resolves with its exit code (128 + signal number when it or this process was interrupted).
 * Ctrl-C and a termination of this process end the whole group, so that no window or helper process is left behind.
 * `timeout` in milliseconds ends it too (exit code 124); `onStart` is given its process id.
 */
export function run(command, args, { timeout, onStart, ...options } = {}) {
  const grouped = process.platform !== 'win32'
  const child = spawn(command, args, { stdio: 'inherit', detached: grouped, ...options })
  if (child.pid) onStart?.(child.pid)
  const kill = (signal) => {
    try {
      if (grouped && child.pid) process.kill(-child.pid, signal)
      else child.kill(signal)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }
  let timedOut = false
  let interrupted = null
  const handlers = new Map()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    const handler = () => {
      kill(interrupted ? 'SIGKILL' : signal)
      interrupted = signal
    }
    handlers.set(signal, handler)
    process.on(signal, handler)
  }
  const onExit = () => kill('SIGKILL')
  process.on('exit', onExit)
  const timer = timeout && setTimeout(() => { timedOut = true; kill('SIGTERM'); setTimeout(() => kill('SIGKILL'), 5000).unref() }, timeout)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      for (const [name, handler] of handlers) process.off(name, handler)
      kill('SIGKILL')
      process.off('exit', onExit)
      // A program may end with 0 when it is interrupted; whoever asked for it must not take that for a success.
      const ended = interrupted ?? signal
      resolve(timedOut ? 124 : ended ? 128 + os.constants.signals[ended] : code)
    })
  })
}
