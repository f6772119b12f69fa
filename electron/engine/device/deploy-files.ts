/** Brings files to a device once: what is there with the right hash stays. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import { z } from 'zod'
import { quote } from './adb/sentinel'
import type { DeviceTransport } from './transport'

export interface RemoteFile { local: string; /** Path in the target folder. */ remote: string; size: number; sha256: string; mode: number }

/** What may lie in the folder, and with which hash: written before anything is pushed, so that nothing that was ever there is forgotten. */
const manifestSchema = z.record(z.string(), z.string())
const manifestName = 'manifest.json'
/** A command line may hold so many names. */
const atOnce = 100
/** Room that stays free on the device. */
const margin = 32 << 20

export interface Placed { pushedBytes: number; keptBytes: number; pushed: string[] }

/** @param local a file; its size and hash are read. @param remote path in the target folder */
export async function remoteFile(local: string, remote: string, mode = 0o644): Promise<RemoteFile> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(local)) {
    if (!Buffer.isBuffer(chunk)) continue
    hash.update(chunk)
    size += chunk.length
  }
  return { local, remote, size, sha256: hash.digest('hex'), mode }
}

/**
 * Makes `folder` on the device hold exactly these files, besides what no manifest names, such as runs.
 * Throws `device` where there is no room, where the device refuses, and where a file arrives damaged; `unplugged`; AbortError. What was pushed until then counts at the next try.
 * @param progress bytes that had to be pushed
 */
export async function place(t: DeviceTransport, folder: string, files: RemoteFile[], { signal, progress }: { signal?: AbortSignal; progress?: (done: number, total: number) => void } = {}): Promise<Placed> {
  const folders = [...new Set(files.map((f) => path.posix.dirname(`${folder}/${f.remote}`)))]
  await run(t, `mkdir -p ${folders.map(quote).join(' ')}`, 'Its folder cannot be made on the device', signal)
  const before = await readManifest(t, folder, signal), wanted = new Set(files.map((f) => f.remote))
  const gone = Object.keys(before).filter((name) => !wanted.has(name))
  for (const names of chunks(gone)) await run(t, `cd ${quote(folder)} && rm -f ${names.map(quote).join(' ')}`, 'Old files cannot be removed from the device', signal)
  const there = await hashes(t, folder, files.filter((f) => before[f.remote] === f.sha256), signal)
  const missing = files.filter((f) => there.get(f.remote) !== f.sha256), total = bytes(missing)
  await requireRoom(t, folder, total, signal)
  await writeText(t, `${folder}/${manifestName}`, JSON.stringify(Object.fromEntries(files.map((f) => [f.remote, f.sha256]))), signal)
  let done = 0
  progress?.(0, total)
  for (const f of missing) {
    signal?.throwIfAborted()
    await t.push(f.local, `${folder}/${f.remote}`, { mode: f.mode, signal, progress: (sent) => progress?.(done + sent, total) })
    done += f.size
    progress?.(done, total)
  }
  await verify(t, folder, missing, signal)
  return { pushedBytes: total, keptBytes: bytes(files) - total, pushed: missing.map((f) => f.remote) }
}

const bytes = (files: RemoteFile[]): number => files.reduce((n, f) => n + f.size, 0)

function* chunks(names: string[]): Generator<string[]> {
  for (let i = 0; i < names.length; i += atOnce) yield names.slice(i, i + atOnce)
}

/** Throws `device` with what the device said. @returns its output */
export async function run(t: DeviceTransport, command: string, failure: string, signal?: AbortSignal): Promise<string> {
  const { code, stdout, stderr } = await t.read(command, signal)
  if (code === 0) return stdout
  const said = (stderr || stdout).trim().split('\n').at(-1)
  throw new StudioError('device', failure, { why: said ? `The device says: ${said}` : `The command ended with code ${code}.`, fix: 'Check that the device has free space, and connect it again.' })
}

async function readManifest(t: DeviceTransport, folder: string, signal?: AbortSignal): Promise<Record<string, string>> {
  const { code, stdout } = await t.read(`cat ${quote(`${folder}/${manifestName}`)}`, signal)
  if (code !== 0) return {}
  // One that a full disk or an unplug cut short tells nothing: then everything is pushed.
  const manifest = manifestSchema.safeParse(parsed(stdout))
  return manifest.success ? manifest.data : {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** SHA-256 of the files that are there, by path in the folder. Empty where the device has no `sha256sum`. */
async function hashes(t: DeviceTransport, folder: string, files: RemoteFile[], signal?: AbortSignal): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const names of chunks(files.map((f) => f.remote))) {
    const { stdout } = await t.read(`cd ${quote(folder)} && sha256sum ${names.map(quote).join(' ')}`, signal)
    for (const m of stdout.matchAll(/^([0-9a-f]{64}) [ *](.+?)\r?$/gm)) found.set(m[2]!, m[1]!)
  }
  return found
}

async function verify(t: DeviceTransport, folder: string, files: RemoteFile[], signal?: AbortSignal): Promise<void> {
  const arrived = await hashes(t, folder, files, signal)
  // Without sha256sum nothing can be said; a device that has it names every file.
  const damaged = arrived.size > 0 ? files.find((f) => arrived.get(f.remote) !== f.sha256) : undefined
  if (damaged) throw new StudioError('device', `${path.posix.basename(damaged.remote)} arrived damaged on the device`, { why: 'Its SHA-256 is not that of the file that was sent.', fix: 'Try again; if it happens again, use another cable, or Wi-Fi.' })
}

/** Throws `device` naming what is needed and what is free. A device that does not tell passes. */
async function requireRoom(t: DeviceTransport, folder: string, needed: number, signal?: AbortSignal): Promise<void> {
  if (needed === 0) return
  const free = await freeBytes(t, folder, signal)
  if (free === null || free >= needed + margin) return
  const mb = (n: number): string => `${Math.ceil(n / 2 ** 20)} MB`
  throw new StudioError('device', 'The device has too little free space', { why: `${mb(needed)} are to be copied, ${mb(margin)} must stay free, and ${mb(free)} are free.`, fix: 'Delete something on the device, and try again.' })
}

/** Free bytes of the file system under a folder, from `df`; null where that cannot be read. */
export async function freeBytes(t: DeviceTransport, folder: string, signal?: AbortSignal): Promise<number | null> {
  const { code, stdout } = await t.read(`df -k ${quote(folder)}`, signal)
  // Long device names push the numbers to a line of their own; the percentage marks the place.
  const m = /(\d+)\s+(\d+)%/.exec(stdout)
  return code === 0 && m ? Number(m[1]) * 1024 : null
}

/** Writes a small file on the device. */
export async function writeText(t: DeviceTransport, remote: string, text: string, signal?: AbortSignal): Promise<void> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-push-'))
  try {
    const file = path.join(scratch, path.posix.basename(remote))
    await fs.writeFile(file, text)
    await t.push(file, remote, { signal })
  } finally {
    await fs.rm(scratch, { recursive: true, force: true })
  }
}
