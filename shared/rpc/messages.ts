/** What travels over the port between window and engine. */
import { z } from 'zod'
import { errorSchema } from '../errors'
import { progressSchema } from './contract'

export const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: z.number().int(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.number().int() })
])
export type Request = z.infer<typeof requestSchema>

export const responseSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id: z.number().int(), progress: progressSchema }),
  z.object({ type: z.literal('event'), id: z.number().int(), event: z.unknown() }),
  z.object({ type: z.literal('ok'), id: z.number().int(), output: z.unknown() }),
  z.object({ type: z.literal('error'), id: z.number().int(), error: errorSchema })
])
export type Response = z.infer<typeof responseSchema>
