/** Deployment to a folder that plays the device, with the real bundle and real processes. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '@shared/policy/settings'
import type { Line } from '@shared/trace/stream'
import { deploy, imageFile, modelFiles } from '../../electron/engine/device/deploy'
import { bundlePlaces, findBundle, type Bundle } from '../../electron/engine/device/deploy-bundle'
import { cleanUp, keepAwake, removeAll, restoreAwake } from '../../electron/engine/device/deploy-clean'
import { place, remoteFile, type RemoteFile } from '../../electron/engine/device/deploy-files'
import { awakeFile, base, imagePath, inPlan, modelPath, runFolder, versionFolder } from '../../electron/engine/device/deploy-places'
import { runnerCommand, startRun } from '../../electron/engine/device/deploy-run'
import { deviceTimes, timesOnDevice } from '../../electron/engine/device/deploy-times'
import { LocalDevice } from './local-device'
import { buildRunner } from './runner-process'
import { writeSamplePlan, type SamplePlan } from './sample-plan'

let scratch = '', bundle: Bundle, sample: SamplePlan, assets: RemoteFile[]
beforeAll(async () => {
  const built = await buildRunner()
  bundle = await findBundle('x86_64', bundlePlaces(null, { ADAMTL_RUNNER_DIR: path.dirname(built) }))
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-deploy-plan-'))
  sample = await writeSamplePlan(folder, 2, { slotSeconds: 0.2 })
  sample.plan.models[0]!.folder = inPlan(modelPath('sample'))
  assets = await modelFiles('sample', path.join(folder, 'model'), sample.desktop.manifest)
  for (const image of sample.plan.images)
    for (const [size, file] of Object.entries(image.files)) {
      assets.push(await imageFile(path.basename(file), path.join(folder, file)))
      image.files[size] = inPlan(imagePath(path.basename(file)))
    }
  return () => fs.rmSync(folder, { recursive: true })
})

let device: LocalDevice
beforeEach(() => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-deploy-'))
  device = newDevice()
})
afterEach(() => {
  device.unplug()
  fs.rmSync(scratch, { recursive: true, force: true })
})

/** With Android's commands for settings, which keep what they are told in a file. */
function newDevice(features?: string[]): LocalDevice {
  const root = path.join(scratch, 'tmp'), bin = path.join(scratch, 'bin')
  for (const folder of [root, bin]) fs.mkdirSync(folder, { recursive: true })
  const setting = path.join(scratch, 'setting')
  const script = (name: string, text: string) => fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  script('settings', `case $1 in get) cat ${setting} 2>/dev/null || echo null;; put) echo $4 > ${setting};; delete) rm -f ${setting};; esac`)
  script('svc', `echo 7 > ${setting}`)
  return new LocalDevice(root, bin, features)
}
const awake = (): string | null => (fs.existsSync(path.join(scratch, 'setting')) ? fs.readFileSync(path.join(scratch, 'setting'), 'utf8').trim() : null)
const runs = (): string[] => fs.readdirSync(device.here(`${versionFolder(bundle.manifest.version)}/runs`))
const all = async (lines: AsyncIterable<Line>): Promise<Line[]> => {
  const list: Line[] = []
  for await (const line of lines) list.push(line)
  return list
}
const alive = (pid: number): boolean => fs.existsSync(`/proc/${pid}`)

