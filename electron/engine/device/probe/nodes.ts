/** Reads many small files of a device in one command, and says of each why it could not be read. */
import { StudioError } from '@shared/errors'
import type { DeviceTransport } from '../transport'

export interface Node {
  /** Absolute. */
  path: string
  /** First line; null where it could not be read. */
  value: string | null
  /** What the device said instead. */
  problem: string | null
}

/**
 * @param folder absolute
 * @param entries shell pattern of the folders in it, such as `thermal_zone*`
 * @param names files in each of them; those that do not exist are left out
 */
export async function readNodes(device: DeviceTransport, folder: string, entries: string, names: readonly string[], signal?: AbortSignal): Promise<Node[]> {
  // cat says why it failed; a test for existence would call a forbidden file a missing one.
  const script = `cd ${folder} 2>/dev/null && for d in ${entries}; do for n in ${names.join(' ')}; do v=$(cat "$d/$n" 2>&1) && echo "$d/$n=$v" || echo "$d/$n!$v"; done; done`
  const { stdout } = await device.read(script, signal)
  return stdout.split('\n').flatMap((line): Node[] => {
    const m = /^([^=!\s]+\/[^=!\s]+)([=!])(.*)$/.exec(line)
    if (!m) return []
    const path = `${folder}/${m[1]!}`, text = m[3]!.trim()
    if (m[2] === '=') return [{ path, value: text, problem: null }]
    return /no such file/i.test(text) ? [] : [{ path, value: null, problem: reason(text) }]
  })
}

/** `cat: temp: Permission denied` → `permission denied`. */
const reason = (text: string): string => (text.split(': ').at(-1) ?? text).toLowerCase()

export const folderOf = (path: string): string => path.split('/').at(-2) ?? ''
export const nameOf = (path: string): string => path.split('/').at(-1) ?? ''

/** @returns the nodes of each folder, by file name */
export function byFolder(nodes: readonly Node[]): Map<string, Map<string, Node>> {
  const folders = new Map<string, Map<string, Node>>()
  for (const n of nodes) {
    const folder = folders.get(folderOf(n.path)) ?? new Map<string, Node>()
    folders.set(folderOf(n.path), folder.set(nameOf(n.path), n))
  }
  return folders
}

/** @returns the node's whole number; null where it is none */
export function whole(node: Node | undefined): number | null {
  const text = node?.value ?? ''
  return /^-?\d+$/.test(text) ? Number(text) : null
}

/** Runs a command whose failure is an answer too. @returns what it printed; null where it failed or does not exist */
export async function optional(device: DeviceTransport, command: string, signal?: AbortSignal): Promise<string | null> {
  const { code, stdout } = await device.read(command, signal)
  // A service that is missing is told on stdout with exit code 0 by some versions.
  return code === 0 && !/^can't find service/i.test(stdout) ? stdout : null
}

/** Like `optional`, for what must be there on every Android device. */
export async function required(device: DeviceTransport, command: string, signal?: AbortSignal): Promise<string> {
  const { code, stdout, stderr } = await device.read(command, signal)
  if (code !== 0) throw new StudioError('device', `${device.serial} does not answer as an Android device does`, { why: `"${command.slice(0, 60)}" failed: ${stderr.trim() || stdout.trim() || `exit code ${code}`}`, fix: 'Check that it is an Android device, and restart it.' })
  return stdout
}
