/** Profiling on simulated glasses: what copying costs, what the runner adds, and whether the analysis finds the power that the simulation spent. */
import { quantile } from './interleave'
import { benchOverhead, type Added, type OverheadFigure } from './overhead'
import { benchPower, type PowerFigure } from './power'
import { benchPush, type PushFigure } from './push'

export interface DeviceFigures { push: PushFigure; overhead: OverheadFigure[]; power: PowerFigure }

const added = (a: Added): string => `${a.median.toFixed(0)} µs [${a.p25.toFixed(0)}, ${a.p75.toFixed(0)}]`
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

export async function benchDevice(root: string, scratch: string, say: (line: string) => void): Promise<DeviceFigures> {
  const push = await benchPush(root, scratch)
  say(`push ÷ adb push, throughput, ${(push.bytes / 1e6).toFixed(0)} MB, ${push.rounds} rounds: ${push.median.toFixed(3)} [${push.p25.toFixed(3)}, ${push.p75.toFixed(3)}]  (${push.oursMBs.toFixed(0)} and ${push.adbMBs.toFixed(0)} MB/s)`)
  const overhead = await benchOverhead(scratch)
  for (const f of overhead) {
    say(`runner − bare loop, ${f.variant}, ${f.bareMs.toFixed(1)} ms an inference, outside of ONNX Runtime: start to start ${added(f.outside.interval)}, timed interval ${added(f.outside.timed)}`)
    say(`  the same, all the time: start to start ${added(f.whole.interval)}, timed interval ${added(f.whole.timed)}`)
  }
  const power = await benchPower(scratch), { whole, slots, fit, model } = power, errors = slots.map((s) => Math.abs(s.error))
  say(`energy from the gauge against the model, real load of ${whole.seconds.toFixed(0)} s: error ${percent(whole.error)} (its noise alone: ${percent(whole.noise)})`)
  say(`  slots of ${quantile(slots.map((s) => s.seconds), 0.5).toFixed(1)} s: ${percent(quantile(errors, 0.5))} median, ${percent(Math.max(...errors))} worst of ${slots.length} (noise alone: ${percent(quantile(slots.map((s) => s.noise), 0.5))})`)
  say(`power model, fit through ${fit.points} readings up to ${fit.busiest.toFixed(1)} cores: idle ${fit.idleW.toFixed(4)} W (set: ${model.idleW}, ±${fit.idleSe.toFixed(4)}), a busy core ${fit.coreW.toFixed(4)} W (set: ${model.coreW}, ±${fit.coreSe.toFixed(4)}), residual ${fit.residualW.toFixed(4)} W (set: ${model.noiseW})`)
  return { push, overhead, power }
}
