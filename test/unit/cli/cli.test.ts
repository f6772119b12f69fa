/** The command line as people and scripts meet it: the built program in a process of its own. */
import { execFile, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { devicesDocumentSchema } from '@shared/cli/device-documents'
import { importDocumentSchema, inspectDocumentSchema, generateDocumentSchema, type InspectDocument, type InspectedImage } from '@shared/cli/schema'
import { readNpy, writeNpy } from '../../../electron/engine/dataset/npy'
import { DataType, encodeModel } from '../../../electron/engine/graph/onnx-schema'
import { readNpz } from '../../golden/npz'

// Each of a dozen processes takes half a second, and several where the machine is busy.
vi.setConfig({ testTimeout: 90_000 })

const root = path.join(import.meta.dirname, '../../..')
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-cli-'))
const nano = path.join(root, 'test/golden/models/v8_nano'), checkpoint = path.join(nano, 'v8_nano.pth')
const golden = readNpz(path.join(nano, 'golden.npz'))
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }))

interface Result { code: number; stdout: string; stderr: string }

function studio(args: string[], cwd = scratch): Promise<Result> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [path.join(root, 'out/main/cli.js'), ...args], { cwd: root, env: { ...process.env, INIT_CWD: cwd, ADAMTL_USER_DATA: path.join(scratch, 'user') }, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(new Error('the program could not be run', { cause: error }))
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

/** Output of `inspect --json`: one document and nothing else. */
async function inspect(...args: string[]): Promise<{ document: InspectDocument; images: InspectedImage[]; result: Result }> {
  const result = await studio(['inspect', ...args, '--json'])
  if (result.stdout === '') throw new Error(result.stderr)
  expect(result.stdout.trim().split('\n')).toHaveLength(1)
  const document = inspectDocumentSchema.strict().parse(JSON.parse(result.stdout))
  return { document, images: document.images.filter((i): i is InspectedImage => !('error' in i)), result }
}

const array = (file: string) => readNpy(new Uint8Array(fs.readFileSync(file)), file)

beforeAll(() => {
  fs.mkdirSync(path.join(scratch, 'pictures'))
  for (const i of [0, 1, 2]) {
    fs.copyFileSync(path.join(nano, `input_${i}.png`), path.join(scratch, 'pictures', `p${i}.png`))
    fs.writeFileSync(path.join(scratch, `x${i}.npy`), writeNpy(golden.f32(`input_${i}`), [1, 3, 32, 32]))
  }
})

describe('import', () => {
  it('writes a folder, resolves paths against the caller\'s, and describes it as JSON', async () => {
    const r = await studio(['import', checkpoint, '--out', 'made', '--whole', '--json'])
    expect(r.code, r.stderr).toBe(0)
    const document = importDocumentSchema.strict().parse(JSON.parse(r.stdout))
    expect(document).toMatchObject({ out: path.join(scratch, 'made'), kind: 'adaptive', policy: 'per_task', tasks: ['sal', 'normals'], inputSize: 32, blocks: ['s0.b0', 's1.b0', 's2.b0', 's3.b0'] })
    expect(document.files.map((f) => f.name)).toEqual(fs.readdirSync(path.join(scratch, 'made')).sort())
    expect(r.stderr).toBe('')
  })

  it('clears away what it had begun when it is interrupted', async () => {
    const big = path.join(root, 'test/golden/models/adamtl_taw/adamtl_taw.pth'), begun = () => fs.readdirSync(scratch).filter((n) => n.startsWith('stopped.'))
    const child = spawn(process.execPath, [path.join(root, 'out/main/cli.js'), 'import', big, '--out', path.join(scratch, 'stopped')], { stdio: 'ignore' })
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)))
    while (begun().length === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2))
    child.kill('SIGINT')
    expect(await ended, 'it ends by itself').toBeNull()
    expect(begun()).toEqual([])
  })

  it('fails with one clear line', async () => {
    fs.writeFileSync(path.join(scratch, 'page.pth'), '<!doctype html><html>')
    for (const file of ['nowhere.pth', 'page.pth']) {
      const r = await studio(['import', file, '--out', 'never'])
      expect([r.code, r.stdout]).toEqual([1, ''])
      expect(r.stderr.trim().split('\n')).toHaveLength(1)
      expect(r.stderr).toContain(path.join(scratch, file))
      expect(fs.existsSync(path.join(scratch, 'never'))).toBe(false)
    }
  })
})

