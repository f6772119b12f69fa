/** `simulate`: the simulated glasses until Ctrl-C, connected to the adb server in use; faults change by lines on standard input. */
import fs from 'node:fs/promises'
import readline from 'node:readline'
import { StudioError, toErrorValue, errorLine } from '@shared/errors'
import { faultSchema, type Fault } from '@shared/rpc/device-calls'
import type { SimulateDocument } from '@shared/cli/simulate-document'
import { openDeviceHost } from '../engine/device/host'
import type { DeviceHost } from '../engine/device/transport'
import { loadTraceSchema, type Load } from '../engine/simulator/load-trace'
import { startSimulation, type Simulation } from '../engine/simulator/simulation'
import { writing } from '../engine/writing'
import { interruption, note, print, printJson, release, resolvePath } from './terminal'

export interface SimulateArguments { port?: number; fault?: Fault[]; seed: number; namespaces: boolean; perfetto?: boolean; recordLoad?: string; replayLoad?: string; json?: boolean }

export async function simulateCommand(args: SimulateArguments): Promise<void> {
  const signal = interruption()
  const load = args.replayLoad === undefined ? undefined : await readLoad(resolvePath(args.replayLoad))
  const simulation = await startSimulation({ seed: args.seed, port: args.port, namespaces: args.namespaces ? undefined : 'off', perfetto: args.perfetto, load })
  const host = openDeviceHost()
  try {
    const recorded = args.recordLoad === undefined ? null : { file: resolvePath(args.recordLoad), end: simulation.recordLoad() }
    await host.connect(simulation.serial)
    // Some faults would not let it connect; they begin once it is there, as on a desk.
    for (const fault of args.fault ?? []) await simulation.setFault(fault)
    tell(simulation, args)
    const lines = readline.createInterface({ input: process.stdin })
    lines.on('line', (line) => void obey(simulation, line.trim()))
    const leave = stayConnected(host, simulation.serial)
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    leave()
    lines.close()
    if (recorded) await writing(recorded.file, () => fs.writeFile(recorded.file, JSON.stringify({ version: 1, steps: recorded.end() })))
  } finally {
    for (const serial of simulation.serials()) await host.disconnect(serial).catch((error: unknown) => note(`adamtl-studio: ${errorLine(toErrorValue(error))}`))
    await simulation.stop()
    await release(host)
  }
}

function tell({ serial, port, place, withoutNamespaces }: Simulation, { json }: SimulateArguments): void {
  if (withoutNamespaces !== null) note(`The simulation has no root of its own: ${withoutNamespaces}. Paths in commands are rewritten instead.`)
  const document: SimulateDocument = { serial, port, simulated: true, root: place }
  if (json) return printJson(document)
  print(`Simulated glasses are ready as ${serial}. What they yield is no measurement of glasses.`)
  print(`Type a fault (${faultSchema.options.join(', ')}), "accept" to accept a computer, Ctrl-C to end.`)
}

/** A restarted adb has forgotten the glasses: following it starts it again where it was killed, and connects them anew. @returns ends that */
function stayConnected(host: DeviceHost, serial: string): () => void {
  let there = true
  return host.follow((devices) => {
    const now = devices.some((d) => d.serial === serial)
    if (there && !now) note(`adb does not list ${serial} any more. After a restart of adb it comes back by itself, else with "adb connect ${serial}".`)
    if (!there && now) note(`adb lists ${serial} again.`)
    there = now
  }, (error) => note(`adamtl-studio: ${errorLine(toErrorValue(error))}`))
}

/** One line: a fault, or `accept`. */
async function obey(simulation: Simulation, line: string): Promise<void> {
  if (line === '') return
  if (line === 'accept') return note(simulation.accept() ? 'accepted' : 'No computer is waiting to be accepted.')
  const fault = faultSchema.safeParse(line)
  if (!fault.success) return note(`There is no fault "${line}". Known: ${faultSchema.options.join(', ')}; and "accept".`)
  try {
    await simulation.setFault(fault.data)
    note(`faults: ${simulation.faults().join(', ') || 'none'}`)
  } catch (error) {
    note(`adamtl-studio: ${errorLine(toErrorValue(error))}`)
  }
}

async function readLoad(file: string): Promise<Load[]> {
  const text = await fs.readFile(file, 'utf8').catch(() => { throw new StudioError('not-found', 'This load cannot be read', { file, fix: 'Name a file that --record-load wrote.' }) })
  try {
    return loadTraceSchema.parse(JSON.parse(text)).steps
  } catch {
    throw new StudioError('unreadable', 'This is no recorded load', { file, fix: 'Name a file that --record-load wrote.' })
  }
}
