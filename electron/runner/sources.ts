/** Reads the device's files that tell power, temperature and clocks. */
import fs from 'node:fs'
import type { Source } from '@shared/device/capabilities'

const buffer = Buffer.alloc(64)

/** Only a simulation without a root of its own sets this, in the environment of its processes: what stands in front of a device's paths. */
const inDevice = (path: string): string => `${process.env.ADAMTL_DEVICE_ROOT ?? ''}${path}`

/** The value in the source's unit; null where it cannot be read, or is no number and none of its words. Opened each time: a node may be replaced while a run lasts. */
export function readSource({ path, scale, words }: Source): number | null {
  let file: number
  try {
    file = fs.openSync(inDevice(path), 'r')
  } catch {
    return null
  }
  try {
    const text = buffer.toString('latin1', 0, fs.readSync(file, buffer, 0, buffer.length, 0)).trim()
    if (words) return words.includes(text) ? words.indexOf(text) : null
    const value = Number(text)
    // Ten digits hold every gauge; more would be the rounding of the scale.
    return text === '' || !Number.isFinite(value) ? null : Number((value * scale).toPrecision(10))
  } catch {
    return null
  } finally {
    fs.closeSync(file)
  }
}

/** The hottest thermal zone, °C; null without a thermometer. */
export function hottest(sources: Source[]): number | null {
  const zones = sources.filter((s) => s.kind === 'temperature').map(readSource).filter((t) => t !== null)
  return zones.length > 0 ? Math.max(...zones) : null
}
