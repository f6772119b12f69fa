/** Simulated glasses that the window starts; they end with the engine. */
import { StudioError } from '@shared/errors'
import type { DeviceHost } from '../device/transport'
import type { Handlers } from '../host/serve'
import { startSimulation, type Simulation } from '../simulator/simulation'

type SimulationCalls = 'simulation.start' | 'simulation.stop' | 'simulation.fault' | 'simulation.accept'

export class Simulations {
  private readonly running = new Map<string, Simulation>()
  constructor(private readonly host: DeviceHost) {}

  async start(seed: number, unauthorized: boolean): Promise<string> {
    const simulation = await startSimulation({ seed, faults: unauthorized ? ['unauthorized'] : [] })
    this.running.set(simulation.serial, simulation)
    try {
      return await this.host.connect(simulation.serial)
    } catch (error) {
      await this.stop(simulation.serial)
      throw error
    }
  }

  get(serial: string): Simulation {
    const simulation = this.running.get(serial)
    if (!simulation) throw new StudioError('not-found', `There is no simulation ${serial}`, { why: 'It has ended, or another program runs it.', fix: 'Start a simulation of this window.' })
    return simulation
  }

  async stop(serial: string): Promise<void> {
    const simulation = this.get(serial)
    this.running.delete(serial)
    // adb would go on trying to reach it.
    await Promise.all(simulation.serials().map((s) => this.host.disconnect(s))).finally(() => simulation.stop())
  }

  async close(): Promise<void> {
    await Promise.all([...this.running.keys()].map((serial) => this.stop(serial)))
  }
}

export function simulationCalls(simulations: Simulations): Pick<Handlers, SimulationCalls> {
  return {
    'simulation.start': async ({ seed, unauthorized }) => ({ serial: await simulations.start(seed, unauthorized) }),
    'simulation.stop': async ({ serial }) => {
      await simulations.stop(serial)
      return {}
    },
    'simulation.fault': async ({ serial, fault }) => {
      await simulations.get(serial).setFault(fault)
      return {}
    },
    'simulation.accept': ({ serial }) => Promise.resolve({ accepted: simulations.get(serial).accept() })
  }
}
