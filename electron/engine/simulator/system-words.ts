/** The system's refusals as the C library words them, which is how a device tells them. */
const words: Record<string, string> = {
  ENOENT: 'No such file or directory', EACCES: 'Permission denied', EPERM: 'Operation not permitted', EISDIR: 'Is a directory', ENOTDIR: 'Not a directory',
  ENOSPC: 'No space left on device', EROFS: 'Read-only file system', EEXIST: 'File exists', ENAMETOOLONG: 'File name too long'
}

export const inWords = (code: string): string => words[code] ?? code

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error))
