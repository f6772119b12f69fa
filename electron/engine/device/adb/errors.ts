/** What adb says of a device, as errors that a person can act on. */
import type { Device } from '@shared/device/device'
import { StudioError } from '@shared/errors'

/** The connection ended before the service said its last word: how adb tells that a device went away. */
export class EndedEarly extends Error {
  constructor() {
    super('The connection ended')
    this.name = 'EndedEarly'
  }
}

export const unplugged = (serial: string): StudioError => new StudioError('unplugged', `${serial} went away`, {
  why: 'The cable was pulled, Wi-Fi was lost, the glasses were switched off, or adb was restarted.', fix: 'Connect it again; what was captured until then is kept.'
})

export const silent = (serial: string): StudioError => new StudioError('device', `${serial} does not answer`, {
  why: 'adb lists it, but a command got no answer in time.', fix: 'Wake the glasses, check the Wi-Fi, or connect them again.'
})

const unauthorized = (serial: string): StudioError => new StudioError('device', `${serial} has not accepted this computer`, { why: 'A prompt on the glasses asks whether to allow USB debugging.', fix: 'Put the glasses on, and accept the prompt on the glasses.' })
const offline = (serial: string): StudioError => new StudioError('device', `${serial} is offline`, { why: 'adb sees it, but it does not answer.', fix: 'Wait a moment; then connect it again, or switch USB debugging off and on.' })
const notListed = (serial: string): StudioError => new StudioError('unplugged', `${serial} is not connected`, { why: 'adb does not list it.', fix: 'Plug it in, or connect to its address; "adamtl-studio devices" lists what is there.' })

const known: readonly (readonly [RegExp, (serial: string) => StudioError])[] = [
  [/unauthorized|still authorizing/i, unauthorized],
  [/offline/i, offline],
  [/not found|no devices/i, notListed],
  [/no permissions/i, (serial) => new StudioError('device', `This computer may not open ${serial}`, { why: 'The system reserves the USB device for another user.', fix: 'Install Android\'s udev rules ("sudo apt install android-sdk-platform-tools-common"), then plug it in again.' })],
  [/more than one/i, (serial) => new StudioError('device', `adb knows more than one device as ${serial}`, { fix: 'Disconnect one of them.' })]
]

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

/** @returns a StudioError for what adb or the connection said; cancellations and defects stay as they are. */
export function deviceError(error: unknown, serial: string): unknown {
  if (error instanceof StudioError || nameOf(error) === 'AbortError') return error
  if (error instanceof EndedEarly || nameOf(error) === 'PrematureEOFError' || ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNREFUSED'].includes(codeOf(error))) return unplugged(serial)
  if (!(error instanceof Error) || nameOf(error) !== 'FailError') return error
  const said = /^Failure: '([\s\S]*)'$/.exec(error.message)?.[1] ?? error.message
  const make = known.find(([pattern]) => pattern.test(said))?.[1]
  return make ? make(serial) : new StudioError('device', `${serial} refused a request`, { why: `adb says: ${said}`, fix: 'Connect it again, or restart it.' })
}

/** @returns why this device cannot be used now; null where it can. `undefined` stands for one that adb does not list. */
export function stateProblem(serial: string, device: Device | undefined): StudioError | null {
  if (!device) return notListed(serial)
  const { state } = device
  if (state === 'ready') return null
  if (state === 'unauthorized') return unauthorized(serial)
  if (state === 'other') return new StudioError('device', `${serial} is in no state to be used`, { why: 'It may be in recovery or its boot loader, or the system reserves it for another user.', fix: 'Start it normally; "adb devices" tells its state.' })
  return offline(serial)
}
