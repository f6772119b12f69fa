/** Files as meters write them, made from what a run itself recorded: its power, by a clock that is off and drifts, at a meter's rate and with its noise. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gaugePower, PowerTrace } from '../../shared/trace/power'
import { uniform } from '../../shared/policy/noise'
import { Store } from '../../electron/engine/store/store'

export const meterClock = { offsetS: 12.345, driftPpm: 60 }
const hz = 500, around = 3

/** On a busy computer a simulation's bursts are starved and draw little more than its slots; those of glasses stand out. */
const burstW = 1.5

/** The newest run's power, by its own clock, with bursts as glasses have them. The studio goes on with the study, so a copy of the file is read. */
export async function recordedPower(userData: string): Promise<PowerTrace> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-e2e-study-'))
  for (const name of ['runs.duckdb', 'runs.duckdb.wal']) if (fs.existsSync(path.join(userData, name))) fs.copyFileSync(path.join(userData, name), path.join(folder, name))
  const store = await Store.open(path.join(folder, 'runs.duckdb'))
  try {
    const [run] = await store.runs(), { capabilities } = await store.detail(run!.id)
    const trace = await store.trace(run!.id), { at, watts } = gaugePower(trace, capabilities.sources, capabilities.gauge)!
    const bursts = trace.spans.filter((s) => s.phase === 'marker').map((s) => ({ from: trace.seconds(s.from), to: trace.seconds(s.to ?? s.from) }))
    return new PowerTrace(at, watts.map((w, i) => (bursts.some((b) => at[i]! >= b.from && at[i]! <= b.to) ? w + burstW : w)))
  } finally {
    await store.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** `t` by the meter's clock, `w` watts. */
function samples(power: PowerTrace, seconds: number): { t: number; w: number }[] {
  const random = uniform(11), pace = 1 + meterClock.driftPpm * 1e-6
  return Array.from({ length: Math.round(seconds * hz) }, (_, i) => i / hz - around).map((t) => ({ t: t * pace + meterClock.offsetS, w: power.wattsAt(t) + (random() - 0.5) * 0.2 }))
}

const write = (folder: string, name: string, lines: string[]): string => {
  const file = path.join(folder, name)
  fs.writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

/** All files that the test chooses from. */
export function meterFiles(folder: string, power: PowerTrace): Record<'powertool' | 'generic' | 'short' | 'quiet', string> {
  fs.mkdirSync(folder, { recursive: true })
  const length = power.at[power.length - 1]! + 2 * around, all = samples(power, length)
  const volts = 4.2, monsoon = (rows: typeof all): string[] => ['Time (s),Main Avg Current (mA),Main Avg Voltage (V)', ...rows.map(({ t, w }) => `${t.toFixed(6)},${((1000 * w) / volts).toFixed(3)},${volts}`)]
  return {
    powertool: write(folder, 'powertool.csv', monsoon(all)),
    generic: write(folder, 'bench supply.txt', ['# recorded beside the run', 'sample;clock;reading', ...all.map(({ t, w }, i) => `${i};${(1000 * t).toFixed(3).replace('.', ',')};${w.toFixed(5).replace('.', ',')}`)]),
    short: write(folder, 'short.csv', monsoon(all.slice(0, hz / 4))),
    quiet: write(folder, 'other-device.csv', monsoon(all.map(({ t }) => ({ t, w: 0.4 }))))
  }
}
