/** Sweeps that go on now, each from its start to its end, so that they can be paused and stopped. */
import { StudioError } from '@shared/errors'
import type { SweepEvent } from '@shared/rpc/sweep-calls'
import type { Sweep } from '@shared/sweep/plan'
import type { SweepSession } from './session'

export class RunningSweeps {
  private readonly sessions = new Map<string, SweepSession>()

  has(sweep: string): boolean {
    return this.sessions.has(sweep)
  }

  /** @throws StudioError `not-found` for a sweep that has ended */
  get(sweep: string): SweepSession {
    const session = this.sessions.get(sweep)
    if (!session) throw new StudioError('not-found', 'This sweep is not going on', { why: 'It has ended.', fix: 'Look at it in the list of sweeps, and resume it there.' })
    return session
  }

  /** @param begin makes the session, with the listener that it must tell its events to */
  async run(begin: (onEvent: (event: SweepEvent) => void) => SweepSession | Promise<SweepSession>, event: (event: SweepEvent) => void): Promise<Sweep> {
    const begun: string[] = []
    const session = await begin((e) => {
      if (e.k === 'started') {
        begun.push(e.sweep)
        this.sessions.set(e.sweep, session)
      }
      event(e)
    })
    try {
      return await session.run()
    } finally {
      for (const id of begun) this.sessions.delete(id)
    }
  }
}
