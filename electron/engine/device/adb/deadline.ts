/**
 * A time limit that joins another signal. Not `AbortSignal.any` with `AbortSignal.timeout`: Node 20 may collect the
 * latter as garbage before it fires, when nothing but the joined signal is listened to.
 */
export class Deadline {
  private readonly controller = new AbortController()
  private readonly timer: NodeJS.Timeout
  private readonly outer = (): void => this.controller.abort(this.other?.reason)
  passed = false

  constructor(ms: number, private readonly other?: AbortSignal) {
    this.timer = setTimeout(() => {
      this.passed = true
      this.controller.abort()
    }, ms)
    if (other?.aborted) this.outer()
    else other?.addEventListener('abort', this.outer, { once: true })
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  clear(): void {
    clearTimeout(this.timer)
    this.other?.removeEventListener('abort', this.outer)
  }
}
