import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from '../../../scripts/lib/lock.mjs'

let file = ''
beforeEach(() => { file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-lock-')), 'setup.lock') })
afterEach(() => fs.rmSync(path.dirname(file), { recursive: true }))

it('lets one in at a time', async () => {
  const events = []
  const work = (name) => withLock(async () => {
    events.push(`${name} in`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    events.push(`${name} out`)
  }, file)
  await Promise.all([work('a'), work('b')])
  expect(events).toHaveLength(4)
  expect(events[1]).toBe(events[0].replace('in', 'out'))
})

it('does not wait for a process that is gone', async () => {
  fs.writeFileSync(file, '4194305') // above the largest process id of Linux
  expect(await withLock(async () => 'done', file)).toBe('done')
})

it('waits while any process that holds it lives', async () => {
  fs.writeFileSync(file, `4194305\n${process.pid}`)
  let entered = false
  const waiting = withLock(async () => { entered = true }, file)
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(entered).toBe(false)
  fs.rmSync(file)
  await waiting
  expect(entered).toBe(true)
})

it('is free again after a failure', async () => {
  await expect(withLock(() => Promise.reject(new Error('no')), file)).rejects.toThrow('no')
  expect(fs.existsSync(file)).toBe(false)
})
