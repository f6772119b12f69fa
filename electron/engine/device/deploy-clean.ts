/** Leaves a device as it was: what a crash or an unplug left is removed at the next connect, and everything on request. */
import { StudioError } from '@shared/errors'
import { quote } from './adb/sentinel'
import { run } from './deploy-files'
import { awakeFile, base } from './deploy-places'
import { endRecording, notes, removeRecording } from './perfetto/record'
import type { DeviceTransport } from './transport'

export interface Cleaned {
  /** Processes that were ended, and run folders that were removed. */
  killed: number; removed: number
  /** A run that someone is reading right now: it was left alone. */
  busy: boolean
}

/** The runner's sampler touches its pid file every five seconds while somebody reads what it says. */
const freshSeconds = 20

export interface CleanOptions {
  /** Ends also a run that somebody reads: for who knows that it is their own. */
  force?: boolean
  /** Leaves alone what is a few seconds old: for who only looks at the device while others may be about to run something. */
  keepRecent?: boolean
  signal?: AbortSignal
}

const age = (file: string): string => `$(( $(date +%s) - $(stat -c %Y ${file} 2>/dev/null || echo 0) ))`

/** Words on standard output: `killed`, `removed`, `busy`, one a line. A pid may belong to another program by now, so the command line is looked at. */
const script = (force: boolean, keepRecent: boolean): string => `cd ${quote(base)} 2>/dev/null || exit 0
busy=0
for run in */runs/*; do
  [ -d "$run" ] || continue
  pid=$(cat "$run/runner.pid" 2>/dev/null)
  if [ -n "$pid" ] && grep -q adamtl "/proc/$pid/cmdline" 2>/dev/null; then
    if [ ${Number(force)} = 0 ] && [ ${age('"$run/runner.pid"')} -lt ${freshSeconds} ]; then echo busy; busy=1; continue; fi
    kill "$pid" 2>/dev/null
    n=0
    while [ -d "/proc/$pid" ] && [ $n -lt 20 ]; do sleep 0.1; n=$((n+1)); done
    kill -9 "$pid" 2>/dev/null
    echo killed
  elif [ ${Number(keepRecent)} = 1 ] && [ ${age('"$run"')} -lt ${freshSeconds} ]; then echo busy; continue
  fi
  rm -rf "$run" && echo removed
done
# A recording belongs to the run beside it, or is of a moment ago and its run comes yet.
for note in ${notes}; do
  [ -f "$note" ] && [ $busy = 0 ] || continue
  if [ ${Number(keepRecent)} = 1 ] && [ ${age('"$note"')} -lt ${freshSeconds} ]; then echo busy; continue; fi
  ${endRecording}
  ${removeRecording} && echo removed
done
if [ ${Number(keepRecent)} = 1 ] && [ -f stay-awake ] && [ ${age('stay-awake')} -lt ${freshSeconds} ]; then echo busy; fi`

/** Ends runners and removes run folders that were left behind, and restores the stay-awake setting. A run that somebody reads is left alone and told as `busy`. */
export async function cleanUp(t: DeviceTransport, { force = false, keepRecent = false, signal }: CleanOptions = {}): Promise<Cleaned> {
  const words = (await run(t, script(force, keepRecent), 'What an earlier run left cannot be removed from the device', signal)).split(/\s+/)
  const count = (word: string): number => words.filter((w) => w === word).length
  const busy = count('busy') > 0
  if (!busy) await restoreAwake(t, signal)
  return { killed: count('killed'), removed: count('removed'), busy }
}

/** Removes everything of ours. Throws `device` while a run is under way. @returns the freed bytes */
export async function removeAll(t: DeviceTransport, signal?: AbortSignal): Promise<number> {
  if ((await cleanUp(t, { signal })).busy) throw new StudioError('device', 'A run is under way on this device', { fix: 'Wait for its end, or stop it, and try again.' })
  const used = await t.read(`du -sk ${quote(base)}`, signal)
  await run(t, `rm -rf ${quote(base)}`, 'The studio\'s files cannot be removed from the device', signal)
  return used.code === 0 ? Number(/^\d+/.exec(used.stdout)?.[0] ?? 0) * 1024 : 0
}

/** Removes the runners of other versions. */
export async function removeOthers(t: DeviceTransport, version: string, signal?: AbortSignal): Promise<void> {
  await run(t, `cd ${quote(base)} 2>/dev/null || exit 0; for v in */; do [ "$v" = ${quote(`${version}/`)} ] || rm -rf "$v"; done`, 'Older runners cannot be removed from the device', signal)
}

const setting = 'stay_on_while_plugged_in'

/** Keeps the screen on; the setting before is kept on the device, so that any later connect can restore it. @returns false where the device has no such setting */
export async function keepAwake(t: DeviceTransport, signal?: AbortSignal): Promise<boolean> {
  const file = quote(awakeFile)
  // An earlier note is older, and so the truth.
  const note = `[ -f ${file} ] || { v=$(settings get global ${setting}) && mkdir -p ${quote(base)} && echo "$v" > ${file}; }`
  return (await t.read(`${note} && svc power stayon true`, signal)).code === 0
}

/** Puts the setting back that `keepAwake` found; does nothing where there is no note of it. */
export async function restoreAwake(t: DeviceTransport, signal?: AbortSignal): Promise<void> {
  const file = quote(awakeFile)
  const put = `v=$(cat ${file}); case "$v" in ''|null) settings delete global ${setting};; *) settings put global ${setting} "$v";; esac`
  await run(t, `[ -f ${file} ] || exit 0; { ${put}; } >/dev/null && rm -f ${file}`, 'The stay-awake setting cannot be restored', signal)
}
