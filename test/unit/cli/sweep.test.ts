/** `sweep` in a process of its own: what it prints, and what a kill leaves. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { sweepDocumentSchema } from '@shared/cli/sweep-documents'
import { Store } from '../../../electron/engine/store/store'
import { checkpoint, root, scratchFolder, validation } from '../sweep/support'

vi.setConfig({ testTimeout: 90_000 })
const scratch = scratchFolder()

interface Ended { code: number | null; stdout: string; stderr: string }
function sweep(args: string[]): { child: ReturnType<typeof spawn>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [path.join(root, 'out/main/cli.js'), 'sweep', checkpoint, validation, ...args], { env: { ...process.env, ADAMTL_USER_DATA: path.join(scratch, 'user') }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = '', stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))) }
}

it('prints one document of the published schema, with a variant for each threshold', async () => {
  const { code, stdout, stderr } = await sweep(['--limit', '4', '--thresholds', '0.3,0.7', '--study', path.join(scratch, 'json.duckdb'), '--json']).ended
  expect(code, stderr).toBe(0)
  expect(stderr).toBe('')
  const document = sweepDocumentSchema.parse(JSON.parse(stdout))
  expect(document.variants.map((v) => [v.variant, v.images])).toEqual([['static', 4], ['adaptive', 4], ['adaptive-at-0-3', 4], ['adaptive-at-0-7', 4]])
  expect(document.dataset).toMatchObject({ layout: 'study', images: 200 })
  const executed = document.variants.map((v) => v.executed!)
  expect(executed[2]).toBeGreaterThan(executed[1]!)
  expect(executed[3]).toBeLessThan(executed[1]!)
})

it('killed, it has whole images only, and goes on with --resume: no row lost or doubled', async () => {
  const file = path.join(scratch, 'killed.duckdb'), first = sweep(['--study', file, '--workers', '1'])
  let rows = 0
  const wal = `${file}.wal`, { statSync } = await import('node:fs')
  // Rows have been stored when the log has grown well beyond the tables' beginning.
  for (let size = 0; size < 200_000; await wait(50)) size = statSync(wal, { throwIfNoEntry: false })?.size ?? 0
  first.child.kill('SIGKILL')
  expect((await first.ended).code).toBeNull()
  const store = await Store.open(file), [killed] = await store.sweeps.list()
  expect(killed).toMatchObject({ state: 'partial', ending: 'The studio ended while this sweep was going on', images: 200 })
  rows = killed!.rows
  expect(rows % 2).toBe(0)
  expect(rows).toBeGreaterThan(0)
  expect(rows).toBeLessThan(400)
  await store.close()

  const { code, stdout, stderr } = await sweep(['--study', file, '--resume', killed!.id, '--json']).ended
  expect(code, stderr).toBe(0)
  expect(sweepDocumentSchema.parse(JSON.parse(stdout)).sweep).toMatchObject({ id: killed!.id, state: 'complete', rows: 400, failures: 0 })
  const again = await Store.open(file)
  for (const variant of ['static', 'adaptive']) expect([...(await again.sweeps.columns(killed!.id, variant)).image]).toEqual(Array.from({ length: 200 }, (_, i) => i))
  expect((await again.sweeps.densities(killed!.id, 'adaptive'))!.images).toBe(200)
  await again.close()
})

it('tells wrong usage before it runs', async () => {
  for (const [args, message] of [[['--resume', '7', '--limit', '3'], /no sweep 7|limit/], [['--limit', '0'], /at least 1/], [['--thresholds', '2'], /probability/], [['--split', 'nope'], /no split nope/]] as const) {
    const { code, stderr } = await sweep([...args, '--study', path.join(scratch, 'usage.duckdb')]).ended
    expect(code).toBeGreaterThan(0)
    expect(stderr).toMatch(message)
  }
})
