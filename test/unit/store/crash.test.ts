/** What a crash costs: a process that writes a run is killed, and the file is opened again. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { Store } from '../../../electron/engine/store/store'
import { scratchFolder } from './support'

const scratch = scratchFolder()
const root = path.join(import.meta.dirname, '../../..')

it('loses at most two seconds of a run, and closes it as partial', async () => {
  const file = path.join(scratch, 'killed.duckdb')
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'write-until-killed.ts'), file], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const told: { at: number; sample: number }[] = []
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      told.push({ at: performance.now(), sample: Number(line) })
      if (told.length === 1) {
        // Another process keeps the file: nobody else may write into it.
        await expect(Store.open(file)).rejects.toMatchObject({ value: { code: 'refused', message: 'This study is open in another process' } })
      }
      if (performance.now() - told[0]!.at > 4500) break
    }
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  const killed = told.at(-1)!
  const store = await Store.open(file)
  const [run] = await store.runs()
  expect(run).toMatchObject({ state: 'partial', ending: 'The studio ended while this run was going on', ended: expect.any(String) as unknown })
  const { samples } = await store.trace(run!.id)
  expect(samples.at.length).toBe(run!.samples)
  // Everything that was told more than two seconds before the end is there, in order and without a hole.
  const due = told.filter((t) => t.at < killed.at - 2000).at(-1)!
  expect(due.sample).toBeGreaterThan(50)
  expect(run!.samples).toBeGreaterThan(due.sample)
  expect([...samples.values[0]!.values]).toEqual(Array.from({ length: run!.samples }, (_, i) => i))
  expect((await store.series(run!.id, { from: null, to: null, columns: 100 })).points).toBeGreaterThan(0)
  await store.close()
}, 60_000)
