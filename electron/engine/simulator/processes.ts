/** The processes of the host as `/proc` tells them. */
import fs from 'node:fs'

export interface ProcessState { pid: number; parent: number; /** Processor time, ticks. */ ticks: number; /** Resident pages. */ pages: number }

/** Fields of `/proc/<pid>/stat` (proc(5)); the name in parentheses may hold anything. */
export function parseStat(text: string): ProcessState {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { pid: parseInt(text), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]), pages: Number(fields[21]) }
}

export function allPids(): number[] {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
}

/** Null once it has ended. */
export const stateOf = (pid: number): ProcessState | null => read(`/proc/${pid}/stat`, parseStat)

/** Whether it computes, or waits for a core to do so. */
export const isRunning = (pid: number): boolean => read(`/proc/${pid}/stat`, (text) => text[text.lastIndexOf(')') + 2]) === 'R'

export const environmentOf = (pid: number): string => read(`/proc/${pid}/environ`, (text) => text) ?? ''

/** Entries of the auxiliary vector (getauxval(3)): bytes of a page, clock ticks a second. */
export const pageSize = 6, clockTicks = 17

/** What the kernel told this process at its start: pairs of 64-bit numbers. @returns null where it does not tell */
export function auxiliary(entry: number): number | null {
  const vector = read('/proc/self/auxv', (text) => Buffer.from(text, 'latin1')) ?? Buffer.alloc(0)
  for (let at = 0; at + 16 <= vector.length; at += 16) if (vector.readBigUInt64LE(at) === BigInt(entry)) return Number(vector.readBigUInt64LE(at + 8))
  return null
}

export const childOf = (parent: number): number | null => allPids().find((pid) => stateOf(pid)?.parent === parent) ?? null

/** Nothing happens to a process that has ended. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Processes end while they are looked at, and those of other users are closed to us. */
function read<T>(file: string, parse: (text: string) => T): T | null {
  try {
    return parse(fs.readFileSync(file, 'latin1'))
  } catch {
    return null
  }
}
