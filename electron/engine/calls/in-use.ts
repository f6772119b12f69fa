/** One measurement at a time on a device: two would measure each other. */
import { StudioError } from '@shared/errors'

export class DevicesInUse {
  private readonly by = new Map<string, string>()

  /** Runs `work`, which is called `what` to whom comes meanwhile. @throws StudioError `refused` while something else measures on the device */
  async during<T>(serial: string, what: string, work: () => Promise<T>): Promise<T> {
    const other = this.by.get(serial)
    if (other !== undefined) throw new StudioError('refused', 'The device is measuring already', { why: `${other} on it, and the two would disturb each other.`, fix: 'Wait until it has ended, or stop it.' })
    this.by.set(serial, what)
    try {
      return await work()
    } finally {
      this.by.delete(serial)
    }
  }
}
