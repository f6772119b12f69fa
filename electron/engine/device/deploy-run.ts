/** Starts the runner on a device and gives back what it says. */
import { randomUUID } from 'node:crypto'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'
import type { Line, Order, RunnerPlan } from '@shared/trace/stream'
import { quote } from './adb/sentinel'
import type { BundleManifest } from './deploy-bundle'
import { run, writeText } from './deploy-files'
import { RunnerLines } from './deploy-lines'
import { runFolder, versionFolder } from './deploy-places'
import type { DeviceTransport, ShellEnd } from './transport'

export interface RunnerEnd {
  /** `done`: to its end, or to where an order stopped it. `unplugged` and `aborted`: the connection ended, or we ended it. `failed`: it said why. `crashed`: it ended without a word. */
  reason: 'done' | 'unplugged' | 'aborted' | 'failed' | 'crashed'
  /** Exit code; null where none came. */
  code: number | null
  /** What happened, for a person. */
  message: string
}

export interface StartedRun {
  /** Checked lines as they come; ends when the runner does. Read it: unread lines hold the runner back. */
  lines: AsyncIterable<Line>
  /** Throws `unsupported` on a device without shell v2, where only aborting ends a run. */
  order(order: Order): void
  /** Never rejects: what was captured is kept whatever happens. */
  end: Promise<RunnerEnd>
  /** The run's folder on the device: the plan, and profiles. */
  folder: string
  /** Removes that folder. */
  remove(): Promise<void>
}

/**
 * Pushes the plan and starts the runner in the place of its shell, so that signals and the end of the connection reach it.
 * Android's own libraries must not come between: what the shell preloads is unset, and the bundle's loader names its own folders.
 */
export function runnerCommand(manifest: BundleManifest, folder: string): string {
  const place = versionFolder(manifest.version)
  const words = manifest.launch.map((word) => (word.startsWith('-') ? word : quote(word.split(':').map((p) => (p === '.' ? place : `${place}/${p}`)).join(':'))))
  return `cd ${quote(folder)} && export TMPDIR=${quote(`${folder}/tmp`)} && unset LD_PRELOAD LD_LIBRARY_PATH NODE_OPTIONS && exec ${[...words, quote(`${place}/${manifest.program}`), 'plan.json'].join(' ')}`
}

/** @param signal aborting ends the runner. Throws `device` or `unplugged` where the plan cannot be brought to the device. */
export async function startRun(t: DeviceTransport, manifest: BundleManifest, plan: RunnerPlan, signal?: AbortSignal): Promise<StartedRun> {
  const folder = runFolder(manifest.version, randomUUID())
  await run(t, `mkdir -p ${quote(`${folder}/tmp`)}`, 'The run\'s folder cannot be made on the device', signal)
  await writeText(t, `${folder}/plan.json`, JSON.stringify(plan), signal)
  const orders = new OrderLine((await t.features()).includes('shell_v2'))
  /** The end of what the loader, Node or the shell say; a shell may say it in pieces. */
  let words = ''
  const said = (text: string): void => { words = (words + text).slice(-2000) }
  const lines = new RunnerLines((text) => said(`${text}\n`)), misunderstood = new AbortController()
  const shell = t.shell(runnerCommand(manifest, folder), {
    stdout: (data) => {
      try {
        return lines.take(data)
      } catch (error) {
        misunderstood.abort(error)
      }
    },
    stderr: (data) => said(data.toString()),
    signal: signal ? AbortSignal.any([signal, misunderstood.signal]) : misunderstood.signal, onStart: (write) => orders.open(write)
  })
  const end = shell.then((e) => endOf(lines, e, words), failedEnd).then((e) => (misunderstood.signal.aborted ? failedEnd(misunderstood.signal.reason) : e)).finally(() => lines.close())
  return { lines, order: (o) => orders.send(o), end, folder, remove: async () => { await run(t, `rm -rf ${quote(folder)}`, 'The run\'s folder cannot be removed from the device') } }
}

/** Orders wait until the command runs. */
class OrderLine {
  private write: ((text: string) => void) | null = null
  private readonly early: Order[] = []
  constructor(private readonly possible: boolean) {}

  send(order: Order): void {
    if (!this.possible) throw new StudioError('unsupported', `This device cannot ${order.do} a run`, { why: 'Its adb has no shell protocol with standard input.', fix: 'Cancel the run instead; what was captured is kept.' })
    if (this.write) this.write(`${JSON.stringify(order)}\n`)
    else this.early.push(order)
  }

  open(write: (text: string) => void): void {
    this.write = write
    for (const order of this.early.splice(0)) this.send(order)
  }
}

function failedEnd(error: unknown): RunnerEnd {
  const value = toErrorValue(error)
  return { reason: value.code === 'unplugged' ? 'unplugged' : value.code === 'cancelled' ? 'aborted' : 'failed', code: null, message: errorLine(value) }
}

function endOf(lines: RunnerLines, { code, reason }: ShellEnd, words: string): RunnerEnd {
  if (lines.fatal) return { reason: 'failed', code, message: lines.fatal.message }
  if (lines.done) return { reason: 'done', code, message: lines.done.stopped ? 'Stopped' : 'Finished' }
  if (reason === 'aborted') return { reason: 'aborted', code, message: 'Cancelled' }
  if (reason === 'disconnected' || code === null) return { reason: 'unplugged', code, message: 'The device went away' }
  const last = words.trimEnd().split('\n').at(-1)
  return { reason: 'crashed', code, message: `The runner ended unexpectedly (exit code ${code})${last ? `: ${last}` : ''}` }
}
