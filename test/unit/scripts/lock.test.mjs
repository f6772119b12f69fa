import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
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

it('lets one in at a time when many processes find the lock of one that is gone', async () => {
  fs.writeFileSync(file, '4194305')
  const log = path.join(path.dirname(file), 'log'), lock = pathToFileURL(path.join(import.meta.dirname, '../../../scripts/lib/lock.mjs')).href
  const script = `import fs from 'node:fs'; import { withLock } from ${JSON.stringify(lock)}
    await withLock(async () => { fs.appendFileSync(${JSON.stringify(log)}, 'in '); await new Promise((r) => setTimeout(r, 10)); fs.appendFileSync(${JSON.stringify(log)}, 'out ') }, ${JSON.stringify(file)})`
  await Promise.all(Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])))
  expect(fs.readFileSync(log, 'utf8')).toBe('in out '.repeat(6))
  expect(fs.readdirSync(path.dirname(file))).toEqual(['log'])
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
