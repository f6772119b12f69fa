/** Values at the contract's edges, checked and typed by the name of their call. */
import type { z } from 'zod'
import { StudioError } from '../errors'
import { contract, type CallName, type Event, type Output, type ParsedInput } from './contract'

export const isCallName = (name: string): name is CallName => Object.hasOwn(contract, name)

/**
 * Each throws StudioError `internal` when the value does not keep the contract: one side of it has a defect.
 * The casts only name what the schema has checked; TypeScript cannot follow a schema that depends on a type parameter.
 */
export const checkInput = <N extends CallName>(name: N, value: unknown): ParsedInput<N> => check(contract[name].in, value, `The request ${name}`) as ParsedInput<N>
export const checkOutput = <N extends CallName>(name: N, value: unknown): Output<N> => check(contract[name].out, value, `The answer to ${name}`) as Output<N>

export function checkEvent<N extends CallName>(name: N, value: unknown): Event<N> {
  const entry: { in: z.ZodType; event?: z.ZodType } = contract[name]
  if (!entry.event) throw new StudioError('internal', `The call ${name} has no events`)
  return check(entry.event, value, `An event of ${name}`) as Event<N>
}

function check(schema: z.ZodType, value: unknown, what: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new StudioError('internal', `${what} does not keep the contract`, { why: `${issue?.path.join('.') || 'value'}: ${issue?.message ?? 'invalid'}` })
}
