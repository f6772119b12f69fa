/** What DuckDB says of a file, in plain words. It tells its errors apart by their texts only. */
import type { z } from 'zod'
import { StudioError, type ErrorCode } from '@shared/errors'

const untouched = 'The file was left as it is. Put a copy of it back, or choose another study file.'
const problems: readonly (readonly [pattern: RegExp, code: ErrorCode, message: string, fix: string])[] = [
  [/not a valid DuckDB database/i, 'unreadable', 'This file is not a study', 'Choose a study file (.duckdb), or a new name for one.'],
  [/could not set lock|conflicting lock|used by another process/i, 'refused', 'This study is open in another process', 'Close the other studio window or command that uses it, or choose another study file.'],
  [/no space left|not enough space|disk quota|disk is full/i, 'refused', 'The disk is full', 'Free some space on the disk that holds this study; what was saved before is kept.'],
  [/newer version|database file with version|storage version/i, 'unsupported', 'This study was written by a newer DuckDB', 'Update the studio, or choose another study file.'],
  [/replaying WAL/i, 'unreadable', 'The last changes to this study are damaged', 'The file was left as it is. Put a copy back, or move the .wal file beside it away to open what was saved before.'],
  [/corrupt|checksum|could not read enough bytes|deserializ/i, 'unreadable', 'This study is damaged', untouched],
  [/permission denied|read-only|access is denied/i, 'refused', 'This study may not be written', 'Change its permissions, or choose another study file.'],
  [/is a directory/i, 'unreadable', 'This is a folder, not a study file', 'Name a file in it.'],
  [/no such file|cannot open file/i, 'refused', 'This study cannot be opened', 'Check the path, or choose another study file.']
]

/** Turns DuckDB's error about `file` into a StudioError; anything else stays as it is. */
export function studyError(error: unknown, file: string): unknown {
  if (error instanceof StudioError || !(error instanceof Error)) return error
  const known = problems.find(([pattern]) => pattern.test(error.message))
  if (!known) return error
  const [, code, message, fix] = known
  return new StudioError(code, message, { why: `DuckDB reports: ${error.message.split('\n')[0]!}`, fix, file })
}

/** After such an error DuckDB refuses everything until the file is opened again. */
export const isFatal = (error: unknown): boolean => error instanceof Error && /^FATAL Error|database has been invalidated/i.test(error.message)

/** What is stored does not follow its schema. */
export function unknownContent({ issues }: z.ZodError, file: string): StudioError {
  const issue = issues[0]!
  return new StudioError('unreadable', 'This study holds something unknown', { why: `${issue.path.join('.')}: ${issue.message}`, fix: 'Update the studio, or put a copy of the file back.', file })
}
