import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { clearImports, listImports } from '../../../electron/engine/model/imports'

const cache = (): Promise<string> => fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-imports-'))

async function imported(folder: string, name: string, bytes: number): Promise<string> {
  const place = path.join(folder, name)
  await fs.mkdir(place)
  await fs.writeFile(path.join(place, 'weights.bin'), new Uint8Array(bytes))
  return place
}

test('counts what is kept and removes what is not open', async () => {
  const folder = await cache()
  const a = await imported(folder, 'aa', 100), b = await imported(folder, 'bb', 23)
  const underWay = await imported(folder, 'cc.1a2b3c4d.part', 5)
  expect(await listImports(folder, [b])).toEqual({ count: 2, bytes: 123, open: 1 })
  expect(await clearImports(folder, [b])).toEqual({ count: 1, bytes: 23, open: 1 })
  await expect(fs.stat(a)).rejects.toThrow('ENOENT')
  expect((await fs.stat(underWay)).isDirectory()).toBe(true)
})

test('a cache that was never used holds nothing', async () => {
  expect(await listImports(path.join(await cache(), 'none'), [])).toEqual({ count: 0, bytes: 0, open: 0 })
})
