/** Files in a folder that goes away, and opening one that must be refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { openCheckpoint } from '../../../electron/engine/checkpoint'
import { StudioError, type ErrorValue } from '@shared/errors'

export const fixtures = join(import.meta.dirname, '../../fixtures/checkpoint')

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0

export function path(name: string): string {
  return join(folder, name)
}

export function file(bytes: Uint8Array | string, name = `${++count}.pth`): string {
  writeFileSync(path(name), bytes)
  return path(name)
}

/** vitest's own are typed `any`. */
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
export const containing = (part: string): unknown => expect.stringContaining(part)

/** The error that opening must end in; it always says why, what to do, which file, and what was checked. */
export async function refusal(at: string): Promise<ErrorValue> {
  try {
    const checkpoint = await openCheckpoint(at)
    await checkpoint.close()
  } catch (error) {
    if (!(error instanceof StudioError)) throw error
    const { value } = error
    expect(value).toMatchObject({ file: at, why: matching(/\.$/), fix: matching(/\.$/) })
    expect(value.checks?.filter((c) => c.state === 'failed')).toHaveLength(1)
    return value
  }
  throw new Error(`${at} was opened`)
}

/** All values by name. */
export async function readAll(at: string): Promise<Map<string, Float32Array>> {
  const checkpoint = await openCheckpoint(at)
  const values = new Map<string, Float32Array>()
  for (const name of checkpoint.tensors.keys()) values.set(name, await checkpoint.read(name))
  await checkpoint.close()
  return values
}
