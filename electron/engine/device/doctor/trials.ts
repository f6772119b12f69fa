/** What only trying can tell: whether files run, whether a cancelled command ends, how fast files travel. Each cleans up after itself. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { DoctorTrial } from '@shared/cli/device-documents'
import { errorLine, toErrorValue } from '@shared/errors'
import { Deadline } from '../adb/deadline'
import { workFolder } from '../probe/system'
import { scratchFolder } from '../../scratch'
import type { DeviceTransport } from '../transport'

const folder = `${workFolder}/adamtl-doctor`
const megabytes = 16

type Answer = Pick<DoctorTrial, 'answer' | 'detail'>
interface Bench { device: DeviceTransport; local: string; signal?: AbortSignal }

const trials: readonly (Pick<DoctorTrial, 'id' | 'question'> & { try: (b: Bench) => Promise<Answer> })[] = [
  { id: 'execute', question: `Can a program below ${workFolder} be run?`, try: execute },
  { id: 'end-on-abort', question: 'Does a program end when its connection is closed?', try: endOnAbort },
  { id: 'standard-input', question: 'Does a program hear what it is told while it runs?', try: standardInput },
  { id: 'push', question: 'How fast do files reach the device?', try: push },
  { id: 'pull', question: 'How fast do they come back, and are they the same?', try: pull }
]

/** Throws AbortError, `unplugged`; everything else becomes an answer. */
export async function tryAll(device: DeviceTransport, signal: AbortSignal | undefined, onProgress: (done: number, total: number) => void): Promise<DoctorTrial[]> {
  const local = await scratchFolder('doctor'), done: DoctorTrial[] = []
  try {
    await device.read(`mkdir -p ${folder}`, signal)
    await fs.writeFile(path.join(local, 'sent'), randomBytes(megabytes << 20))
    for (const [i, { id, question, try: run }] of trials.entries()) {
      onProgress(i, trials.length)
      done.push({ id, question, ...(await run({ device, local, signal }).catch(unknown)) })
    }
    return done
  } finally {
    await fs.rm(local, { recursive: true, force: true })
    await device.read(`rm -rf ${folder}`).catch(unknown)
  }
}

/** A device that went away ends all trials. */
function unknown(error: unknown): Answer {
  const value = toErrorValue(error)
  if (value.code !== 'device' && value.code !== 'not-found') throw error
  return { answer: 'unknown', detail: errorLine(value) }
}

async function execute({ device, signal }: Bench): Promise<Answer> {
  const { code, stdout, stderr } = await device.read(`cp "$(command -v sh)" ${folder}/program && chmod 755 ${folder}/program && ${folder}/program -c 'echo ran'`, signal)
  return stdout.trim() === 'ran' ? { answer: 'yes', detail: 'A copy of the shell ran.' } : { answer: 'no', detail: stderr.trim() || `exit code ${code}` }
}

async function endOnAbort({ device, signal }: Bench): Promise<Answer> {
  const stop = new AbortController(), heard: Buffer[] = []
  await device.shell('echo $$; exec sleep 60', {
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    stdout: (data) => {
      heard.push(data)
      if (data.includes(0x0a)) stop.abort()
    }
  })
  signal?.throwIfAborted()
  const pid = Number(Buffer.concat(heard).toString().trim())
  if (!(pid > 0)) return { answer: 'unknown', detail: 'The program did not tell its number.' }
  for (let tenths = 1; tenths <= 30; tenths++) {
    await wait(100, undefined, { signal })
    if ((await device.read(`[ -d /proc/${pid} ] && echo there; true`, signal)).stdout.trim() === '') return { answer: 'yes', detail: `Within ${(tenths / 10).toFixed(1)} s.` }
  }
  await device.read(`kill -9 ${pid}`, signal)
  return { answer: 'no', detail: 'It ran on for 3 s and was ended by hand.' }
}

async function standardInput({ device, signal }: Bench): Promise<Answer> {
  const heard: Buffer[] = [], limit = new Deadline(5000, signal)
  await device.shell('read word; echo "heard $word"', { signal: limit.signal, onStart: (write) => write('hello\n'), stdout: (data) => void heard.push(data) }).finally(() => limit.clear())
  signal?.throwIfAborted()
  const said = Buffer.concat(heard).toString().trim()
  return said === 'heard hello' ? { answer: 'yes', detail: 'One line was heard.' } : { answer: 'no', detail: said === '' ? 'Nothing came back within 5 s.' : said }
}

const rate = (start: number): string => `${megabytes} MiB at ${(((megabytes << 20) / 1e6) / ((performance.now() - start) / 1000)).toFixed(1)} MB/s.`

async function push({ device, local, signal }: Bench): Promise<Answer> {
  const start = performance.now()
  await device.push(path.join(local, 'sent'), `${folder}/file`, { signal })
  return { answer: 'yes', detail: rate(start) }
}

async function pull({ device, local, signal }: Bench): Promise<Answer> {
  const start = performance.now()
  await device.pull(`${folder}/file`, path.join(local, 'back'), { signal })
  const detail = rate(start), [sent, back] = await Promise.all(['sent', 'back'].map((name) => fs.readFile(path.join(local, name))))
  return sent!.equals(back!) ? { answer: 'yes', detail } : { answer: 'no', detail: `${detail} What came back is different.` }
}
