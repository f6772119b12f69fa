/** When a part that crashed is started again, and when it is given up. */

export interface RestartPolicy {
  /** Notes a crash at `now` (milliseconds). Returns the wait before the next start, or null when there were too many. */
  crashed(now: number): number | null
  /** Forgets all crashes: the user asked for another try. */
  reset(): void
}

/** Gives up at the `limit`th crash within `windowMs`; waits 0, then 500, 1000, … ms before. */
export function createRestartPolicy(limit = 3, windowMs = 30_000, stepMs = 500): RestartPolicy {
  let crashes: number[] = []
  return {
    crashed(now) {
      crashes = [...crashes.filter((time) => now - time < windowMs), now]
      return crashes.length >= limit ? null : (crashes.length - 1) * stepMs
    },
    reset() {
      crashes = []
    }
  }
}
