/** Records `android.power` with the device's own perfetto, in the background of whatever else runs there. */
import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import { quote } from '../adb/sentinel'
import { base } from '../deploy-places'
import { run } from '../deploy-files'
import type { DeviceTransport } from '../transport'

export interface RecordOptions {
  /** It ends by itself after so long, should nobody be able to end it. */
  seconds: number
  /** Older versions refuse a configuration that names a counter they do not know. */
  voltage: boolean
  pollMs?: number
}

/** Where perfetto may write; adb's shell may read and remove what is there. */
const traceFolder = '/data/misc/perfetto-traces'
/** A note for each recording, by which it is found again after an unplug: named as its trace, it holds perfetto's process number. */
const notePrefix = 'perfetto-', tracePrefix = 'adamtl-'
const noteOf = (id: string): string => `${base}/${notePrefix}${id}`
const traceOf = (id: string): string => `${traceFolder}/${tracePrefix}${id}`

/** Written as it goes, every other second, so that a crash of the device costs no more. */
export function configOf({ seconds, voltage, pollMs = 250 }: RecordOptions): string {
  const counters = ['CAPACITY_PERCENT', 'CHARGE', 'CURRENT', ...(voltage ? ['VOLTAGE'] : [])]
  return [
    'buffers { size_kb: 4096 fill_policy: RING_BUFFER }',
    `data_sources { config { name: "android.power" android_power_config { battery_poll_ms: ${pollMs} ${counters.map((c) => `battery_counters: BATTERY_COUNTER_${c}`).join(' ')} collect_power_rails: true } } }`,
    'write_into_file: true', 'file_write_period_ms: 2000', 'flush_period_ms: 2000', `duration_ms: ${Math.ceil(seconds * 1000)}`
  ].join('\n')
}

/** Shell that ends the recording whose note is `$note` (relative to our folder) and removes all of it. The number may be another program's by now. */
export const endRecording = `id=\${note#${notePrefix}}; pid=$(cat "$note" 2>/dev/null); ours() { [ -n "$pid" ] && grep -q "${tracePrefix}$id" "/proc/$pid/cmdline" 2>/dev/null; }
  if ours; then kill -TERM "$pid" 2>/dev/null; n=0; while ours && [ $n -lt 100 ]; do sleep 0.05; n=$((n+1)); done; ours && kill -9 "$pid" 2>/dev/null; fi`
export const removeRecording = `rm -f ${traceFolder}/${tracePrefix}"$id" "pulled-$id" "$note"`
export const notes = `${notePrefix}*`

export class DeviceRecording {
  private constructor(private readonly t: DeviceTransport, private readonly id: string) {}

  /** Throws `device` where perfetto refuses, with its words; `unplugged`; AbortError. Nothing is left then. */
  static async start(t: DeviceTransport, options: RecordOptions, signal?: AbortSignal): Promise<DeviceRecording> {
    const id = randomUUID(), note = noteOf(id)
    await run(t, `mkdir -p ${quote(base)} && : > ${quote(note)}`, 'The studio\'s folder cannot be made on the device', signal)
    const recording = new DeviceRecording(t, id)
    try {
      // Standard input works in every version; a configuration's own folder does only from Android 12 on.
      await run(t, `printf '%s\\n' ${quote(configOf(options))} | perfetto -c - --txt --background -o ${quote(traceOf(id))} > ${quote(note)}`, 'perfetto does not record power on this device', signal)
      return recording
    } catch (error) {
      await recording.remove().catch((e: unknown) => { if (!(e instanceof StudioError)) throw e })
      throw error
    }
  }

  /** Ends the recording and fetches its trace; nothing is left on the device afterwards. Throws `device`, `unplugged`. */
  async stop(signal?: AbortSignal): Promise<Uint8Array> {
    const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-perfetto-')), local = path.join(scratch, 'trace')
    try {
      // perfetto writes the rest before it ends. Not every adb may read its folder, but the shell may.
      await this.inBase(`${endRecording}\n  cat ${quote(traceOf(this.id))} > "pulled-$id"`, 'perfetto left no trace on the device', signal)
      await this.t.pull(`${base}/pulled-${this.id}`, local, { signal })
      return await fs.readFile(local)
    } finally {
      await fs.rm(scratch, { recursive: true, force: true })
      await this.remove().catch((error: unknown) => { if (!(error instanceof StudioError)) throw error })
    }
  }

  /** Ends it and throws away what it recorded. What a lost connection leaves is removed at the next connect. */
  async remove(): Promise<void> {
    await this.inBase(`${endRecording}\n  ${removeRecording}`, 'perfetto\'s recording cannot be removed from the device')
  }

  private inBase(script: string, failure: string, signal?: AbortSignal): Promise<string> {
    return run(this.t, `cd ${quote(base)} && note=${notePrefix}${this.id} && {\n  ${script}\n}`, failure, signal)
  }
}
