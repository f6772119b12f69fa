/** Errors as values: what happened, why, and what the user can do. They cross process borders as plain data. */
import { z } from 'zod'

const errorCodes = ['usage', 'not-found', 'unreadable', 'unsupported', 'refused', 'mismatch', 'incomplete', 'needs-answer', 'cancelled', 'engine-lost', 'device', 'unplugged', 'internal'] as const
export type ErrorCode = (typeof errorCodes)[number]

/** One step of a long check, in order, up to the one that failed; shown as a list on the error page. */
export const checkSchema = z.object({ label: z.string(), state: z.enum(['ok', 'failed', 'not-reached']), detail: z.string().optional() })
export type Check = z.infer<typeof checkSchema>

/** Something the studio could not find out from the file and asks the user for; `key` is a key of the config file. */
export const questionSchema = z.object({ key: z.string(), question: z.string(), hint: z.string().optional(), suggestion: z.string().optional() })
export type Question = z.infer<typeof questionSchema>

export const errorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  why: z.string().optional(),
  fix: z.string().optional(),
  /** Lines to copy, e.g. two lines of Python. */
  snippet: z.string().optional(),
  file: z.string().optional(),
  checks: z.array(checkSchema).optional(),
  questions: z.array(questionSchema).optional()
})
export type ErrorValue = z.infer<typeof errorSchema>

/** The only error that code of ours throws on purpose; everything else is a defect and becomes code `internal`. */
export class StudioError extends Error {
  readonly value: ErrorValue
  constructor(code: ErrorCode, message: string, more: Omit<ErrorValue, 'code' | 'message'> = {}) {
    super(message)
    this.name = 'StudioError'
    this.value = { code, message, ...more }
  }
}

export function toErrorValue(error: unknown): ErrorValue {
  if (error instanceof StudioError) return error.value
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', message: 'Cancelled' }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), fix: 'This is a defect of the studio. Please report it with the steps that led here.' }
}

/** One line for a terminal: file, what, why, what to do. */
export function errorLine(e: ErrorValue): string {
  const end = (s: string) => (/[.!?]$/.test(s) ? s : s + '.')
  const parts = [e.message, e.why, e.fix].filter((s): s is string => !!s).map((s) => end(s.replace(/\s+/g, ' ')))
  for (const q of e.questions ?? []) parts.push(end(`Missing: ${q.key} (${q.question})`))
  return (e.file ? `${e.file}: ` : '') + parts.join(' ')
}
