/** What is looked at before a device is put to work: the plan's variants, and the images. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSettings } from '@shared/policy/settings'
import { prepareImages, routeImages } from '../../../electron/engine/device/protocol/prepare'
import { checkVariants } from '../../../electron/engine/device/protocol/session'
import { ModelRunner } from '../../../electron/engine/inference/runner'
import { ModelSessions } from '../../../electron/engine/inference/sessions'
import { openModel } from '../../../electron/engine/model/open'

const nano = path.join(import.meta.dirname, '../../golden/models/v8_nano'), folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-prepare-'))
const options = { signal: new AbortController().signal, onImage: () => undefined }
let runner: ModelRunner
beforeAll(async () => {
  const opened = await openModel(path.join(nano, 'v8_nano.pth'), { cache: path.join(folder, 'models') })
  if (opened.kind === 'plain') throw new Error('the model is adaptive')
  runner = new ModelRunner(new ModelSessions(opened.folder, opened.manifest))
})
afterAll(() => {
  runner.release()
  fs.rmSync(folder, { recursive: true })
})

it('images that cannot be read are named; of the others nothing is written before they are drawn', async () => {
  const cut = path.join(folder, 'cut.png'), empty = path.join(folder, 'empty.png'), good = [0, 1].map((i) => path.join(nano, `input_${i}.png`)), prepared = path.join(folder, 'prepared')
  fs.writeFileSync(cut, fs.readFileSync(good[0]!).subarray(0, 100))
  fs.writeFileSync(empty, '')
  fs.mkdirSync(prepared)
  const { routed, skipped } = await routeImages([cut, good[0]!, empty, good[1]!], runner, defaultSettings, options)
  expect(routed.map((r) => r.path)).toEqual(good)
  expect(skipped.map((s) => s.path)).toEqual([cut, empty])
  for (const { why } of skipped) expect(why).not.toBe('')
  const [image] = await prepareImages([good[1]!], [runner], prepared, options)
  expect(image).toMatchObject({ id: 'input_1', path: good[1] })
  expect(fs.readdirSync(prepared)).toEqual(['0.32.f32'])
  expect(fs.statSync(path.join(prepared, '0.32.f32')).size).toBe(4 * 3 * 32 * 32)
})

it('nothing but unreadable images is an error that names one', async () => {
  await expect(routeImages([path.join(folder, 'none.png')], runner, defaultSettings, options)).rejects.toMatchObject({ value: { code: 'unreadable', message: 'None of the images can be read' } })
})

describe('variants', () => {
  const variant = (more: object) => ({ id: 'a', label: 'A', model: 0, settings: defaultSettings, ...more })
  const refused = (...variants: ReturnType<typeof variant>[]) => expect(() => checkVariants({ variants }, [{ runner }]))
  it('of a task that the model does not have are refused as that', () => refused(variant({ settings: { ...defaultSettings, tasks: ['nope'] } })).toThrow('There is no task nope'))
  it('of a model that is not there', () => refused(variant({ model: 1 })).toThrow('Variant a is of model 1, which is not there'))
  it('of one name', () => refused(variant({}), variant({ label: 'B' })).toThrow('Two variants are called a'))
  it('that fit are taken', () => refused(variant({}), variant({ id: 'b' })).not.toThrow())
})
