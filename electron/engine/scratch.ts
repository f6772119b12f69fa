/** Folders for a while, in the system's temporary one. Their names tell who made them: what a killed process left is removed when the next folder is made. */
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/** adamtl-WHAT.COMPUTER.PID.RANDOM */
const named = /^adamtl-[a-z-]+\.([\w-]+)\.(\d+)\.\w+$/

/** @param what such as `profile`: letters and dashes */
export async function scratchFolder(what: string): Promise<string> {
  const here = await computer()
  await removeLeftovers(here)
  return fs.mkdtemp(path.join(os.tmpdir(), `adamtl-${what}.${here}.${process.pid}.`))
}

/** Containers may share the folder, but not the numbers of processes: those mean something on one computer and in one namespace only. */
async function computer(): Promise<string> {
  const namespace = await fs.readlink('/proc/self/ns/pid').catch(() => '')
  return `${os.hostname()}-${namespace}`.replace(/\W+/g, '-')
}

async function removeLeftovers(here: string): Promise<void> {
  for (const name of await fs.readdir(os.tmpdir())) {
    const m = named.exec(name)
    // Another user's cannot be removed by us.
    if (m && m[1] === here && !lives(Number(m[2]))) await fs.rm(path.join(os.tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
