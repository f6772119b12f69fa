/** What tests with devices need: a private adb server, simulated glasses, and an end that leaves nothing behind. */
import { execFile, spawnSync } from 'node:child_process'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import type { Device } from '@shared/device/device'
import { openDeviceHost } from '../../electron/engine/device/host'
import type { DeviceHost, DeviceTransport } from '../../electron/engine/device/transport'
import { waitForDevice } from '../../electron/engine/device/waiting'
import { startSimulation, type Simulation, type SimulationOptions } from '../../electron/engine/simulator/simulation'
import { freePort } from '../support/free-port'

/** Some systems let only root make namespaces (Ubuntu since 24.04): there a simulation has one way to live. */
const namespaces = spawnSync('unshare', ['-Urm', 'true']).status === 0
export const places = namespaces ? (['namespaces', 'rewriting'] as const) : (['rewriting'] as const)

export interface Glasses { simulation: Simulation; device: Device; transport: DeviceTransport }

export interface Lab {
  readonly host: DeviceHost
  readonly port: number
  /** A folder of the tests' own. */
  readonly folder: string
  /** Simulated glasses, not connected yet. */
  simulate(options?: Partial<SimulationOptions>): Promise<Simulation>
  /** Simulated glasses, connected and ready. */
  glasses(options?: Partial<SimulationOptions>): Promise<Glasses>
  /** Another host at the same server, which ends with the lab. */
  another(): DeviceHost
  /** The adb program itself, at this lab's server. */
  adb(...args: string[]): Promise<string>
  close(): Promise<void>
}

/** adb keeps its keys in the home folder and inherits it from this process. */
export async function openLab(): Promise<Lab> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-lab-')), port = await freePort(), home = process.env.HOME
  await fs.mkdir(path.join(folder, 'home'))
  process.env.HOME = path.join(folder, 'home')
  const hosts: DeviceHost[] = [], simulations: Simulation[] = []
  const another = (): DeviceHost => {
    const host = openDeviceHost({ port })
    hosts.push(host)
    return host
  }
  const host = another()
  const adb = async (...args: string[]): Promise<string> => (await promisify(execFile)('adb', ['-P', String(port), ...args], { env: process.env })).stdout
  const simulate = async (options: Partial<SimulationOptions> = {}): Promise<Simulation> => {
    const simulation = await startSimulation({ seed: 1, root: folder, ...options })
    simulations.push(simulation)
    return simulation
  }
  return {
    host, port, folder, another, adb, simulate,
    glasses: async (options) => {
      const simulation = await simulate(options)
      await host.connect(simulation.serial)
      return { simulation, device: await waitForDevice(host, simulation.serial, 10_000), transport: host.open(simulation.serial) }
    },
    close: async () => {
      for (const s of simulations) await s.stop()
      for (const h of hosts) await h.close()
      await adb('kill-server').catch(() => undefined)
      process.env.HOME = home
      await fs.rm(folder, { recursive: true, force: true })
    }
  }
}

/** Waits for a condition, at most `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, ms = 15_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${ms / 1000} s: ${what}`)
    await wait(25)
  }
}

/** vitest's own are `any`. */
export const containing = (text: string): unknown => expect.stringContaining(text)
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
