/** Limits → the tensors that the adaptive encoder reads. */
import { Tensor } from 'onnxruntime-node'
import type { Architecture } from '@shared/model/architecture'
import type { Limits } from '@shared/policy/thresholds'
import { io } from '../graph/names'

export type Feeds = Record<string, Tensor>

const bools = (data: Uint8Array): Tensor => new Tensor('bool', data, [data.length])

export function policyFeeds(a: Architecture, limits: Limits): Feeds {
  const A = limits.lanes.length, NB = limits.blockOn.length
  const feeds: Feeds = { [io.blockOff]: bools(limits.blockOff) }
  if (a.policy === 'per_task') feeds[io.lanes] = new Tensor('int64', BigInt64Array.from(limits.laneIndices, BigInt), [A])
  if (a.adaptiveBlocks) {
    feeds[io.blockOn] = bools(limits.blockOn)
    feeds[io.blockThreshold] = new Tensor('float32', limits.block, [A, NB])
  }
  if (a.adaptiveTokens) {
    feeds[io.tokensOn] = bools(limits.tokensOn)
    feeds[io.tokenThreshold] = new Tensor('float32', limits.token, [A, limits.token.length / A])
  }
  return feeds
}

export const imageFeed = (prepared: Float32Array, size: number): Feeds => ({ [io.image]: new Tensor('float32', prepared, [1, 3, size, size]) })
