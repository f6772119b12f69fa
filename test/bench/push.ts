/** Our push against `adb push`: the same file, through the same server, to the same simulated glasses. */
import { spawn } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { simulateDocumentSchema } from '../../shared/cli/simulate-document'
import { openLab } from '../device/lab'
import { interleave, median, ratio, type Ratio } from './interleave'

export interface PushFigure extends Ratio { bytes: number; rounds: number; oursMBs: number; adbMBs: number }

const remote = '/data/local/tmp/bench.bin'

/** Random bytes, which no link can squeeze. @returns their SHA-256 */
function writeRandom(file: string, bytes: number): string {
  const fd = fs.openSync(file, 'w'), piece = Buffer.alloc(1 << 20), hash = createHash('sha256')
  for (let left = bytes; left > 0; left -= piece.length) {
    hash.update(randomFillSync(piece))
    fs.writeSync(fd, piece)
  }
  fs.closeSync(fd)
  return hash.digest('hex')
}

/** Glasses in a process of their own: here they would share this thread with our push, and not with adb's. */
async function glassesApart(root: string, port: number): Promise<{ serial: string; end: () => Promise<void> }> {
  const args = ['--import', 'tsx', path.join(root, 'electron/cli/main.ts'), 'simulate', '--json']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ANDROID_ADB_SERVER_PORT: String(port) } })
  const over = once(child, 'close'), lines = readline.createInterface({ input: child.stdout })
  const said = await Promise.race([once(lines, 'line'), over.then(() => { throw new Error('The simulated glasses ended before they were ready') })])
  const { serial } = simulateDocumentSchema.parse(JSON.parse(String(said[0])))
  return {
    serial,
    end: async () => {
      child.kill('SIGINT')
      await over
    }
  }
}

/** Throughput of ours ÷ that of adb, round by round. What arrives is checked once for each side. */
export async function benchPush(root: string, scratch: string, bytes = 200 << 20, rounds = 11): Promise<PushFigure> {
  const file = path.join(scratch, 'push.bin'), sum = writeRandom(file, bytes), lab = await openLab()
  try {
    const glasses = await glassesApart(root, lab.port)
    try {
      const transport = lab.host.open(glasses.serial)
      const pushes = {
        ours: () => transport.push(file, remote),
        adb: () => lab.adb('-s', glasses.serial, 'push', file, remote)
      }
      const check = async (): Promise<void> => {
        const { stdout } = await transport.read(`sha256sum ${remote} && rm ${remote}`)
        if (!stdout.startsWith(sum)) throw new Error(`What arrived is not what was sent: ${stdout}`)
      }
      for (const push of Object.values(pushes)) await push().then(check)
      const times = await interleave(pushes, rounds, 1)
      // A rate's ratio is the inverse of the times'.
      return { ...ratio(times, 'adb', 'ours'), bytes, rounds, oursMBs: bytes / 1000 / median(times.ours!), adbMBs: bytes / 1000 / median(times.adb!) }
    } finally {
      await glasses.end()
    }
  } finally {
    await lab.close()
    fs.rmSync(file)
  }
}
