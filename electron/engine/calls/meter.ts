/** Files of external meters: looked at, and taken into a run. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { MeterMapping } from '@shared/rpc/device-calls'
import { align, alignedByHand } from '@shared/trace/align'
import { previewHead } from '@shared/trace/meter-mapping'
import { MeterReader, meterFigures } from '@shared/trace/meter-reader'
import { fileError } from '../file'
import type { Handlers } from '../host/serve'
import type { StudyFile } from '../store/study-file'

/** Enough for any header and the first rows. */
const headBytes = 65_536

export function meterCalls(study: StudyFile): Pick<Handlers, 'meter.preview' | 'meter.import'> {
  return {
    'meter.preview': async ({ path: file, mapping }, { signal }) => {
      const head = previewHead(await readHead(file, signal), mapping), used = mapping ?? head.guess
      // Columns are chosen one after the other: what they look like so far is shown meanwhile.
      if (!used || !(used.power ?? (used.current && used.voltage))) return { ...head, samples: 0, seconds: 0, meanW: null, rateHz: null, problems: ['The columns do not tell power yet: choose them'] }
      const { power, problems } = await readMeterFile(file, used, signal)
      return { ...head, ...meterFigures(power), problems }
    },
    'meter.import': async ({ run, path: file, mapping, offsetS }, { signal }) => {
      const { power } = await readMeterFile(file, mapping, signal)
      if (power.length < 2) throw new StudioError('unreadable', 'This file holds no trace of a meter', { file, why: 'Fewer than two of its rows hold a time and a power.', fix: 'Check the columns, their units and the separator.' })
      const store = await study.open(), trace = await store.trace(run)
      const alignment = offsetS === null ? align(trace, power) : alignedByHand(trace, power, offsetS)
      signal.throwIfAborted()
      await store.putMeter(run, { file: path.resolve(file), mapping, alignment, power })
      return { alignment, detail: await store.detail(run) }
    }
  }
}

/** The beginning of a file, up to its last whole line. */
async function readHead(file: string, signal: AbortSignal): Promise<string> {
  let text = ''
  await pieces(file, signal, (piece) => { text += piece }, headBytes - 1)
  const end = text.lastIndexOf('\n')
  return text.length < headBytes / 4 || end < 0 ? text : text.slice(0, end + 1)
}

async function readMeterFile(file: string, mapping: MeterMapping, signal: AbortSignal): Promise<ReturnType<MeterReader['end']>> {
  const reader = new MeterReader(mapping)
  await pieces(file, signal, (piece) => reader.push(piece))
  return reader.end()
}

/** A pipe or a device may never end, and is refused. @param end index of the last byte; left out for the whole file */
async function pieces(file: string, signal: AbortSignal, take: (piece: string) => void, end?: number): Promise<void> {
  try {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    const handle = await open(file, process.platform === 'win32' ? 'r' : constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      if (!(await handle.stat()).isFile()) throw new StudioError('unreadable', 'This is not a regular file', { fix: 'Choose the text file that the meter\'s program wrote.', file })
      const stream = handle.createReadStream({ encoding: 'utf8', end, signal, autoClose: false })
      for await (const piece of stream as AsyncIterable<string>) take(piece)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileError(error, file)
  }
}
