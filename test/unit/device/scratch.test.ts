/** Folders for a while: those of processes that are gone are removed, others stay. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { scratchFolder } from '../../../electron/engine/scratch'

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-scratch-test-'))
beforeAll(() => { vi.stubEnv('TMPDIR', temporary) })
afterAll(() => {
  vi.unstubAllEnvs()
  fs.rmSync(temporary, { recursive: true })
})

it('removes what a killed process left, and nothing else', async () => {
  const own = await scratchFolder('profile'), gone = spawnSync('true').pid
  const of = (pid: number, computer?: string): string => path.join(temporary, path.basename(own).replace(`.${process.pid}.`, `.${pid}.`).replace(/^(adamtl-profile\.)[^.]+/, (all, start: string) => (computer === undefined ? all : start + computer)))
  const dead = of(gone), elsewhere = of(gone, 'another-computer'), living = of(process.ppid), other = path.join(temporary, 'adamtl-glasses-abc')
  for (const folder of [dead, elsewhere, living, other]) fs.mkdirSync(folder)
  fs.writeFileSync(path.join(dead, 'image.f32'), 'x')
  const next = await scratchFolder('doctor')
  expect(fs.readdirSync(temporary).sort()).toEqual([own, elsewhere, living, other, next].map((f) => path.basename(f)).sort())
})