describe('files', () => {
  it('are pushed once, and told in bytes', async () => {
    const told: [number, number][] = []
    const first = await deploy(device, bundle, assets, { progress: (done, total) => told.push([done, total]) })
    const bytes = [...bundle.manifest.files, ...assets].reduce((n, f) => n + f.size, 0)
    expect(first).toMatchObject({ pushedBytes: bytes, keptBytes: 0 })
    expect(told[0]).toEqual([0, bytes])
    expect(told.at(-1)).toEqual([bytes, bytes])
    const again = await deploy(device, bundle, assets)
    expect(again).toEqual({ pushedBytes: 0, keptBytes: bytes, pushed: [] })
    expect(fs.statSync(device.here(`${versionFolder(bundle.manifest.version)}/node`)).mode & 0o111).not.toBe(0)
  })

  it('that differ are pushed again, also when the device says otherwise', async () => {
    await deploy(device, bundle, assets)
    // Same size, another byte: only the hash tells.
    const file = device.here(`${versionFolder(bundle.manifest.version)}/${bundle.manifest.program}`), text = fs.readFileSync(file)
    text[1000]! ^= 1
    fs.writeFileSync(file, text)
    fs.rmSync(device.here(`${versionFolder(bundle.manifest.version)}/${assets[0]!.remote}`))
    expect((await deploy(device, bundle, assets)).pushed.sort()).toEqual([assets[0]!.remote, bundle.manifest.program].sort())
  })

  it('survive an unplug: the next try goes on', async () => {
    device.unplugAfter = bundle.manifest.files.reduce((n, f) => n + f.size, 0) + 10_000
    await expect(deploy(device, bundle, assets)).rejects.toMatchObject({ value: { code: 'unplugged' } })
    device.plugIn()
    const again = await deploy(device, bundle, assets)
    expect(again.pushed).toEqual(assets.map((f) => f.remote))
  })

  it('that could not be pushed leave no empty folders', async () => {
    const folders = (): string[] => (fs.existsSync(device.here(base)) ? fs.readdirSync(device.here(base), { recursive: true, encoding: 'utf8' }) : [])
    const empty = (): string[] => folders().filter((name) => fs.statSync(device.here(`${base}/${name}`)).isDirectory() && fs.readdirSync(device.here(`${base}/${name}`)).length === 0)
    device.unplugAfter = 10_000
    await expect(deploy(device, bundle, assets)).rejects.toMatchObject({ value: { code: 'unplugged' } })
    expect(folders().length).toBeGreaterThan(0)
    expect(empty()).toEqual([])
  })

  it('stop at an abort', async () => {
    const stop = new AbortController()
    await expect(deploy(device, bundle, assets, { signal: stop.signal, progress: (done) => { if (done > 0) stop.abort() } })).rejects.toThrow(/abort/i)
    expect(device.pushed.length).toBeLessThan(assets.length)
  })

  it('of another plan and another version make room', async () => {
    await deploy(device, bundle, assets)
    const old = device.here(`${base}/0.0.1-x64-older`)
    fs.mkdirSync(old)
    await deploy(device, bundle, assets.slice(0, -1))
    expect(fs.existsSync(old)).toBe(false)
    expect(fs.existsSync(device.here(`${versionFolder(bundle.manifest.version)}/${assets.at(-1)!.remote}`))).toBe(false)
    expect((await deploy(device, bundle, assets)).pushed).toEqual([assets.at(-1)!.remote])
  })

  it('that do not fit are refused before any is sent', async () => {
    fs.writeFileSync(path.join(scratch, 'bin/df'), '#!/bin/sh\necho Filesystem 1K-blocks Used Available Use% Mounted on\necho /dev/block/a-long-name\necho "  1000000 900000 100000 90% /data"\n', { mode: 0o755 })
    await expect(deploy(device, bundle, assets)).rejects.toMatchObject({ value: { code: 'device', message: 'The device has too little free space', why: expect.stringContaining('98 MB are free') as string } })
    expect(device.pushed).toEqual([])
  })

  it('that arrive damaged are told', async () => {
    const file = path.join(scratch, 'a'), good = { ...(await remoteFileOf(file, 'abc')), sha256: '0'.repeat(64) }
    await expect(place(device, `${base}/x`, [good])).rejects.toMatchObject({ value: { message: 'a arrived damaged on the device' } })
  })

  it('go to a device without sha256sum too', async () => {
    fs.writeFileSync(path.join(scratch, 'bin/sha256sum'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
    const file = await remoteFileOf(path.join(scratch, 'a'), 'abc')
    for (let i = 0; i < 2; i++) expect((await place(device, `${base}/x`, [file])).pushed).toEqual(['a'])
  })
  async function remoteFileOf(file: string, text: string): Promise<RemoteFile> {
    fs.writeFileSync(file, text)
    return remoteFile(file, path.basename(file))
  }
})

describe('a run', () => {
  beforeEach(async () => { await deploy(device, bundle, assets) })

  it('goes from plan to profile, and leaves nothing when it is removed', async () => {
    const run = await startRun(device, bundle.manifest, { ...sample.plan, profileRuns: 2 })
    const lines = await all(run.lines)
    expect(await run.end).toEqual({ reason: 'done', code: 0, message: 'Finished' })
    expect(lines[0]!.t).toBe('environment')
    expect(lines.at(-1)).toMatchObject({ t: 'done', stopped: false })
    const told = lines.find((l) => l.t === 'profiled')!
    const times = await deviceTimes(device, run.folder, told)
    expect(times.runs).toBe(2)
    expect(times.parts.some((p) => p.id === 's0.b0')).toBe(true)
    expect(runs()).toHaveLength(1)
    await run.remove()
    expect(runs()).toEqual([])
  })

  it('measures block times on demand, and leaves nothing of it', async () => {
    const folder = path.dirname(assets[0]!.local), { manifest } = sample.desktop
    const times = await timesOnDevice(device, { bundle, folder, manifest, prepared: sample.prepared[0]!, settings: defaultSettings, threads: 1, runs: 3 })
    expect(times.runs).toBe(3)
    const { decision } = await sample.desktop.run(sample.prepared[0]!, defaultSettings)
    // A skipped block costs its gate only.
    const ms = (ran: boolean): number[] => decision.blocks.filter((b) => b.ran === ran).map((b) => times.parts.find((p) => p.id === b.id)?.ms ?? 0)
    expect(ms(false).length).toBeGreaterThan(0)
    expect(Math.min(...ms(true))).toBeGreaterThan(2 * Math.max(...ms(false)))
    expect(runs()).toEqual([])
  })

  it('obeys orders', async () => {
    const run = await startRun(device, bundle.manifest, { ...sample.plan, slotSeconds: 600 })
    // Given before the process may run: kept until then.
    run.order({ do: 'pause' })
    for await (const line of run.lines) if (line.t === 'phase' && line.phase === 'paused') run.order({ do: 'stop' })
    expect(await run.end).toEqual({ reason: 'done', code: 0, message: 'Stopped' })
  })

  it('ends with the connection, and what it said is kept', async () => {
    const run = await startRun(device, bundle.manifest, { ...sample.plan, slotSeconds: 600 }), lines: Line[] = []
    const pid = (): number => Number(fs.readFileSync(device.here(`${run.folder}/runner.pid`), 'utf8'))
    let running = 0
    for await (const line of run.lines) {
      lines.push(line)
      if (line.t !== 'inference' || line.slot !== 0 || running !== 0) continue
      running = pid()
      device.unplug()
    }
    expect(await run.end).toMatchObject({ reason: 'unplugged', code: null })
    expect(lines.filter((l) => l.t === 'inference').length).toBeGreaterThan(0)
    await expect.poll(() => alive(running), { timeout: 10_000 }).toBe(false)
    device.plugIn()
    // Its folder waits for the next connect.
    expect(runs()).toHaveLength(1)
    expect(await cleanUp(device)).toEqual({ killed: 0, removed: 1, busy: false })
  })

  it('ends with an abort', async () => {
    const stop = new AbortController(), run = await startRun(device, bundle.manifest, { ...sample.plan, slotSeconds: 600 }, stop.signal)
    for await (const line of run.lines) if (line.t === 'inference') stop.abort()
    expect(await run.end).toMatchObject({ reason: 'aborted' })
  })

  it('tells why it failed', async () => {
    const run = await startRun(device, bundle.manifest, { ...sample.plan, models: [{ id: 'sample', folder: 'nowhere' }] })
    expect((await all(run.lines)).at(-1)).toMatchObject({ t: 'error', fatal: true })
    expect(await run.end).toMatchObject({ reason: 'failed', code: 1, message: expect.stringContaining('nowhere') as string })
  })

  it('that cannot start is told in the device\'s words', async () => {
    fs.rmSync(device.here(`${versionFolder(bundle.manifest.version)}/node`))
    const run = await startRun(device, bundle.manifest, sample.plan)
    expect(await all(run.lines)).toEqual([])
    expect(await run.end).toMatchObject({ reason: 'crashed', code: 127, message: expect.stringContaining('not found') as string })
  })

  it('needs shell v2 for orders', async () => {
    const old = newDevice([]), stop = new AbortController(), run = await startRun(old, bundle.manifest, sample.plan, stop.signal)
    expect(() => run.order({ do: 'pause' })).toThrow(/cannot pause/)
    stop.abort()
    expect(await run.end).toMatchObject({ reason: 'aborted' })
  })
})

describe('cleaning up', () => {
  it('leaves a run alone that somebody reads, unless it is their own', async () => {
    await deploy(device, bundle, assets)
    const run = await startRun(device, bundle.manifest, { ...sample.plan, slotSeconds: 600 }), lines = all(run.lines)
    const pidFile = device.here(`${run.folder}/runner.pid`)
    await expect.poll(() => fs.existsSync(pidFile) && fs.readFileSync(pidFile, 'utf8') !== '', { timeout: 10_000 }).toBe(true)
    const pid = Number(fs.readFileSync(pidFile, 'utf8'))
    expect(await cleanUp(device)).toEqual({ killed: 0, removed: 0, busy: true })
    await expect(deploy(device, bundle, assets)).rejects.toThrow('A run is under way on this device')
    await expect(removeAll(device)).rejects.toThrow('A run is under way on this device')
    expect(alive(pid)).toBe(true)
    expect(await cleanUp(device, { force: true })).toEqual({ killed: 1, removed: 1, busy: false })
    expect(alive(pid)).toBe(false)
    await lines
  })

  it('ends a runner that nobody reads any more', async () => {
    await deploy(device, bundle, assets)
    // Stopped, it cannot keep its pid file young: as when its output is stuck in a dead connection.
    const run = await startRun(device, bundle.manifest, { ...sample.plan, slotSeconds: 600 }), lines = all(run.lines)
    const pidFile = device.here(`${run.folder}/runner.pid`)
    await expect.poll(() => fs.existsSync(pidFile) && fs.readFileSync(pidFile, 'utf8') !== '', { timeout: 10_000 }).toBe(true)
    const pid = Number(fs.readFileSync(pidFile, 'utf8'))
    process.kill(pid, 'SIGSTOP')
    fs.utimesSync(pidFile, Date.now() / 1000 - 60, Date.now() / 1000 - 60)
    expect(await cleanUp(device)).toEqual({ killed: 1, removed: 1, busy: false })
    expect(alive(pid)).toBe(false)
    await lines
  })

  it('never ends another program that got the same pid', async () => {
    const folder = device.here(runFolder(bundle.manifest.version, 'old'))
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(folder, 'runner.pid'), String(process.pid))
    expect(await cleanUp(device)).toEqual({ killed: 0, removed: 1, busy: false })
  })

  it('leaves alone what may be about to run, for who only looks', async () => {
    const folder = device.here(runFolder(bundle.manifest.version, 'new')), minuteAgo = Date.now() / 1000 - 60
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(scratch, 'setting'), '2\n')
    await keepAwake(device)
    expect(await cleanUp(device, { keepRecent: true })).toEqual({ killed: 0, removed: 0, busy: true })
    fs.utimesSync(folder, minuteAgo, minuteAgo)
    expect(await cleanUp(device, { keepRecent: true })).toEqual({ killed: 0, removed: 1, busy: true })
    expect(awake()).toBe('7')
    fs.utimesSync(device.here(awakeFile), minuteAgo, minuteAgo)
    expect(await cleanUp(device, { keepRecent: true })).toEqual({ killed: 0, removed: 0, busy: false })
    expect(awake()).toBe('2')
  })

  it('restores the stay-awake setting, also after a crash', async () => {
    fs.writeFileSync(path.join(scratch, 'setting'), '2\n')
    expect(await keepAwake(device)).toBe(true)
    expect(awake()).toBe('7')
    // A second run after a crash must not take 7 for what was there before.
    expect(await keepAwake(device)).toBe(true)
    await cleanUp(device)
    expect(awake()).toBe('2')
    fs.rmSync(path.join(scratch, 'setting'))
    await keepAwake(device)
    await restoreAwake(device)
    expect(awake()).toBeNull()
    await restoreAwake(device)
  })

  it('removes everything on request', async () => {
    await deploy(device, bundle, assets)
    expect(await removeAll(device)).toBeGreaterThan(100e6)
    expect(fs.existsSync(device.here(base))).toBe(false)
    expect(await removeAll(device)).toBe(0)
  })
})

it('starts through the bundle\'s own loader where it has one', () => {
  const manifest = { ...bundle.manifest, version: 'v', launch: ['lib/ld-linux-aarch64.so.1', '--library-path', 'lib:.', 'node'] }
  expect(runnerCommand(manifest, `${base}/v/runs/r`)).toBe(`cd '${base}/v/runs/r' && export TMPDIR='${base}/v/runs/r/tmp' && unset LD_PRELOAD LD_LIBRARY_PATH NODE_OPTIONS && ` +
    `exec '${base}/v/lib/ld-linux-aarch64.so.1' --library-path '${base}/v/lib:${base}/v' '${base}/v/node' '${base}/v/runner.cjs' plan.json`)
})
