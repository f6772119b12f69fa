/** Importing and opening, on real files and the real runtime. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSettings } from '@shared/policy/settings'
import { writeSafetensors } from '../../../electron/engine/checkpoint'
import { fileNames } from '../../../electron/engine/graph/compile'
import { encodeModel } from '../../../electron/engine/graph/onnx-schema'
import { ModelRunner, type RunResult } from '../../../electron/engine/inference/runner'
import { ModelSessions } from '../../../electron/engine/inference/sessions'
import { importCheckpoint } from '../../../electron/engine/model/import'
import { openModel, type Opened } from '../../../electron/engine/model/open'
import { architectureOf } from '../../../electron/engine/model/presets'
import { randomTensors } from '../../../electron/engine/model/random-model'
import { readNpz } from '../../golden/npz'

const nano = path.join(import.meta.dirname, '../../golden/models/v8_nano')
const checkpoint = path.join(nano, 'v8_nano.pth')
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-open-'))
const cache = path.join(scratch, 'cache'), folder = path.join(scratch, 'imported')
const image = readNpz(path.join(nano, 'golden.npz')).f32('input_0')
beforeAll(async () => {
  await importCheckpoint(checkpoint, folder, { whole: true })
})
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }))

function run(opened: Opened, settings = defaultSettings): Promise<RunResult> {
  if (opened.kind === 'plain') throw new Error('plain')
  return new ModelRunner(new ModelSessions(opened.folder, opened.manifest)).run(image, settings)
}

const copyOf = (name: string): string => {
  const to = path.join(scratch, name)
  fs.cpSync(folder, to, { recursive: true })
  return to
}

describe('import', () => {
  it('writes the promised files and nothing else', () => {
    expect(fs.readdirSync(folder).sort()).toEqual(['decoder.normals.onnx', 'decoder.sal.onnx', 'encoder.onnx', 'encoder.static.onnx', 'manifest.json', 'model.onnx', 'weights.bin'])
    expect(fs.readdirSync(scratch)).toEqual(['imported'])
  })

  it('leaves nothing behind when cancelled, and keeps what was there before', async () => {
    const out = copyOf('kept'), before = fs.statSync(path.join(out, fileNames.encoder)).mtimeMs
    for (const stop of ['Reading tensors', 'Building encoder.onnx', 'Building decoder.normals.onnx']) {
      const controller = new AbortController()
      const work = importCheckpoint(checkpoint, out, { signal: controller.signal, onProgress: ({ stage }) => { if (stage === stop) controller.abort() } })
      await expect(work, stop).rejects.toMatchObject({ name: 'AbortError' })
    }
    expect(fs.statSync(path.join(out, fileNames.encoder)).mtimeMs).toBe(before)
    expect(fs.readdirSync(scratch).filter((f) => f.includes('.part'))).toEqual([])
  })

  it('does not touch a folder that is not a model', async () => {
    const out = path.join(scratch, 'photos')
    fs.mkdirSync(out)
    fs.writeFileSync(path.join(out, 'holiday.txt'), 'keep me')
    await expect(importCheckpoint(checkpoint, out)).rejects.toMatchObject({ value: { code: 'refused' } })
    expect(fs.readdirSync(out)).toEqual(['holiday.txt'])
  })

  it('does not touch another program\'s manifest.json, or what a person put beside a model', async () => {
    const extension = path.join(scratch, 'extension'), mixed = copyOf('mixed')
    fs.mkdirSync(extension)
    fs.writeFileSync(path.join(extension, 'manifest.json'), '{"name":"an extension","version":1}')
    fs.writeFileSync(path.join(mixed, 'notes.txt'), 'keep me')
    for (const out of [extension, mixed]) {
      const before = fs.readdirSync(out)
      await expect(importCheckpoint(checkpoint, out)).rejects.toMatchObject({ value: { code: 'refused', file: out } })
      expect(fs.readdirSync(out)).toEqual(before)
    }
  })

  it('replaces the folder behind a link, and the link stays', async () => {
    const real = copyOf('behind'), link = path.join(scratch, 'link')
    fs.symlinkSync(real, link)
    fs.rmSync(path.join(real, 'encoder.onnx'))
    await importCheckpoint(checkpoint, link)
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true)
    expect(fs.readdirSync(real)).toContain('encoder.onnx')
  })

  it('says in plain words where nothing can be written', async () => {
    const file = path.join(scratch, 'a-file')
    fs.writeFileSync(file, '')
    for (const out of [file, path.join(file, 'below')]) await expect(importCheckpoint(checkpoint, out)).rejects.toMatchObject({ value: { code: 'refused', file: out } })
    await expect(openModel(checkpoint, { cache: path.join(file, 'cache') })).rejects.toMatchObject({ value: { code: 'refused', fix: expect.stringContaining('ADAMTL_USER_DATA') as string } })
  })

  it('clears what a killed import left, once it is old', async () => {
    const out = path.join(scratch, 'again'), old = `${out}.00112233.part`, recent = `${out}.44556677.part`
    for (const f of [old, recent]) fs.mkdirSync(f)
    fs.utimesSync(old, 1, 1)
    await importCheckpoint(checkpoint, out)
    expect([fs.existsSync(old), fs.existsSync(recent)]).toEqual([false, true])
    fs.rmdirSync(recent)
  })

  it('gives a static checkpoint static forms only', async () => {
    const out = path.join(scratch, 'static')
    await importCheckpoint(path.join(nano, '../v5_static/v5_static.pth'), out)
    expect(fs.readdirSync(out)).not.toContain('encoder.onnx')
    expect(fs.readdirSync(out)).toContain('encoder.static.onnx')
  })
})

describe('open', () => {
  it('remembers an import by content, wherever the file lies', async () => {
    const first = await openModel(checkpoint, { cache }), moved = path.join(scratch, 'elsewhere.pth')
    fs.copyFileSync(checkpoint, moved)
    fs.copyFileSync(path.join(nano, 'v8_nano.json'), path.join(scratch, 'elsewhere.json'))
    const second = await openModel(moved, { cache })
    expect([first.cached, second.cached]).toEqual([false, true])
    expect(second).toMatchObject({ name: 'elsewhere', file: moved })
    const other = path.join(scratch, 'no-config.pth')
    fs.copyFileSync(checkpoint, other)
    expect((await openModel(other, { cache })).cached, 'without its config it is another import').toBe(false)
  })

  it('may be asked for the same new file many times at once', async () => {
    const crowded = path.join(scratch, 'crowded')
    const opened = await Promise.all(Array.from({ length: 6 }, () => openModel(checkpoint, { cache: crowded })))
    const runs = await Promise.all(opened.map((o) => run(o)))
    for (const r of runs) expect(r.decision.blocks).toEqual(runs[0]!.decision.blocks)
    expect(fs.readdirSync(crowded)).toHaveLength(1)
  })

  it('makes a broken entry of the cache anew', async () => {
    const worn = path.join(scratch, 'worn'), first = await openModel(checkpoint, { cache: worn })
    const folder = path.join(worn, fs.readdirSync(worn)[0]!)
    fs.writeFileSync(path.join(folder, 'manifest.json'), '{')
    const again = await openModel(checkpoint, { cache: worn })
    expect([first.cached, again.cached]).toEqual([false, false])
    expect(fs.readdirSync(worn)).toHaveLength(1)
    await run(again)
  })

  it('opens the same model from checkpoint, folder, encoder, manifest and whole file, and all forms agree', async () => {
    const want = await run(await openModel(checkpoint, { cache }))
    for (const file of [folder, path.join(folder, 'encoder.onnx'), path.join(folder, 'manifest.json'), path.join(folder, 'model.onnx')]) {
      const got = await run(await openModel(file, { cache }))
      expect(got.decision.blocks, file).toEqual(want.decision.blocks)
      expect(got.decision.macs, file).toEqual(want.decision.macs)
      for (const [task, map] of want.maps) map.forEach((v, i) => { if (Math.abs(v - got.maps.get(task)![i]!) > 1e-4) throw new Error(`${file}: ${task} differs at ${i}`) })
    }
  })

  it('opens the static encoder of an adaptive model as a static model, whatever its name', async () => {
    const renamed = path.join(copyOf('fixed'), 'fixed.onnx')
    fs.renameSync(path.join(path.dirname(renamed), 'encoder.static.onnx'), renamed)
    await expect(openModel(renamed, { cache })).rejects.toMatchObject({ value: { message: expect.stringContaining('encoder.static.onnx') as string } })
    const opened = await openModel(path.join(folder, 'encoder.static.onnx'), { cache })
    expect(opened).toMatchObject({ kind: 'static', manifest: { lanes: [], sites: [], architecture: { policy: null } } })
    const got = await run(opened), want = await run(await openModel(folder, { cache }), { ...defaultSettings, static: true })
    expect(got.decision.macs).toEqual(want.decision.macs)
    expect([...got.maps]).toEqual([...want.maps])
  })

  it('runs a whole file that stands alone under another name, one task at a time too', async () => {
    const alone = path.join(scratch, 'alone.onnx')
    fs.copyFileSync(path.join(folder, 'model.onnx'), alone)
    const opened = await openModel(alone, { cache }), settings = { ...defaultSettings, tasks: ['normals'] }
    const got = await run(opened, settings), want = await run(await openModel(folder, { cache }), settings)
    expect(got.decision.blocks).toEqual(want.decision.blocks)
    expect([...got.maps.keys()]).toEqual(['normals'])
  })

  it('names what is missing', async () => {
    const lacking = copyOf('lacking')
    fs.rmSync(path.join(lacking, 'weights.bin'))
    await expect(openModel(path.join(lacking, 'encoder.onnx'), { cache })).rejects.toMatchObject({ value: { code: 'incomplete', message: expect.stringContaining('weights.bin') as string } })
    await expect(openModel(lacking, { cache })).rejects.toMatchObject({ value: { message: expect.stringContaining('weights.bin') as string } })
    const decoder = copyOf('decoder-gone')
    fs.rmSync(path.join(decoder, 'decoder.sal.onnx'))
    await expect(openModel(decoder, { cache })).rejects.toMatchObject({ value: { message: expect.stringContaining('decoder.sal.onnx') as string } })
    await expect(openModel(path.join(scratch, 'nowhere.pth'), { cache })).rejects.toMatchObject({ value: { code: 'not-found' } })
    await expect(openModel(nano, { cache })).rejects.toMatchObject({ value: { code: 'not-found', why: expect.stringContaining('manifest.json') as string } })
  })

  it('refuses a newer manifest with its number', async () => {
    const newer = copyOf('newer'), file = path.join(newer, 'manifest.json')
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"version": 1', '"version": 7'))
    await expect(openModel(newer, { cache })).rejects.toMatchObject({ value: { message: expect.stringContaining('version 7') as string } })
  })

  it('refuses a graph whose weights cannot have the shape that it claims', async () => {
    const file = path.join(scratch, 'impossible.onnx')
    for (const dims of [[2 ** 40, 2 ** 40], [-4]]) {
      fs.writeFileSync(file, encodeModel({
        irVersion: 8, producerName: '', producerVersion: '', opsetImport: [], metadataProps: [],
        graph: { name: 'g', node: [{ opType: 'Relu', input: ['w'], output: ['y'], name: '', attribute: [] }], initializer: [{ name: 'w', dims, dataType: 1 }], input: [], output: [] }
      }))
      await expect(openModel(file, { cache }), dims.join()).rejects.toMatchObject({ value: { code: 'unreadable', file, why: expect.stringContaining('w') as string } })
    }
  })

  it('refuses a manifest that names files outside its folder', async () => {
    const folder = copyOf('outside'), file = path.join(folder, 'manifest.json')
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"encoder.onnx"', '"../imported/encoder.onnx"'))
    await expect(openModel(folder, { cache })).rejects.toMatchObject({ value: { code: 'unreadable', why: expect.stringContaining('files.encoder') as string } })
  })

  it('opens any other ONNX model as a plain one, and damaged files with a message', async () => {
    const float = { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 1 }, { dimParam: 'n' }] } } }
    const plain = path.join(scratch, 'plain.onnx')
    fs.writeFileSync(plain, encodeModel({
      irVersion: 8, producerName: 'someone', producerVersion: '2', opsetImport: [{ domain: '', version: 17 }], metadataProps: [],
      graph: { name: 'g', node: [{ opType: 'Relu', input: ['x'], output: ['y'], name: '', attribute: [] }], initializer: [], input: [{ name: 'x', type: float }], output: [{ name: 'y', type: float }] }
    }))
    const opened = await openModel(plain, { cache })
    expect(opened).toMatchObject({ kind: 'plain', plain: { opset: 17, producer: 'someone 2', inputs: [{ name: 'x', type: 'float', shape: [1, 'n'] }], operators: [{ name: 'Relu', count: 1 }] } })
    for (const [name, content] of [['empty.onnx', ''], ['text.onnx', 'not a model'], ['cut.onnx', fs.readFileSync(plain).subarray(0, 20)]] as const) {
      fs.writeFileSync(path.join(scratch, name), content)
      await expect(openModel(path.join(scratch, name), { cache }), name).rejects.toMatchObject({ value: { code: 'unreadable', file: path.join(scratch, name) } })
    }
  })
})

describe('weights that are not numbers', () => {
  it('are refused with the tensor\'s name, and nothing is written', async () => {
    const tensors = [...randomTensors(architectureOf('nano'), 1)].map((t) => ({ name: t.name, shape: t.shape, dtype: 'f32' as const, data: t.make() }))
    tensors[40]!.data[1] = NaN
    const file = path.join(scratch, 'nan.safetensors'), out = path.join(scratch, 'nan')
    await writeSafetensors(file, tensors)
    await expect(importCheckpoint(file, out)).rejects.toMatchObject({ value: { code: 'refused', file, message: expect.stringContaining(tensors[40]!.name) as string } })
    expect(fs.existsSync(out)).toBe(false)
  })
})
