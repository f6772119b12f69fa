/** Probes a device: what it is, what can be read on it, and what follows from that. Capabilities before promises. */
import { capabilitiesSchema, type Capabilities, type Perfetto } from '@shared/device/capabilities'
import type { Device } from '@shared/device/device'
import { wifiAddress } from './adb/wifi'
import { checksOf } from './probe/checks'
import { readClocks } from './probe/clocks'
import { energyOf } from './probe/energy'
import { charging, type Findings } from './probe/findings'
import { analyseGauge, type GaugeReading } from './probe/gauge-analysis'
import { gaugeOf, unverifiedOf } from './probe/gauge-check'
import { traceGauge } from './probe/gauge-trace'
import { readIdentity } from './probe/identity'
import { PerfettoTrial } from './probe/perfetto'
import { gaugeSupply, readSupplies, statusSource, supplyFolder, supplySources } from './probe/supplies'
import { perfettoRuns, readBattery, readMemory, readPerfetto, readStorage } from './probe/system'
import { readThermal, thermalSources } from './probe/thermal'
import type { DeviceTransport } from './transport'

export interface ProbeOptions {
  signal?: AbortSignal
  /** `done` of `total` seconds, about. */
  onProgress?: (progress: { stage: string; done: number; total: number }) => void
  idleSeconds?: number
  burstSeconds?: number
}

export interface Examination { capabilities: Capabilities; findings: Findings; readings: GaugeReading[] }

const readingSeconds = 2

/** @param device as adb lists it. Throws `device`, `unplugged`, AbortError; nothing that it starts on the device outlives it. */
export async function examine(transport: DeviceTransport, device: Device, options: ProbeOptions = {}): Promise<Examination> {
  const { signal, idleSeconds = 3, burstSeconds = 4 } = options, total = readingSeconds + idleSeconds + burstSeconds
  const tell = (stage: string, done: number): void => options.onProgress?.({ stage, done: Math.min(done, total), total })
  tell('Asking what it is', 0)
  const features = await transport.features(), who = await readIdentity(transport, signal)
  tell('Looking for clocks and temperatures', 0.5)
  const clocks = await readClocks(transport, signal), thermal = await readThermal(transport, signal)
  tell('Looking for power, memory and space', 1.2)
  const memory = await readMemory(transport, signal), storage = await readStorage(transport, signal)
  const perfetto = await readPerfetto(transport, signal), address = await wifiAddress(transport, signal)
  const gauge = gaugeSupply(await readSupplies(transport, signal))
  // Both look at the same rest and the same load.
  const tracing = perfettoRuns(perfetto, who.identity.sdk) ? await PerfettoTrial.begin(transport, signal) : null
  const { readings, trial } = await readBoth()
  // Status and charging as they are afterwards: a cable may have come or gone meanwhile.
  const supplies = await readSupplies(transport, signal), battery = await readBattery(transport, signal)
  const supply = supplies.find((s) => s.name === gauge?.name)
  const findings: Findings = {
    device: { ...device, simulated: device.simulated || who.simulated }, features, who, clocks, thermal, supplies, gauge: supply ? { supply, facts: analyseGauge(readings) } : null, battery, memory, storage, perfetto: { ...perfetto, trial }, address
  }
  tell('Done', total)
  return { capabilities: conclude(findings), findings, readings }

  async function readBoth(): Promise<{ readings: GaugeReading[]; trial: Perfetto | null }> {
    try {
      const readings = gauge ? await readGauge(transport, gauge.name, { signal, idleSeconds, burstSeconds, tell }) : []
      return { readings, trial: tracing && await tracing.end(readings, signal) }
    } catch (error) {
      await tracing?.drop()
      throw error
    }
  }
}

/** See `examine`. */
export const probe = async (transport: DeviceTransport, device: Device, options?: ProbeOptions): Promise<Capabilities> => (await examine(transport, device, options)).capabilities

interface GaugeTiming { signal?: AbortSignal; idleSeconds: number; burstSeconds: number; tell: (stage: string, done: number) => void }

function readGauge(transport: DeviceTransport, name: string, { tell, ...timing }: GaugeTiming): Promise<GaugeReading[]> {
  const words = { idle: 'Reading the gauge at rest', burst: 'Reading the gauge under load' }
  let begin: number | null = null
  return traceGauge(transport, `${supplyFolder}/${name}/current_now`, `${supplyFolder}/${name}/voltage_now`, {
    ...timing, onReading: (r) => tell(words[r.phase], readingSeconds + r.seconds - (begin ??= r.seconds))
  })
}

/** From what was found to what it means; nothing is asked of the device any more. */
export function conclude(f: Findings): Capabilities {
  const { battery, storage } = f
  return capabilitiesSchema.parse({
    device: f.device, probedAt: new Date().toISOString(), identity: f.who.identity, cores: f.clocks.cores, memory: f.memory, storage: storage && { path: storage.path, freeBytes: storage.freeBytes },
    battery: battery && { level: battery.level, charging: charging(f), temperatureC: battery.temperatureC, status: battery.status },
    sources: [...supplySources(f.supplies, f.gauge?.supply ?? null, f.gauge?.facts.scale ?? 1e-6), ...statusSource(f.gauge?.supply ?? null), ...thermalSources(f.thermal), ...f.clocks.sources],
    gauge: gaugeOf(f), perfetto: f.perfetto.trial, features: f.features, checks: checksOf(f), energy: energyOf(f), unverified: unverifiedOf(f)
  } satisfies Capabilities)
}
