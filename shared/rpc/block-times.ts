/** Kernel time by part of a model. */
import { z } from 'zod'

export const blockTimesSchema = z.object({
  runs: z.number().int(),
  /** Median milliseconds of kernel time by block id, `s0.down`-style merging ids, `s0/bctrl`, `embed` and `dec.TASK`. */
  parts: z.array(z.object({ id: z.string(), ms: z.number(), minMs: z.number(), maxMs: z.number(), /** Of a block: its FFN alone, which grows with the selected tokens. */ ffnMs: z.number().optional() })),
  /** Share of kernel time that node names attribute. */
  attributed: z.number(), totalMs: z.number()
})
export type BlockTimes = z.infer<typeof blockTimesSchema>
