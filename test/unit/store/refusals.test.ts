/** Study files that cannot be used: each is told in plain words, and none is harmed. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { currentVersion } from '../../../electron/engine/store/migrate'
import { Store } from '../../../electron/engine/store/store'
import { environment, inference, meta, sample, start } from '../../support/runs'
import { scratchFolder } from './support'

const scratch = scratchFolder()
const place = (name: string): string => path.join(scratch, name)

async function study(name: string, samples = 20_000): Promise<string> {
  const file = place(name), store = await Store.open(file), writer = await store.begin(meta)
  await writer.append([environment(), ...Array.from({ length: samples }, (_, i) => sample(start + i * 1e6, [Math.sin(i), Math.cos(i * i), i])), inference(start, 5)])
  await writer.finish('finished', null)
  await store.close()
  return file
}

async function sql(file: string, text: string): Promise<void> {
  const db = await DuckDBInstance.create(file), connection = await db.connect()
  await connection.run(text)
  connection.closeSync()
  db.closeSync()
}

/** Opening fails as told, and leaves the bytes alone. */
async function refuses(file: string, code: string, message: RegExp): Promise<void> {
  const before = fs.statSync(file).isFile() ? fs.readFileSync(file) : null
  const error: unknown = await Store.open(file).then(async (store) => {
    await store.close()
    return null
  }, (e: unknown) => e)
  expect(error).toMatchObject({ value: { code, message: expect.stringMatching(message) as unknown, fix: expect.any(String) as unknown, file } })
  if (before) expect(fs.readFileSync(file).equals(before)).toBe(true)
}

describe('a study file is refused', () => {
  it('that is no database, whatever its size', async () => {
    for (const [name, content] of [['empty', ''], ['short', 'x'], ['text', 'hello '.repeat(5000)]] as const) {
      fs.writeFileSync(place(name), content)
      await refuses(place(name), 'unreadable', /not a study/)
    }
  })

  it('that is a folder', async () => {
    fs.mkdirSync(place('folder'))
    await refuses(place('folder'), 'unreadable', /folder/)
  })

  it('that is a database of something else', async () => {
    await sql(place('else.duckdb'), 'CREATE TABLE wines (name VARCHAR)')
    await refuses(place('else.duckdb'), 'unreadable', /not a study/)
    await sql(place('format.duckdb'), 'CREATE TABLE format (version INTEGER); INSERT INTO format VALUES (1)')
    await refuses(place('format.duckdb'), 'unreadable', /not a study/)
    await sql(place('name.duckdb'), 'CREATE TABLE format (name VARCHAR); CREATE TABLE runs (a INTEGER)')
    await refuses(place('name.duckdb'), 'unreadable', /not a study/)
  })

  it('of a newer studio', async () => {
    const file = await study('newer.duckdb', 10)
    await sql(file, `UPDATE format SET version = ${currentVersion + 1}; CHECKPOINT`)
    await refuses(file, 'unsupported', /newer studio/)
  })

  it('that is damaged or cut off', async () => {
    const file = await study('whole.duckdb'), bytes = fs.readFileSync(file)
    fs.writeFileSync(place('cut.duckdb'), bytes.subarray(0, bytes.length >> 1))
    await refuses(place('cut.duckdb'), 'unreadable', /damaged/)
    const header = Buffer.from(bytes)
    header.fill(0xab, 4096, 12_288)
    fs.writeFileSync(place('header.duckdb'), header)
    await refuses(place('header.duckdb'), 'unreadable', /damaged/)
  })

  it('that is open already in this process', async () => {
    const file = await study('twice.duckdb', 10), store = await Store.open(file)
    await expect(Store.open(path.join(scratch, '.', 'twice.duckdb'))).rejects.toMatchObject({ value: { code: 'refused', message: 'This study is already open' } })
    await store.close()
    await (await Store.open(file)).close()
  })

  it('whose folder cannot be made', async () => {
    fs.writeFileSync(place('a-file'), '')
    await expect(Store.open(place('a-file/study.duckdb'))).rejects.toMatchObject({ value: { code: 'refused' } })
  })
})

it('tells of damage that lies in the readings when they are read', async () => {
  const file = await study('readings.duckdb', 200_000), bytes = fs.readFileSync(file)
  for (let at = 12_288 + 300; at < bytes.length; at += 262_144) bytes[at]! ^= 0xff
  fs.writeFileSync(place('spoilt.duckdb'), bytes)
  const read = async () => {
    const store = await Store.open(place('spoilt.duckdb'))
    try {
      for (const run of await store.runs()) await store.trace(run.id)
    } finally {
      await store.close()
    }
  }
  await expect(read()).rejects.toMatchObject({ value: { code: 'unreadable', message: 'This study is damaged' } })
})

// A small disk of its own needs a user namespace.
const namespaces = process.platform === 'linux' && spawnSync('unshare', ['-Urm', 'true']).status === 0

it.runIf(namespaces).each([
  ['as the log is written', 12, 8],
  ['as the log is folded into the file', 60, 34]
])('on a disk that is full %s says so, keeps what was saved, and saves the rest when there is room again', (_, size, ballast) => {
  const disk = place(`disk-${size}`)
  fs.mkdirSync(disk)
  const script = `mount -t tmpfs -o size=${size}m tmpfs "$1" && exec "$2" --import tsx "$3" "$1/study.duckdb" ${ballast}`
  const { status, stdout, stderr } = spawnSync('unshare', ['-Urm', 'sh', '-c', script, 'sh', disk, process.execPath, path.join(import.meta.dirname, 'fill-the-disk.ts')], { encoding: 'utf8', cwd: path.join(import.meta.dirname, '../../..') })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const { refusal, whileFull, after, expected } = JSON.parse(stdout) as { refusal: unknown; whileFull: number; after: number; expected: number }
  expect(refusal).toMatchObject({ code: 'refused', message: 'The disk is full' })
  expect(whileFull).toBeGreaterThan(0)
  expect(whileFull).toBeLessThan(expected)
  expect(after).toBe(expected)
}, 60_000)
