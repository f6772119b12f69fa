/** How much processor time the simulated device's processes really take. */
import { markName } from './guard'
import { allPids, auxiliary, clockTicks, environmentOf, pageSize, stateOf } from './processes'

/** A young process has the environment of its parent until it executes its program: it is looked at so many times before it counts as a stranger. */
const looks = 4

export class LoadMeter {
  private readonly ticksPerSecond = auxiliary(clockTicks) ?? 100
  private readonly pageBytes = auxiliary(pageSize) ?? 4096
  private readonly mark: string
  /** Ticks of each process at the last look. */
  private readonly members = new Map<number, number>()
  private readonly strangers = new Map<number, number>()

  constructor(mark: string) { this.mark = `${markName}=${mark}\0` }

  pids(): number[] { return [...this.members.keys()] }

  /** @returns core-seconds since the last call, and the memory in use now. What a process did after the last look before its end is not seen. */
  measure(): { coreSeconds: number; bytes: number } {
    const present = new Set(allPids())
    for (const known of [this.members, this.strangers]) for (const pid of known.keys()) if (!present.has(pid)) known.delete(pid)
    let ticks = 0, pages = 0
    for (const pid of present) {
      if (!this.isMember(pid)) continue
      const state = stateOf(pid)
      if (!state) continue
      ticks += state.ticks - (this.members.get(pid) ?? 0)
      pages += state.pages
      this.members.set(pid, state.ticks)
    }
    return { coreSeconds: ticks / this.ticksPerSecond, bytes: pages * this.pageBytes }
  }

  private isMember(pid: number): boolean {
    if (this.members.has(pid)) return true
    const seen = this.strangers.get(pid) ?? 0
    if (seen >= looks) return false
    if (environmentOf(pid).includes(this.mark)) {
      this.strangers.delete(pid)
      return true
    }
    this.strangers.set(pid, seen + 1)
    return false
  }
}
