/** Simulated glasses: a device daemon on 127.0.0.1 to which a real adb server connects. Nothing that comes from it is a measurement of glasses. */
import { randomBytes } from 'node:crypto'
import { StudioError } from '@shared/errors'
import type { Fault } from '@shared/rpc/device-calls'
import { Daemon } from './daemon'
import { Glasses } from './glasses'
import { startGuard } from './guard'
import { properties, wifiAddress } from './identity'
import { LoadMeter } from './load'
import { LoadSwitch } from './load-switch'
import type { Load } from './load-trace'
import { namespacePlace } from './namespaces'
import { rewritingPlace } from './rewriting'
import { makeRoot } from './root'
import { Slowing } from './slowing'
import { Tracing } from './tracing'

export interface SimulationOptions {
  /** Of the noise and the battery's level. */
  seed: number
  /** An existing folder in which the device's own folder is made; the temporary one by default. */
  root?: string
  /** Of the daemon; a free one by default. The adb server probes 5555–5585 by itself, so those are no good. */
  port?: number
  faults?: Fault[]
  /** `off` runs commands among the host's files, with their paths rewritten. By default namespaces are used where the host allows them. */
  namespaces?: 'off'
  /** They have Android's `perfetto`, with a battery and two power rails. By default they have not: nobody knows of an M4000 that counts its rails. */
  perfetto?: boolean
  /** Takes the place of the processes' real load. */
  load?: Load[]
}

export interface Simulation {
  readonly port: number
  /** As adb names it once it is connected: `127.0.0.1:port`. */
  readonly serial: string
  readonly place: 'namespaces' | 'rewriting'
  /** The folder of the host that plays `/`, and the mark in the environment of every process; both are gone after `stop`. */
  readonly root: string
  readonly mark: string
  /** Why there are no namespaces, where they were wanted. */
  readonly withoutNamespaces: string | null
  /** Adds a fault; `none` ends all of them. */
  setFault(fault: Fault): Promise<void>
  faults(): Fault[]
  /** The person at the device accepts the host's key. @returns false where none is waiting */
  accept(): boolean
  /** Every name that adb may know it by: besides its own the one on Wi-Fi, once it was switched there. */
  serials(): string[]
  /** @returns ends the recording and gives the load since its start */
  recordLoad(): () => Load[]
  /** Takes the place of the real load from the next step on; afterwards the device idles. */
  replayLoad(steps: Load[]): void
  /** Ends every process, removes every file. Harmless when it is called again. */
  stop(): Promise<void>
}

/** Throws StudioError where the host cannot carry a simulation or the port is taken. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  if (process.platform !== 'linux') throw new StudioError('unsupported', 'The simulated glasses need Linux', {
    why: 'They run real processes and read their load from /proc.', fix: 'Connect real glasses, or run the studio on Linux.'
  })
  const mark = randomBytes(8).toString('hex'), serialNumber = `SIM${mark.slice(0, 8).toUpperCase()}`
  const address = wifiAddress(mark), known = properties(serialNumber, address)
  const root = await makeRoot(options.root, known)
  const clear = startGuard(mark, root)
  try {
    return await launch(options, { mark, root, address, known, clear })
  } catch (error) {
    await clear()
    throw error
  }
}

interface Ground { mark: string; root: string; address: string; known: Record<string, string>; clear: () => Promise<void> }

async function launch({ seed, port, faults = [], namespaces, perfetto = false, load }: SimulationOptions, { mark, root, address, known, clear }: Ground): Promise<Simulation> {
  const meter = new LoadMeter(mark), source = new LoadSwitch(meter)
  const glasses = new Glasses(root, seed, source, perfetto ? new Tracing(root) : null)
  let withoutNamespaces: string | null = null
  const place = (namespaces === 'off' ? null : await namespacePlace(root, mark, (reason) => { withoutNamespaces = reason })) ?? rewritingPlace(root, mark)
  const slowing = new Slowing(() => meter.pids(), () => place.launchers())
  const active = new Set<Fault>()
  const daemon = new Daemon(place, known, address, (fault) => active.has(fault))

  const apply = async (next: Fault[]): Promise<void> => {
    const changed = new Set([...active, ...next].filter((fault) => active.has(fault) !== next.includes(fault)))
    active.clear()
    for (const fault of next) active.add(fault)
    Object.assign(glasses.around, { charging: active.has('charging'), hot: active.has('throttling'), frozenGauge: active.has('frozen-gauge') })
    if (changed.has('full-disk')) await place.fill(active.has('full-disk'))
    daemon.follow(changed)
  }
  const stop = async (): Promise<void> => {
    slowing.end()
    glasses.stop()
    await daemon.close()
    await clear()
  }

  if (load) source.repeat(load)
  await apply(faults.filter((fault) => fault !== 'none'))
  const listening = await daemon.listen(port ?? 0)
  glasses.start(({ speed }) => slowing.set(speed))
  let stopping: Promise<void> | null = null
  return {
    port: listening, serial: `127.0.0.1:${listening}`, place: place.kind, withoutNamespaces, root, mark,
    setFault: (fault) => apply(fault === 'none' ? [] : [...active, fault]),
    faults: () => [...active],
    accept: () => daemon.accept(),
    serials: () => [`127.0.0.1:${listening}`, ...(daemon.wireless === null ? [] : [daemon.wireless])],
    recordLoad: () => source.record(),
    replayLoad: (steps) => {
      source.repeat(steps)
      glasses.restart()
    },
    stop: () => (stopping ??= stop())
  }
}
