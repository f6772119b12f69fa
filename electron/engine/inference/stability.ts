/** How steady a policy is under the authors' Gumbel noise: what it would do over many draws. */
import type { Stability } from '@shared/rpc/contract'
import type { Settings } from '@shared/policy/settings'
import type { ModelRunner } from './runner'

export interface StabilityRequest {
  /** Normalised image `[3, S, S]`. */
  prepared: Float32Array
  settings: Settings
  draws: number
  seed: number
}

/** Seeds `seed … seed + draws − 1`; flips are counted against the noise-free rule on the same image and settings. */
export async function stability(runner: ModelRunner, { prepared, settings, draws, seed }: StabilityRequest, signal: AbortSignal, onDraw: (done: number) => void): Promise<Stability> {
  const reference = (await runner.decide(prepared, { ...settings, noiseSeed: null })).decision
  const blocks: Stability['blocks'] = {}, ran: Stability['ran'] = {}
  for (const b of reference.blocks) {
    ran[b.id] = 0
    blocks[b.id] = Object.fromEntries(reference.lanes.map((lane) => [lane, { activation: 0, flip: 0 }]))
  }
  const executed: number[] = []
  for (let i = 0; i < draws; i++) {
    signal.throwIfAborted()
    const { decision } = await runner.decide(prepared, { ...settings, noiseSeed: (seed + i) % 2 ** 32 })
    executed.push(decision.macs.executed)
    decision.blocks.forEach((b, k) => {
      if (b.ran) ran[b.id]! += 1 / draws
      for (const lane of decision.lanes) {
        const cell = blocks[b.id]![lane]!, active = b.tasks[lane]!.active
        if (active) cell.activation += 1 / draws
        if (active !== reference.blocks[k]!.tasks[lane]!.active) cell.flip += 1 / draws
      }
    })
    onDraw(i + 1)
    // The run blocks this thread: give a cancel a chance to arrive.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { draws, blocks, ran, macs: { mean: executed.reduce((a, b) => a + b, 0) / draws, min: Math.min(...executed), max: Math.max(...executed) } }
}
