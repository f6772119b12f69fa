/** Leaves a device as it was: what a crash or an unplug left is removed at the next connect, and everything on request. */
import { quote } from './adb/sentinel'
import { busy, claimed, claiming } from './claim'
import { run } from './deploy-files'
import { age, attended, awakeFile, base, freshSeconds } from './deploy-places'
import { endRecording, notes, removeRecording } from './perfetto/record'
import type { DeviceTransport } from './transport'

export interface Cleaned {
  /** Processes that were ended, and run folders that were removed. */
  killed: number; removed: number
  /** A run that someone is reading right now: it was left alone. */
  busy: boolean
}

export interface CleanOptions {
  /** Ends also a run that somebody reads: for who knows that it is their own. */
  force?: boolean
  /** Leaves alone a device that is claimed, and what is a few seconds old: for who only looks at the device while others may be about to run something. */
  keepRecent?: boolean
  signal?: AbortSignal
}

/** Removes folders of ours in which nothing is, such as a push that ended early leaves. A claim stays. */
export async function tidy(t: DeviceTransport, signal?: AbortSignal): Promise<void> {
  await t.read(`find ${quote(base)} -depth -type d ! -path '*/claim*' -exec rmdir {} \\; 2>/dev/null`, signal)
}

/** Words on standard output: `killed`, `removed`, `busy`, one a line. */
const script = (force: boolean, keepRecent: boolean): string => `cd ${quote(base)} 2>/dev/null || exit 0
if [ ${Number(keepRecent)} = 1 ] && ${claimed}; then echo busy; exit 0; fi
busy=0
for run in */runs/*; do
  [ -d "$run" ] || continue
  if [ ${Number(force)} = 0 ] && ${attended}; then echo busy; busy=1; continue; fi
  pid=$(cat "$run/runner.pid" 2>/dev/null)
  if [ -n "$pid" ] && grep -q adamtl "/proc/$pid/cmdline" 2>/dev/null; then
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
  if (!busy) {
    await restoreAwake(t, signal)
    await tidy(t, signal)
  }
  return { killed: count('killed'), removed: count('removed'), busy }
}

/** Removes everything of ours. Throws `device` while a run is under way. @returns the freed bytes */
export const removeAll = (t: DeviceTransport, signal?: AbortSignal): Promise<number> => claiming(t, async () => {
  if ((await cleanUp(t, { signal })).busy) throw busy()
  const others = 'for name in *; do [ ! -e "$name" ] || [ "$name" = claim ] ||', words = `cd ${quote(base)} && ${others} du -sk "$name"; done`
  const used = (await run(t, words, 'The studio\'s files cannot be measured on the device', signal)).matchAll(/^(\d+)\s/gm)
  await run(t, `cd ${quote(base)} && ${others} rm -rf "$name" || exit 1; done`, 'The studio\'s files cannot be removed from the device', signal)
  return [...used].reduce((bytes, m) => bytes + Number(m[1]) * 1024, 0)
}, signal)

/** Removes the runners of other versions. */
export async function removeOthers(t: DeviceTransport, version: string, signal?: AbortSignal): Promise<void> {
  await run(t, `cd ${quote(base)} 2>/dev/null || exit 0; for v in */; do [ "$v" = ${quote(`${version}/`)} ] || [ "$v" = claim/ ] || rm -rf "$v"; done`, 'Older runners cannot be removed from the device', signal)
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
