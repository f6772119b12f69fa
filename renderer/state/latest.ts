/** Keeps one call under way and remembers only the newest of those that wait: answers while something is dragged, without a queue. */
export interface Latest<T> { push(input: T): void; /** Forgets what waits and aborts what runs. */ stop(): void }

/**
 * @param run does the work; its signal is aborted by `stop` and when `supersedes` says the running input became pointless
 * @param done is called with every result, also when a newer input waits
 */
export function latest<T, R>(
  run: (input: T, signal: AbortSignal) => Promise<R>,
  done: (input: T, result: R) => void,
  failed: (input: T, error: unknown) => void,
  supersedes: (next: T, running: T) => boolean = () => false
): Latest<T> {
  let running: { input: T; abort: AbortController } | null = null
  let waiting: { input: T } | null = null

  const start = (input: T): void => {
    const mine = { input, abort: new AbortController() }
    running = mine
    run(input, mine.abort.signal).then(
      (result) => { if (!mine.abort.signal.aborted) done(input, result) },
      (error: unknown) => { if (!mine.abort.signal.aborted) failed(input, error) }
    ).finally(() => {
      if (running === mine) running = null
      if (running === null && waiting) {
        const next = waiting.input
        waiting = null
        start(next)
      }
    })
  }
  return {
    push(input) {
      if (!running) return start(input)
      waiting = { input }
      if (supersedes(input, running.input)) running.abort.abort()
    },
    stop() {
      waiting = null
      running?.abort.abort()
    }
  }
}
