/** Has the device's perfetto record power beside the runner, where the probe found that it can. What goes wrong with it is told in the run and never ends it. */
import type { Capabilities } from '@shared/device/capabilities'
import type { Plan } from '@shared/device/plan'
import { planSeconds } from '@shared/device/schedule'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'
import type { RunWriter } from '../../store/store'
import { decodeTrace } from '../perfetto/decode'
import { DeviceRecording } from '../perfetto/record'
import type { DeviceTransport } from '../transport'

/** Slow models make slots longer than planned: it ends by itself long after the plan, and only where nobody else could end it. */
const longestSeconds = (plan: Plan): number => 3600 + 3 * planSeconds(plan).most

export class PowerRecorder {
  private recording: DeviceRecording | null = null
  constructor(private readonly t: DeviceTransport, private readonly capabilities: Pick<Capabilities, 'perfetto'>, private readonly plan: Plan, private readonly writer: RunWriter) {}

  /** Does nothing where there is nothing to record, or the plan does without. */
  async begin(signal: AbortSignal): Promise<void> {
    const { perfetto } = this.capabilities
    if (!perfetto || perfetto.problem !== null || this.plan.energyFrom === 'gauge' || signal.aborted) return
    try {
      this.recording = await DeviceRecording.start(this.t, { seconds: longestSeconds(this.plan), voltage: perfetto.knowsVoltage }, signal)
    } catch (error) {
      if (toErrorValue(error).code !== 'cancelled') await this.tell(error)
    }
  }

  /** Ends it and takes what it recorded into the run. Does nothing where nothing is recorded. */
  async end(): Promise<void> {
    const { recording } = this
    if (!recording) return
    this.recording = null
    try {
      await this.writer.addCounters(decodeTrace(await recording.stop()))
    } catch (error) {
      await this.tell(error)
    }
  }

  private async tell(error: unknown): Promise<void> {
    if (!(error instanceof StudioError)) throw error
    await this.writer.addCounters({ counters: [], problems: [errorLine(toErrorValue(error))] })
  }
}
