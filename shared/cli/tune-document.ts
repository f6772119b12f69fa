/** What `tune --json` prints; a part of the documents of the command line. */
import { z } from 'zod'
import { tuneResultSchema } from '../sweep/tune/result'

export const tuneDocumentSchema = z.object({
  study: z.string().describe('The file that holds the rows'), out: z.string().nullable().describe('Settings file written by --out'), result: tuneResultSchema
})
export type TuneDocument = z.infer<typeof tuneDocumentSchema>
