import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openCheckpoint } from '../../../electron/engine/checkpoint'
import { containing, fixtures } from './support'

const expectedSchema = z.record(z.string(), z.object({
  format: z.string(),
  tensors: z.record(z.string(), z.object({ dtype: z.string(), shape: z.array(z.number()), values: z.array(z.union([z.number(), z.string()])) }))
}))
const expected = expectedSchema.parse(JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')))

const special: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: NaN }

describe.each(Object.entries(expected))('%s', (file, { format, tensors }) => {
  it('holds what PyTorch saved', async () => {
    const checkpoint = await openCheckpoint(join(fixtures, file))
    expect(checkpoint.format).toBe(format)
    expect([...checkpoint.tensors.keys()]).toEqual(Object.keys(tensors))
    for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
      expect(checkpoint.tensors.get(name)).toEqual({ name, dtype, shape })
      const numbers = Float32Array.from(values, (v) => (typeof v === 'number' ? v : special[v] ?? 0))
      expect(await checkpoint.read(name), name).toEqual(numbers)
    }
    expect(checkpoint.checks?.every((c) => c.state === 'ok')).toBe(true)
    await checkpoint.close()
  })
})

it('covers every dtype in both formats of PyTorch and in safetensors', () => {
  const dtypes = (file: string) => new Set(Object.values(expected[file]?.tensors ?? {}).map((t) => t.dtype))
  for (const file of ['dtypes.pth', 'legacy-dtypes.pth', 'all.safetensors']) expect(dtypes(file).size).toBe(10)
})

it('keeps the steps it passed', async () => {
  const checkpoint = await openCheckpoint(join(fixtures, 'model-and-training.pth'))
  await checkpoint.close()
  expect(checkpoint.checks?.map((c) => [c.label, c.detail?.replace(/\d[\d\u202f]*/g, 'N')])).toEqual([
    ['Archive is a PyTorch zip, version 3', 'N entries'], ['data.pkl within limits', 'N opcodes'], ['State dict found', 'N tensors under model'], ['Tensors lie inside the archive', 'N bytes']
  ])
})

it('says which tensor is not there, and refuses to read after closing', async () => {
  const checkpoint = await openCheckpoint(join(fixtures, 'bare.pth'))
  await expect(checkpoint.read('backbone.head.weight')).rejects.toMatchObject({ value: { code: 'not-found', message: containing('backbone.head.weight') } })
  await expect(checkpoint.read('__proto__')).rejects.toMatchObject({ value: { code: 'not-found' } })
  await checkpoint.close()
  await expect(checkpoint.read('fc.weight')).rejects.toMatchObject({ value: { code: 'unreadable', message: 'The checkpoint is closed' } })
})
