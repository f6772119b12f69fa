/** Which part of the device page is in view. */
import { create } from 'zustand'
import { useSession } from '../../state/session'

export type DeviceView = { at: 'profile' } | { at: 'runs' } | { at: 'run'; run: string }

export const useDeviceView = create<{ view: DeviceView; /** The sheet with device and plan, where the window is narrow. */ sheet: boolean }>(() => ({ view: { at: 'profile' }, sheet: false }))

/** Shows a part of the device page, from wherever one is. */
export function showDevice(view: DeviceView): void {
  useDeviceView.setState({ view, sheet: false })
  useSession.setState({ page: 'device' })
}
