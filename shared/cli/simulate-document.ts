/** What `simulate --json` prints once the glasses can be used. */
import { z } from 'zod'

export const simulateDocumentSchema = z.object({
  serial: z.string().describe('As adb lists it'), port: z.number().int(), simulated: z.literal(true),
  root: z.enum(['namespaces', 'rewriting']).describe('Whether the device has a root of its own, or paths in commands are rewritten')
})
export type SimulateDocument = z.infer<typeof simulateDocumentSchema>
