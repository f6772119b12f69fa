/** What `sweep --json` prints; a part of the documents of the command line. */
import { z } from 'zod'
import { datasetSchema } from '../sweep/dataset'
import { pooledSchema } from '../sweep/figures'
import { sweepSchema } from '../sweep/plan'

export const sweepDocumentSchema = z.object({
  study: z.string().describe('The file that holds the rows'), sweep: sweepSchema, dataset: datasetSchema,
  variants: z.array(pooledSchema).describe('Figures pooled over the pixels of all images that have rows'),
  failures: z.array(z.object({ image: z.string(), message: z.string() }))
})
export type SweepDocument = z.infer<typeof sweepDocumentSchema>
