// A screen for windows on machines without one.
import { spawn } from 'node:child_process'
import { has } from './process.mjs'
import { SetupError } from './project.mjs'

export const hasDisplay = () => process.platform !== 'linux' || !!(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** Runs `work(env)` with an environment that has a display: the user's, or a virtual one (Xvfb) that ends with the work. */
export async function withDisplay(work) {
  if (hasDisplay()) return work(process.env)
  if (!has('Xvfb')) throw new SetupError('There is no display and no Xvfb to make one. Install it (Debian: apt-get install xvfb) or run this on a desktop.')
  // It chooses a free display number itself and tells it through descriptor 3. Its own process group keeps Ctrl-C from ending it before its clients.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true })
  const stop = () => server.kill()
  process.on('exit', stop)
  try {
    const number = await displayNumber(server)
    return await work({ ...process.env, DISPLAY: `:${number}` })
  } finally {
    stop()
    process.off('exit', stop)
  }
}

function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let text = ''
    server.stdio[3].on('data', (data) => {
      text += data
      if (text.includes('\n')) resolve(text.trim())
    })
    server.on('error', reject)
    server.on('exit', (code) => reject(new SetupError(`Xvfb ended with code ${code} before it had a display`)))
  })
}
