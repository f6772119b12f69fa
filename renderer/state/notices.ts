/** Short messages at the corner of the window. */
import { notifications } from '@mantine/notifications'
import type { ErrorValue } from '@shared/errors'
import { explain } from '../components/format'
import { useOwn } from './own'

/** Something went well; silent where notices are reduced. */
export function tell(message: string): void {
  if (!useOwn.getState().quiet) notifications.show({ message, withBorder: true, autoClose: 3500, className: 'notice' })
}

/** Something did not work; always shown. Being cancelled is no failure. */
export function warn(error: ErrorValue): void {
  if (error.code === 'cancelled') return tell('Cancelled. Nothing was changed.')
  const message = explain(error)
  notifications.show({ title: error.message, message: message || undefined, withBorder: true, autoClose: 9000, className: 'notice notice-bad' })
}
