/** Runs a model without a manifest of ours, where its one input is plainly an image. */
import { performance } from 'node:perf_hooks'
import { Tensor } from 'onnxruntime-node'
import { StudioError } from '@shared/errors'
import { imagenet } from '@shared/model/architecture'
import type { PlainModel } from '@shared/rpc/contract'
import type { Opened } from '../model/open'
import { loadInput } from './input'
import { loadSession, runGraph, sessionOptions } from './sessions'

export interface PlainRun { outputs: { name: string; shape: number[] }[]; latencyMs: number }

/** The one input where it is a float image `[1, 3, S, S]`, else null. */
export function imageInput({ inputs }: PlainModel): { name: string; side: number } | null {
  const [input, ...others] = inputs
  if (!input || others.length > 0 || input.type !== 'float' || input.shape.length !== 4) return null
  const [batch, channels, height, width] = input.shape
  return (typeof batch === 'number' && batch > 1) || channels !== 3 || typeof height !== 'number' || height !== width ? null : { name: input.name, side: height }
}

/** Returns a function that runs one image; throws `unsupported` when the input is not `[1, 3, S, S]` float. */
export async function runPlain(opened: Opened & { kind: 'plain' }, threads: number): Promise<(image: string) => Promise<PlainRun>> {
  const input = imageInput(opened.plain)
  if (!input) {
    const found = opened.plain.inputs.map((i) => `${i.name} ${i.type} [${i.shape.join(', ')}]`).join('; ')
    throw new StudioError('unsupported', 'This plain model cannot be run on images', { file: opened.file, why: `Its inputs are: ${found || 'none'}. The studio can feed one float image [1, 3, S, S].`, fix: 'Export it with such an input, or import its checkpoint.' })
  }
  const session = await loadSession(opened.file, sessionOptions({ threads, spinning: false }))
  let warm = false
  return async (image) => {
    const { tensor } = await loadInput(image, { input: { name: input.name, size: input.side, resize: 'cubic-squash', ...imagenet } })
    const feeds = { [input.name]: new Tensor('float32', tensor, [1, 3, input.side, input.side]) }
    if (!warm) await runGraph(session, feeds)
    warm = true
    const start = performance.now()
    const results = await runGraph(session, feeds)
    return { latencyMs: performance.now() - start, outputs: Object.entries(results).map(([name, t]) => ({ name, shape: [...t.dims] })) }
  }
}
