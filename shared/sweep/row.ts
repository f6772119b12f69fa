/** What a sweep finds out about one image: a row for each variant, or why there is none. */

export interface SweepRow {
  /** Position in the plan. */
  variant: number
  /** Blocks that ran, a character each. */
  route: string
  /** `lanes × blocks` characters, 1 where the lane asked. */
  asked: string
  /** MACs. */
  executed: number
  controllers: number
  /** Of this run, on this computer, while the other workers ran too. */
  latencyMs: number
  /** Union tokens of each block, 0 where it did not run. */
  tokens: number[]
  /** Main figure of each task; null without ground truth. */
  main: (number | null)[]
  /** Accumulators of all tasks (`sumsOf`). */
  sums: Float64Array
  /** 1 where a token was selected (`densitySize`); null where densities are not kept. */
  selected: Uint8Array | null
}

/** `failure` says what is wrong with the image or its ground truth; then it has no rows. */
export interface ImageRows { image: number; /** 0…1; null where unknown. */ difficulty: number | null; rows: SweepRow[]; failure: string | null }