describe('inspect', () => {
  it('gives the golden decisions and outputs for prepared arrays, exactly', async () => {
    const { images, document } = await inspect(checkpoint, 'x0.npy', 'x1.npy', 'x2.npy', '--outputs', 'o')
    expect(document.model).toMatchObject({ kind: 'adaptive', policy: 'per_task', tasks: ['sal', 'normals'], inputSize: 32, blocks: ['s0.b0', 's1.b0', 's2.b0', 's3.b0'] })
    images.forEach((image, i) => {
      for (const [s, block] of image.blocks.entries()) {
        expect(Number(block.ran)).toBe(golden.u8(`adaptive.img${i}.stage${s}.block_mask_union`)[0])
        for (const t of ['sal', 'normals']) expect(Number(block.tasks[t]!.active)).toBe(golden.u8(`adaptive.img${i}.stage${s}.block_mask.${t}`)[0])
        const planes = array(path.join(scratch, 'o', `x${i}`, `tokens.${block.id}.npy`)), side = 16 >> s
        expect(planes.shape).toEqual([3, side, side])
        const want = [golden.u8(`adaptive.img${i}.stage${s}.block0.token_mask_union`), ...['sal', 'normals'].map((t) => golden.u8(`adaptive.img${i}.stage${s}.block0.token_mask.${t}`))]
        expect(planes.data).toEqual(Uint8Array.from(want.flatMap((w) => [...w])))
      }
      for (const t of ['sal', 'normals']) {
        const map = array(path.join(scratch, 'o', `x${i}`, `${t}.npy`)), want = golden.f32(`adaptive.img${i}.output.${t}`)
        expect(map.shape).toEqual([t === 'sal' ? 1 : 3, 32, 32])
        expect(Math.max(...want.map((v, k) => Math.abs(v - Number(map.data[k]))))).toBeLessThan(1e-4)
        expect(fs.existsSync(path.join(scratch, 'o', `x${i}`, `${t}.png`))).toBe(true)
      }
    })
  })

  it('prepares pictures as the arrays were prepared', async () => {
    const { images } = await inspect(checkpoint, 'pictures'), arrays = await inspect(checkpoint, 'x0.npy', 'x1.npy', 'x2.npy')
    expect(images.map((i) => path.basename(i.image))).toEqual(['p0.png', 'p1.png', 'p2.png'])
    expect(images.map((i) => i.blocks)).toEqual(arrays.images.map((i) => i.blocks))
  })

  it('adds up: static, executed and marginal MACs', async () => {
    const { images } = await inspect(checkpoint, 'pictures')
    for (const { macs, blocks } of images) {
      expect(macs!.executed).toBeCloseTo(macs!.other + macs!.blocks + macs!.controllers + macs!.decoders, 3)
      expect(macs!.blocks).toBeCloseTo(blocks.reduce((n, b) => n + b.macs, 0), 3)
    }
    for (const task of ['sal', 'normals']) {
      const other = task === 'sal' ? 'normals' : 'sal'
      const alone = await inspect(checkpoint, 'pictures', '--tasks', other)
      expect(alone.images[0]!.macs!.decoders).toBeLessThan(images[0]!.macs!.decoders)
      expect(Object.keys(alone.images[0]!.macs!.marginal)).toEqual([other])
      expect(Object.keys(alone.images[0]!.blocks[0]!.tasks)).toEqual([other])
      expect(Object.keys(alone.images[0]!.tasks)).toEqual([other])
    }
  })

  it('zeroes the planes of inactive tasks and numbers repeated names', async () => {
    const { images } = await inspect(checkpoint, 'x0.npy', 'x0.npy', 'pictures/p0.png', '--tasks', 'normals', '--outputs', 'single')
    expect(images.map((i) => path.basename(i.outputs!))).toEqual(['x0', 'x0-2', 'p0'])
    const planes = array(path.join(scratch, 'single/x0/tokens.s0.b0.npy'))
    expect(planes.shape).toEqual([3, 16, 16])
    expect(planes.data.slice(256, 512).every((v) => v === 0)).toBe(true)
    expect(fs.existsSync(path.join(scratch, 'single/x0/sal.npy'))).toBe(false)
  })

  it('writes inside the folder of outputs also for names of dots', async () => {
    for (const name of ['..png', '...png']) fs.copyFileSync(path.join(scratch, 'pictures/p0.png'), path.join(scratch, name))
    const { images } = await inspect(checkpoint, '..png', '...png', '--outputs', 'dots')
    expect(images.map((i) => i.outputs)).toEqual([path.join(scratch, 'dots/..png'), path.join(scratch, 'dots/...png')])
  })

  it('forces everything on, one gate, and the static graph', async () => {
    const base = (await inspect(checkpoint, 'x0.npy')).images[0]!
    const all = (await inspect(checkpoint, 'x0.npy', '--force', 'all-on')).images[0]!
    expect(all.blocks.every((b) => b.ran && b.tokens.selected === b.tokens.total)).toBe(true)
    expect(all.macs!.controllers).toBeGreaterThan(0)
    expect(all.macs!.executed).toBeCloseTo(all.macs!.static + all.macs!.controllers, 3)
    const off = (await inspect(checkpoint, 'x0.npy', '--block', 's0.b0=off', '--block', 's1.b0=on')).images[0]!
    expect(base.blocks[0]!.ran).toBe(true)
    expect(off.blocks[0]).toMatchObject({ ran: false, macs: 0, tokens: { selected: 0 } })
    expect(off.blocks[0]!.tasks).toEqual(base.blocks[0]!.tasks)
    expect(off.blocks[1]!.ran).toBe(off.blocks[1]!.tokens.selected > 0)
    const fixed = (await inspect(checkpoint, 'x0.npy', '--static')).images[0]!
    expect(fixed.blocks.every((b) => b.ran && Object.keys(b.tasks).length === 0)).toBe(true)
    expect(fixed.macs!.executed).toBe(fixed.macs!.static)
    expect(fixed.macs!.controllers).toBe(0)
  })

  it('moves with thresholds and repeats with a seed', async () => {
    const run = async (...args: string[]) => (await inspect(checkpoint, 'x1.npy', ...args)).images[0]!
    expect((await run('--block-threshold', '0.999')).blocks.some((b) => b.ran)).toBe(false)
    const open = await run('--block-threshold', '0', '--token-threshold', '0')
    expect(open.blocks.every((b) => b.ran && b.tokens.selected === b.tokens.total)).toBe(true)
    const { latencyMs: _a, ...first } = await run('--noise', '3')
    const { latencyMs: _b, ...second } = await run('--noise', '3')
    expect(first).toEqual(second)
  })

  it('goes on after an image that cannot be read, and ends with 1', async () => {
    fs.writeFileSync(path.join(scratch, 'broken.png'), 'not a picture')
    const { document, result } = await inspect(checkpoint, 'broken.png', 'x0.npy', 'gone.png')
    expect(document.images.map((i) => 'error' in i)).toEqual([true, false, true])
    expect(result.code).toBe(1)
    expect(result.stderr.trim().split('\n')).toHaveLength(2)
    fs.writeFileSync(path.join(scratch, 'small.npy'), writeNpy(new Float32Array(12), [1, 3, 2, 2]))
    fs.writeFileSync(path.join(scratch, 'nan.npy'), writeNpy(new Float32Array(3072).fill(NaN), [1, 3, 32, 32]))
    const wrong = await inspect(checkpoint, 'small.npy', 'nan.npy')
    expect(JSON.stringify(wrong.document.images[0])).toContain('[1, 3, 32, 32]')
    expect(wrong.document.images[1]).toMatchObject({ error: expect.stringContaining('not numbers') as string })
  })

  it('reports what a model said although the truth beside the image cannot be used', async () => {
    const study = path.join(scratch, 'study')
    for (const d of ['images', 'sal']) fs.mkdirSync(path.join(study, d), { recursive: true })
    fs.copyFileSync(path.join(nano, 'input_0.png'), path.join(study, 'images', 'a.png'))
    fs.writeFileSync(path.join(study, 'sal', 'a.png'), 'not a picture')
    const { images, result } = await inspect(checkpoint, 'study/images', '--metrics')
    expect(images[0]!.tasks.sal!.output.metric).toBeNull()
    expect([result.code, result.stderr.trim().split('\n').length]).toEqual([1, 1])
    expect(result.stderr).toContain(path.join(study, 'sal', 'a.png'))
  })

  it('refuses a place for outputs that cannot be written, in one line, before anything runs', async () => {
    fs.writeFileSync(path.join(scratch, 'taken'), '')
    for (const place of ['taken', 'taken/below']) {
      const r = await studio(['inspect', checkpoint, 'x0.npy', '--outputs', place, '--json'])
      expect([r.code, r.stdout]).toEqual([1, ''])
      expect(r.stderr.trim().split('\n')).toHaveLength(1)
      expect(r.stderr).toContain(path.join(scratch, place))
      expect(r.stderr).not.toContain('defect')
    }
  })

  it('calls wrong usage by exit code 2', async () => {
    for (const args of [
      ['inspect'], ['inspect', checkpoint], ['frobnicate'], ['import', checkpoint, '--out', ''], ['inspect', checkpoint, 'x0.npy', '--outputs', ''], ['inspect', '', 'x0.npy'], ['inspect', checkpoint, 'x0.npy', ''],
      ['inspect', checkpoint, 'x0.npy', '--block', '__proto__=on'], ['generate', 'g.safetensors', '--preset', 'nano', '--tasks', 'a,a'], ['generate', 'g.safetensors', '--embed-dim', '99999999'],
      ['inspect', path.join(root, 'test/golden/models/v5_static/v5_static.pth'), 'pictures/p0.png', '--noise', '1'], ['inspect', checkpoint, 'x0.npy', '--noise', '4294967296'], ['inspect', checkpoint, 'x0.npy', '--tasks', 'depth'], ['inspect', checkpoint, 'x0.npy', '--block', 's9.b9=on'],
      ['inspect', checkpoint, 'x0.npy', '--block', 's0.b0'], ['inspect', checkpoint, 'x0.npy', '--block-threshold', '1.5'], ['inspect', checkpoint, 'x0.npy', '--force', 'maybe'], ['import', checkpoint], ['inspect', checkpoint, 'x0.npy', '--unknown'], ['inspect', checkpoint, 'x0.npy', '--threads', '0'], ['inspect', checkpoint, 'x0.npy', '--threads', '100000']
    ]) {
      const r = await studio(args)
      expect([r.code, r.stdout], args.join(' ')).toEqual([2, ''])
      expect(r.stderr, args.join(' ')).not.toBe('')
    }
    expect((await studio(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await studio(['inspect', '--help'])).code).toBe(0)
  })

  it('calls --static wrong usage for a whole file, which holds the adaptive form only', async () => {
    await studio(['import', checkpoint, '--out', 'both', '--whole'])
    const r = await studio(['inspect', 'both/model.onnx', 'x0.npy', '--static', '--json'])
    expect([r.code, r.stdout]).toEqual([2, ''])
    expect(r.stderr).toContain('adaptive form only')
    expect((await inspect('both', 'x0.npy', '--static')).result.code).toBe(0)
  })

  it('inspects a static checkpoint', async () => {
    const { document, images } = await inspect(path.join(root, 'test/golden/models/v5_static/v5_static.pth'), 'pictures/p0.png')
    expect(document.model).toMatchObject({ kind: 'static', policy: null })
    expect(images[0]!.blocks.every((b) => b.ran)).toBe(true)
  })
})

describe('a plain model', () => {
  const float = (...dims: number[]) => ({ tensorType: { elemType: 1, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } })
  const write = (name: string, ...dims: number[]) => fs.writeFileSync(path.join(scratch, name), encodeModel({
    irVersion: 8, producerName: 'someone', producerVersion: '2', opsetImport: [{ domain: '', version: 17 }], metadataProps: [],
    graph: { name: 'g', node: [{ opType: 'Relu', input: ['x'], output: ['y'], name: '', attribute: [] }], initializer: [], input: [{ name: 'x', type: float(...dims) }], output: [{ name: 'y', type: float(...dims) }] }
  }))

  it('runs on images, and says what it is', async () => {
    write('relu.onnx', 1, 3, 32, 32)
    const { document, images } = await inspect('relu.onnx', 'pictures/p0.png')
    expect(document.model).toMatchObject({ kind: 'plain', policy: null, tasks: [], inputSize: 32, blocks: [] })
    expect(images[0]).toMatchObject({ macs: null, tasks: { y: { output: { shape: [1, 3, 32, 32] } } } })
    expect((await studio(['inspect', 'relu.onnx', 'pictures/p0.png'])).stdout).toContain('Relu ×1')
    expect((await studio(['inspect', 'relu.onnx', 'pictures/p0.png', '--tasks', 'y'])).code).toBe(2)
  })

  it('may fault while it runs: the image fails, in one line', async () => {
    fs.writeFileSync(path.join(scratch, 'faulty.onnx'), encodeModel({
      irVersion: 8, producerName: '', producerVersion: '', opsetImport: [{ domain: '', version: 17 }], metadataProps: [],
      graph: {
        name: 'g', node: [{ opType: 'Gather', input: ['x', 'i'], output: ['y'], name: '', attribute: [] }], input: [{ name: 'x', type: float(1, 3, 32, 32) }], output: [{ name: 'y', type: float(1, 3, 32, 32) }],
        initializer: [{ name: 'i', dims: [1], dataType: DataType.int64, rawData: new Uint8Array(BigInt64Array.of(9n).buffer) }]
      }
    }))
    const { document, result } = await inspect('faulty.onnx', 'pictures/p0.png')
    expect(document.images[0]).toMatchObject({ error: expect.stringContaining('ONNX Runtime stopped') as string })
    expect([result.code, result.stderr.trim().split('\n').length]).toEqual([1, 1])
  })

  it('opens where it takes no image; the images fail', async () => {
    write('vector.onnx', 7)
    const { document, result } = await inspect('vector.onnx', 'pictures')
    expect(document.model).toMatchObject({ kind: 'plain', inputSize: null })
    expect(document.images).toHaveLength(3)
    for (const image of document.images) expect(image).toMatchObject({ error: expect.stringContaining('x float [7]') as string })
    expect([result.code, result.stderr.trim().split('\n').length]).toEqual([1, 1])
  })
})

describe('generate', () => {
  it('makes the same model from the same seed, of another size too, and it runs', async () => {
    const make = async (name: string, ...args: string[]) => {
      const r = await studio(['generate', name, '--preset', 'nano', '--json', ...args])
      expect(r.code, r.stderr).toBe(0)
      return generateDocumentSchema.strict().parse(JSON.parse(r.stdout))
    }
    const a = await make('a.safetensors', '--seed', '4'), b = await make('b.safetensors', '--seed', '4'), c = await make('c.safetensors', '--seed', '5')
    const data = [a, b, c].map((d) => fs.readFileSync(d.file))
    expect(data[0]!.equals(data[1]!)).toBe(true)
    expect(data[0]!.equals(data[2]!)).toBe(false)
    await make('d.safetensors', '--depths', '1,2,1', '--heads', '1,2,2', '--input-size', '64', '--embed-dim', '8', '--tasks', 'depth,edge,semseg:5', '--policy', 'single')
    const { document, images } = await inspect('d.safetensors', 'pictures/p0.png')
    expect(document.model).toMatchObject({ policy: 'single', tasks: ['depth', 'edge', 'semseg'], blocks: ['s0.b0', 's1.b0', 's1.b1', 's2.b0'] })
    expect(Object.keys(images[0]!.blocks[0]!.tasks)).toEqual(['policy'])
    expect((await studio(['generate', 'e.safetensors', '--preset', 'nano', '--window', '3'])).code).toBe(2)
  })
})

describe('devices and seeds', () => {
  it('says as a document too that there is no adb', async () => {
    vi.stubEnv('ADAMTL_ADB', path.join(scratch, 'no-adb'))
    const r = await studio(['devices', '--json'])
    vi.unstubAllEnvs()
    expect(r.code).toBe(1)
    expect(devicesDocumentSchema.strict().parse(JSON.parse(r.stdout))).toMatchObject({ adb: { path: null, problem: { fix: expect.stringContaining('ADAMTL_ADB') as string } }, devices: [] })
  })

  it.each([['simulate'], ['profile', '--device', 'simulated']])('refuses a seed that would stand for another: %s', async (...args) => {
    const r = await studio([...args, '--seed', '4294967297'])
    expect([r.code, r.stdout]).toEqual([2, ''])
    expect(r.stderr).toContain('a seed from 0 to 4294967295')
  })
})
