/** Calls about devices and runs. */
import type { z } from 'zod'
import type { deviceCalls } from '@shared/rpc/device-calls'
import { call as engineCall } from '../../state/engine'

type Calls = typeof deviceCalls
type Name = keyof Calls
type Event<N extends Name> = Calls[N] extends { event: infer E extends z.ZodType } ? z.output<E> : never
interface Options<N extends Name> { signal?: AbortSignal; onEvent?: (event: Event<N>) => void }

export const call = engineCall as unknown as <N extends Name>(name: N, input: z.input<Calls[N]['in']>, options?: Options<N>) => Promise<z.output<Calls[N]['out']>>
