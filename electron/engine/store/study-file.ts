/** The study that is in use: opened when it is first asked for, so that starting the studio does not wait for a library of 70 MB. */
import type { Store } from './store'

export class StudyFile {
  private opening: Promise<Store> | null = null
  constructor(readonly file: string) {}

  /** The same store each time; one that could not be opened is tried again. @throws StudioError */
  open(): Promise<Store> {
    if (this.opening) return this.opening
    const opening = import('./store').then(({ Store }) => Store.open(this.file))
    this.opening = opening
    opening.catch(() => {
      if (this.opening === opening) this.opening = null
    })
    return opening
  }

  /** Closes it if it was opened: what was deleted goes for good, and other processes may have the file. */
  async close(): Promise<void> {
    const opening = this.opening
    this.opening = null
    if (!opening) return
    const store = await opening.catch(() => null)
    await store?.close()
  }
}
