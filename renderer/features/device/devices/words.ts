/** What is said of a device: its state and what to do about it. */
import type { Capabilities, CapabilityCheck } from '@shared/device/capabilities'
import type { Fault } from '@shared/rpc/device-calls'
import { bytes, num } from '../../../components/format'
import type { Listed } from '../../../state/listed'

export const stateWord: Record<Listed['state'], string> = {
  ready: 'ready', unauthorized: 'not authorized', offline: 'offline', connecting: 'connecting', other: 'not usable', unplugged: 'unplugged'
}

/** The first command in an advice, which names commands in quotation marks; null where it names none. */
export const commandIn = (advice: string): string | null => /"([^"]+)"/.exec(advice)?.[1] ?? null

/** What to do about a state that is not ready; null where nothing is needed. */
export function whatToDo(state: Listed['state'], simulated: boolean): { title: string; text: string } | null {
  switch (state) {
    case 'ready': return null
    case 'connecting': return { title: 'Connecting', text: 'adb is talking to the device. This takes a few seconds.' }
    case 'unauthorized':
      return simulated
        ? { title: 'Accept the prompt in the glasses', text: 'Simulated glasses ask whether this computer may use them, as real ones do at their first connection. Nobody wears these: the button accepts.' }
        : { title: 'Accept the prompt in the glasses', text: 'Put them on and allow USB debugging from this computer. Without a prompt: unplug, then plug in again.' }
    case 'offline':
      return simulated
        ? { title: 'The simulation is offline', text: 'It is listed, but does not answer adb.' }
        : { title: 'The device does not answer', text: 'Unplug it and plug it in again. Over Wi-Fi: check that both are in one network, then connect again.' }
    case 'unplugged': return { title: 'The simulation is unplugged', text: 'Plug it in again to go on with it.' }
    case 'other': return { title: 'The device is in another mode', text: 'adb lists it, but not as running Android. Leave recovery or fastboot and let it start.' }
  }
}

/** `Snapdragon XR1, Android 9, 6 GB, over USB`. */
export function aboutDevice(c: Capabilities): string {
  const { soc, android } = c.identity
  const parts = [soc, android && `Android ${android}`, c.memory ? bytes(c.memory.totalBytes) : '', `over ${c.device.link === 'usb' ? 'USB' : 'the network'}`]
  return parts.filter(Boolean).join(', ')
}

export const faults: { fault: Fault; label: string; about: string }[] = [
  { fault: 'none', label: 'None', about: 'works as it should' },
  { fault: 'unplug', label: 'Unplugged', about: 'the cable comes out' },
  { fault: 'offline', label: 'Offline', about: 'listed, but silent' },
  { fault: 'unauthorized', label: 'Not authorized', about: 'the prompt was not accepted' },
  { fault: 'no-shell-v2', label: 'Old shell', about: 'no exit codes' },
  { fault: 'slow-link', label: 'Slow link', about: 'like poor Wi-Fi' },
  { fault: 'throttling', label: 'Throttling', about: 'hot, clocks go down' },
  { fault: 'charging', label: 'Charging', about: 'current flows the other way' },
  { fault: 'frozen-gauge', label: 'Frozen gauge', about: 'the reading never changes' },
  { fault: 'full-disk', label: 'Full storage', about: 'nothing can be pushed' }
]

/** A check's state in words, for those who do not see its icon. */
export const checkWord: Record<CapabilityCheck['state'], string> = { yes: 'available', look: 'available with a limit', no: 'not available' }

/** What the gauge can resolve, in one short line. */
export function gaugeLine(c: Capabilities): string | null {
  const g = c.gauge
  if (!g) return null
  const rate = g.refreshHz === null ? 'never changed' : `${num(g.refreshHz, 1)}\u00a0Hz`
  return g.stepA === null ? rate : `${rate}, ${num(g.stepA * 1e6)}\u00a0µA`
}
