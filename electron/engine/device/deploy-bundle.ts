/** The runner's folders on this computer, as `npm run runner` writes them. */
import { existsSync } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import { z } from 'zod'

const fileSchema = z.object({ path: z.string().regex(/^[\w.+-]+(\/[\w.+-]+)*$/), size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })

export const bundleSchema = z.object({
  format: z.literal(1),
  /** Names the folder on the device; another content is another version. */
  version: z.string().regex(/^[\w.+-]+$/),
  platform: z.literal('linux'), arch: z.enum(['x64', 'arm64']),
  /** What is in it: package → version. */
  contents: z.record(z.string(), z.string()),
  /** How the program is started: words that begin with a dash stand as they are, others are paths in the folder, several separated by colons. */
  launch: z.array(z.string()).min(1), program: z.string(),
  files: z.array(fileSchema).min(1)
})
export type BundleManifest = z.infer<typeof bundleSchema>
export interface Bundle { folder: string; manifest: BundleManifest }

const architectures: Record<string, BundleManifest['arch']> = { 'arm64-v8a': 'arm64', x86_64: 'x64' }

/**
 * Where runners may lie, in the order in which they are looked for: `ADAMTL_RUNNER_DIR`, beside the app's resources, the checkout's own.
 * @param resources the folder of the app's own files, where there is one
 */
export function bundlePlaces(resources: string | null, env: Record<string, string | undefined> = process.env): string[] {
  const own = env.ADAMTL_RUNNER_DIR
  return [...(own ? [path.resolve(own)] : []), ...(resources === null ? [] : [path.join(resources, 'runner')]), ...checkout()]
}

/** Where scripts/runner.mjs links what it built for these sources: in the project's folder, of which this program or its source is a part. */
function checkout(): string[] {
  for (let folder = import.meta.dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) if (existsSync(path.join(folder, 'package.json'))) return [path.join(folder, '.cache', 'runners')]
  return []
}

/** @param abi Android's name of the processor (`ro.product.cpu.abi`). Throws `unsupported` for others than arm64-v8a and x86_64, `not-found` where no runner has been built. */
export async function findBundle(abi: string, places: string[]): Promise<Bundle> {
  const arch = architectures[abi]
  if (!arch) throw new StudioError('unsupported', `There is no runner for this device's processor (${abi})`, { why: 'The runner exists for 64-bit ARM and, for simulations, for x86-64.', fix: 'Use a device with a 64-bit Android.' })
  for (const place of places) {
    const folder = path.join(place, `linux-${arch}`)
    const text = await fs.readFile(path.join(folder, 'manifest.json'), 'utf8').catch(() => null)
    if (text !== null) return { folder, manifest: parseBundle(text, folder) }
  }
  throw new StudioError('not-found', 'The runner has not been built on this computer', { why: `There is no folder linux-${arch} in ${places.join(', ')}.`, fix: `Run "npm run runner ${arch}" in the studio's folder, or set ADAMTL_RUNNER_DIR to where it was built.` })
}

function parseBundle(text: string, folder: string): BundleManifest {
  try {
    return bundleSchema.parse(JSON.parse(text))
  } catch {
    throw new StudioError('unreadable', 'The runner\'s folder is damaged', { file: folder, why: 'Its manifest.json cannot be read.', fix: 'Run "npm run runner" again.' })
  }
}
