/** One at a time measures on a device: who does holds a claim there, which ends with its connection. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { StudioError } from '@shared/errors'
import { Deadline } from './adb/deadline'
import { quote } from './adb/sentinel'
import { attended, base, claimFolder } from './deploy-places'
import type { DeviceTransport, ShellEnd } from './transport'

/** `$held` is the process that holds the claim; its number may be another program's by now. */
export const claimed = `{ held=$(ls ${quote(claimFolder)} 2>/dev/null); [ -n "$held" ] && grep -q ${quote(claimFolder)} "/proc/$held/cmdline" 2>/dev/null; }`

/**
 * The claim is a folder that holds one more, named as the process that made it: both are made and removed by one step of the system each, so of two that come
 * at once one gets it. That process says `held` and waits for a line or the end of the connection, which costs the device nothing; or it says `busy`.
 * @param token in the command line of each process of one claim: what a lost connection left of it is ended
 */
const script = (token: string, own: boolean): string => `: ${token}
place=${quote(claimFolder)}
leave() { rmdir "$place/$$" "$place" ${quote(base)} 2>/dev/null; }
trap leave EXIT
trap 'exit 0' HUP INT TERM PIPE
${own ? '' : `for run in ${quote(base)}/*/runs/*; do if ${attended}; then echo busy; exit 0; fi; done\n`}tries=0
until mkdir -p ${quote(base)} && mkdir "$place" 2>/dev/null && mkdir "$place/$$" 2>/dev/null; do
  if ${claimed}; then
    grep -q ${token} "/proc/$held/cmdline" 2>/dev/null || { echo busy; exit 0; }
    kill -9 "$held" 2>/dev/null
  fi
  # Left behind by a process that ended; an empty one may be another's that is at its second step.
  if [ -n "$held" ]; then rmdir "$place/$held" 2>/dev/null && rmdir "$place" 2>/dev/null
  elif [ $tries -ge 5 ]; then rmdir "$place" 2>/dev/null
  fi
  tries=$((tries+1))
  [ $tries -lt 20 ] || exit 1
  [ -n "$held" ] || sleep 0.1
done
echo held
read -r line`

const answerMs = 10_000, releaseMs = 3000, againMs = 500

export const busy = (): StudioError => new StudioError('device', 'A run is under way on this device', { why: 'Two at once would measure each other.', fix: 'Wait for its end, or stop it, and try again.' })

export class DeviceClaim {
  private readonly token = `adamtl-${randomUUID()}`
  private ending = new AbortController()
  private shell: Promise<ShellEnd> | null = null
  private say: (text: string) => void = () => undefined

  private constructor(private readonly t: DeviceTransport) {}

  /** Before anything is run on the device that others would notice. Throws `device` where somebody measures on it, from any computer, or where it does not answer; `unplugged`; AbortError. */
  static async take(t: DeviceTransport, signal?: AbortSignal): Promise<DeviceClaim> {
    const claim = new DeviceClaim(t)
    await claim.begin(false, signal)
    return claim
  }

  /** After the device was away, also while our own runner still works there. Who has taken it meanwhile is waited for so long. Throws like `take`. */
  async renew(waitMs: number, signal?: AbortSignal): Promise<void> {
    await this.release()
    for (const end = performance.now() + waitMs; ; await wait(againMs, undefined, { signal })) {
      try {
        return await this.begin(true, signal)
      } catch (error) {
        if (!(error instanceof StudioError) || error.message !== busy().message || performance.now() > end) throw error
      }
    }
  }

  /** Lets others in. Never throws: with its connection the claim ends by itself. */
  async release(): Promise<void> {
    const { shell } = this
    if (!shell) return
    this.shell = null
    const limit = setTimeout(() => this.ending.abort(), releaseMs)
    this.say('\n')
    await shell.catch(() => undefined)
    clearTimeout(limit)
  }

  private async begin(own: boolean, signal?: AbortSignal): Promise<void> {
    const ending = new AbortController(), limit = new Deadline(answerMs, signal), giveUp = (): void => ending.abort()
    limit.signal.addEventListener('abort', giveUp, { once: true })
    let heard = '', words = '', answered: () => void = () => undefined
    const answer = new Promise<null>((resolve) => { answered = () => resolve(null) })
    const shell = this.t.shell(script(this.token, own), {
      signal: ending.signal, onStart: (write) => { this.say = write }, stderr: (data) => { words += data.toString() },
      stdout: (data) => {
        heard += data.toString()
        if (/^(held|busy)$/m.test(heard)) answered()
      }
    })
    try {
      const end = await Promise.race([answer, shell])
      signal?.throwIfAborted()
      if (/^busy$/m.test(heard)) throw busy()
      if (end) throw refused(end, words || heard)
      this.ending = ending
      this.shell = shell
      // Whoever works on the device hears of its loss by himself.
      shell.catch(() => undefined)
    } finally {
      limit.signal.removeEventListener('abort', giveUp)
      limit.clear()
    }
  }
}

/** Does the work while the device is claimed. */
export async function claiming<T>(t: DeviceTransport, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const claim = await DeviceClaim.take(t, signal)
  try {
    return await work()
  } finally {
    await claim.release()
  }
}

function refused({ reason }: ShellEnd, words: string): StudioError {
  if (reason === 'disconnected') return new StudioError('unplugged', 'The device went away', { fix: 'Connect it again.' })
  const said = words.trim().split('\n').at(-1)
  return new StudioError('device', 'The device cannot be reserved', { why: said ? `The device says: ${said}` : 'It gave no answer in time.', fix: 'Check that the device has free space, and connect it again.' })
}
