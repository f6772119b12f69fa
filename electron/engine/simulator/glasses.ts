/** The simulated glasses in time: several times a second the load is taken, the physics go a step, and the files tell the outcome. */
import { seedOf, uniform } from '@shared/policy/noise'
import { gaugeHz } from './gauge'
import type { Load } from './load-trace'
import { NodeFiles } from './node-files'
import { writeFixed, writeGauge, writeState } from './nodes'
import { atRest, step, type Physical, type Reading, type Surroundings } from './physics'
import type { Tracing } from './tracing'

/** Where the load comes from; `seconds` passed since the last step. */
export interface LoadSource { measure(seconds: number): { load: Load; bytes: number } }

/** What the seed decides: the battery's level at the start, and the noise. */
const initial = (seed: number): { state: Physical; noise: () => number } => ({
  state: atRest(0.75 + 0.2 * uniform(seedOf(seed, 2))()), noise: normal(uniform(seedOf(seed, 1)))
})

export class Glasses {
  readonly around: Surroundings & { frozenGauge: boolean } = { charging: false, hot: false, frozenGauge: false }
  private readonly files: NodeFiles
  private now: { state: Physical; noise: () => number }
  private last = performance.now()
  private timer: NodeJS.Timeout | null = null

  /** Nothing is measured before `start`, but the files are there. */
  constructor(root: string, private readonly seed: number, private readonly source: LoadSource, private readonly tracing: Tracing | null = null) {
    this.files = new NodeFiles(root)
    this.now = initial(seed)
    writeFixed(this.files)
    this.advance({ seconds: 1 / gaugeHz, coreSeconds: 0 }, 0)
    this.restart()
  }

  /** Back to the state that the seed tells. */
  restart(): void { this.now = initial(this.seed) }

  /** @param onStep given each step; `speed` of the reading is what the processes have to be slowed to */
  start(onStep: (reading: Reading) => void): void {
    this.last = performance.now()
    this.timer = setInterval(() => {
      const now = performance.now()
      const { load, bytes } = this.source.measure((now - this.last) / 1000)
      this.last = now
      onStep(this.advance(load, bytes))
    }, 1000 / gaugeHz)
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.files.close()
  }

  private advance(load: Load, bytes: number): Reading {
    const { state, reading } = step(this.now.state, load, this.around, this.now.noise())
    this.now.state = state
    if (!this.around.frozenGauge) writeGauge(this.files, state, reading, this.around)
    writeState(this.files, state, reading, this.around, bytes)
    this.tracing?.step(state, reading, load.seconds, this.around.frozenGauge)
    return reading
  }
}

/** Standard normal draws by Box and Muller. */
function normal(u: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(u())) * Math.cos(2 * Math.PI * u())
}
