/**
 * The runner for glasses really runs: under an emulator, in a root that holds its files and nothing else.
 * Its masks and outputs are those of the desktop; another processor's order of sums may move a score by some 1e-6.
 */
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionSchema } from '@shared/policy/decision'
import { lineSchema } from '@shared/trace/stream'
import { bundlePlaces, findBundle } from '../../electron/engine/device/deploy-bundle'
import { runFolder, versionFolder } from '../../electron/engine/device/deploy-places'
import { buildRunner } from './runner-process'
import { writeSamplePlan, type SamplePlan } from './sample-plan'

const emulator = ['/usr/bin/qemu-aarch64-static', '/usr/bin/qemu-aarch64'].find((f) => fs.existsSync(f))
/** A user's own namespace where this user may not change the root. */
const changeRoot = process.getuid?.() === 0 ? ['chroot'] : ['unshare', '-Ur', 'chroot']
const images = 6
const outputTolerance = 1e-4

/** Why the test cannot run here; null where it can. */
async function obstacle(): Promise<string | null> {
  if (process.platform !== 'linux') return 'the emulator is for Linux'
  if (!emulator) return 'there is no qemu-aarch64-static (Debian: apt-get install qemu-user-static)'
  if (spawnSync(changeRoot[0]!, [...changeRoot.slice(1), '/', '/bin/true']).status !== 0) return 'this user may not change the root folder'
  return buildRunner('arm64').then(() => null, (error: unknown) => {
    // Only what cannot be fetched is no defect.
    const unreachable = /The npm registry did not give .*|apt-get could not download .*|has no apt-get/.exec(String(error))
    if (!unreachable) throw error
    return unreachable[0]
  })
}
const reason = await obstacle()
if (reason !== null) console.warn(`arm64: skipped, since ${reason}`)

describe.skipIf(reason !== null)('the runner for glasses, in a root of its own', () => {
  let root = '', folder = '', launch: string[] = [], sample: SamplePlan

  beforeAll(async () => {
    const { folder: bundle, manifest } = await findBundle('arm64-v8a', bundlePlaces(null)), place = versionFolder(manifest.version)
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-arm64-'))
    folder = runFolder(manifest.version, 'one')
    for (const file of manifest.files) fs.cpSync(path.join(bundle, file.path), path.join(root, place, file.path))
    fs.copyFileSync(emulator!, path.join(root, 'emulator'))
    fs.mkdirSync(path.join(root, folder, 'tmp'), { recursive: true })
    sample = await writeSamplePlan(path.join(root, folder), images, { slotSeconds: 0, idleSeconds: 0, slots: [{ slot: 0, round: 0, variant: 'adaptive', images: [0, 1] }], slotInferences: 2 })
    // As runnerCommand() writes it for a shell, which this root does not have.
    launch = [...manifest.launch.map((w) => (w.startsWith('-') ? w : w.split(':').map((p) => path.posix.join(place, p)).join(':'))), `${place}/${manifest.program}`]
  })
  afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

  function run(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(changeRoot[0]!, [...changeRoot.slice(1), root, '/emulator', ...launch, `${folder}/plan.json`, ...args], { stdio: 'pipe', env: { PATH: process.env.PATH, TMPDIR: `${folder}/tmp` } })
    let stdout = '', stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
    return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr })))
  }

  it('holds nothing but the runner and its plan', () => {
    expect(fs.readdirSync(root).sort()).toEqual(['data', 'emulator'])
    expect(fs.readdirSync(path.join(root, folder)).sort()).toEqual(['images', 'model', 'plan.json', 'tmp'])
  })

  it('gives the desktop\'s masks and outputs', async () => {
    const { code, stderr } = await run(['--outputs', `${folder}/out`])
    expect(code, stderr).toBe(0)
    let bits = 0, worst = 0
    for (const variant of sample.plan.variants)
      for (const [i, image] of sample.plan.images.entries()) {
        const place = path.join(root, folder, 'out', variant.id, image.id), want = await sample.desktop.run(sample.prepared[i]!, variant.settings)
        const got = decisionSchema.parse(JSON.parse(fs.readFileSync(path.join(place, 'decision.json'), 'utf8')))
        expect(got.blocks.map((b) => [b.id, b.gate, b.ran, b.tokens])).toEqual(want.decision.blocks.map((b) => [b.id, b.gate, b.ran, b.tokens]))
        expect(got.macs).toEqual(want.decision.macs)
        for (const [id, masks] of want.tokens) {
          expect(fs.readFileSync(path.join(place, `${id}.tokens`)).equals(masks.union), `${variant.id} ${image.id} ${id}`).toBe(true)
          bits += masks.union.length
        }
        expect(want.maps.size).toBe(4)
        for (const [task, map] of want.maps) {
          const data = fs.readFileSync(path.join(place, `${task}.f32`)), values = new Float32Array(new Uint8Array(data).buffer)
          expect(values.length).toBe(map.length)
          worst = Math.max(worst, relativeError(values, map))
        }
      }
    console.info(`arm64: ${images} images, ${bits} mask bits equal, worst output error ${worst.toExponential(1)} of the largest value`)
    expect(bits).toBeGreaterThan(1000)
    expect(worst).toBeLessThan(outputTolerance)
  })

  it('runs a plan there, threads and all', async () => {
    const { code, stdout, stderr } = await run([])
    expect(code, stderr).toBe(0)
    const lines = stdout.trim().split('\n').map((line) => lineSchema.parse(JSON.parse(line)))
    expect(lines[0]).toMatchObject({ t: 'environment', arch: 'arm64' })
    expect(lines.at(-1)).toMatchObject({ t: 'done', stopped: false })
    const measured = lines.filter((l) => l.t === 'inference' && !l.warm)
    expect(measured).toHaveLength(2)
    for (const line of measured) {
      if (line.t !== 'inference') continue
      const { decision } = await sample.desktop.run(sample.prepared[line.image]!, sample.plan.variants[1]!.settings)
      expect([line.route, line.macs]).toEqual([decision.blocks.map((b) => Number(b.ran)).join(''), decision.macs.executed])
    }
    expect(fs.readdirSync(path.join(root, folder)).includes('runner.pid')).toBe(false)
    expect(fs.readdirSync(path.join(root, folder, 'tmp'))).toEqual([])
  })
})

function relativeError(got: Float32Array, want: Float32Array): number {
  let error = 0, largest = 0
  for (let i = 0; i < want.length; i++) {
    error = Math.max(error, Math.abs(got[i]! - want[i]!))
    largest = Math.max(largest, Math.abs(want[i]!))
  }
  return error / largest
}
