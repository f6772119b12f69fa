/** Lends a device to a command: one that adb knows, or a simulation that lives as long as the command, on an adb server of its own. */
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import type { Device } from '@shared/device/device'
import { StudioError } from '@shared/errors'
import { openDeviceHost } from '../engine/device/host'
import type { DeviceHost } from '../engine/device/transport'
import { waitForDevices } from '../engine/device/waiting'
import { markName, startGuard } from '../engine/simulator/guard'
import { startSimulation } from '../engine/simulator/simulation'
import { release } from './terminal'

export async function onDevice<T>(serial: string, seed: number, work: (host: DeviceHost, device: Device) => Promise<T>): Promise<T> {
  if (serial === 'simulated') return onSimulation(seed, work)
  const host = openDeviceHost()
  try {
    return await work(host, await find(host, serial))
  } finally {
    await release(host)
  }
}

async function onSimulation<T>(seed: number, work: (host: DeviceHost, device: Device) => Promise<T>): Promise<T> {
  // A server lives in the background: the mark ends it also where this process is killed, and makes it no part of the glasses' load.
  const mark = randomBytes(8).toString('hex'), clear = startGuard(mark)
  const host = openDeviceHost({ port: await freePort(), own: { env: { [markName]: mark } } })
  try {
    const simulation = await startSimulation({ seed })
    try {
      const serial = await host.connect(simulation.serial)
      return await work(host, await find(host, serial))
    } finally {
      await host.close()
      await simulation.stop()
    }
  } finally {
    await clear()
  }
}

/** A server that was just started looks for devices first, and one that was just connected is known a moment later. */
const settlingMs = 3000

async function find(host: DeviceHost, serial: string): Promise<Device> {
  const devices = await waitForDevices(host, (list) => list.some((d) => d.serial === serial && d.state !== 'connecting'), settlingMs)
  const device = devices.find((d) => d.serial === serial)
  if (!device) {
    const known = devices.map((d) => d.serial).join(', ')
    throw new StudioError('device', `There is no device ${serial}`, { why: known ? `Connected are ${known}.` : 'adb knows no device.', fix: 'Connect it, or use --device simulated.' })
  }
  if (device.state === 'unauthorized') throw new StudioError('device', `${serial} does not trust this computer yet`, { fix: 'Accept the prompt on the glasses, then try again.' })
  if (device.state !== 'ready') throw new StudioError('device', `${serial} is ${device.state}`, { fix: 'Unplug it and plug it in again, or restart it.' })
  return device
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
