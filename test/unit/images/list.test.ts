import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { listImages } from '../../../electron/engine/dataset/list'
import { encodePng } from '../../../electron/engine/dataset/encode-png'
import { cpuMs } from '../../support/cpu-time'

const sample = join(__dirname, '../../../resources/sample')
const pixel = encodePng(Uint8Array.of(1, 2, 3, 255), 1, 1)
let root: string
beforeAll(async () => { root = await mkdtemp(join(tmpdir(), 'list-')) })
afterAll(() => rm(root, { recursive: true, force: true }))

async function folder(name: string, files: string[]): Promise<string> {
  const path = join(root, name)
  for (const file of files) {
    await mkdir(join(path, file, '..'), { recursive: true })
    await writeFile(join(path, file), pixel)
  }
  return path
}
const refusal = (work: Promise<unknown>) => work.then(() => { throw new Error('nothing was refused') }, (error: unknown) => {
  if (error instanceof StudioError) return error.value
  throw error
})

describe('listImages', () => {
  it('knows the sample study by its root and by its image folder', async () => {
    const byRoot = await listImages([sample])
    expect(byRoot).toMatchObject({ title: 'sample', skipped: 0 })
    expect(byRoot.images.length).toBe(48)
    expect(byRoot.images[0]).toEqual({ path: join(sample, 'images/g00.png'), name: 'g00', truth: ['human_parts', 'parts', 'normals', 'sal', 'saliency', 'semseg', 'segmentation'] })
    expect(await listImages([join(sample, 'images')])).toEqual(byRoot)
  })

  it('finds truth beside single files, and none where the stem differs', async () => {
    const study = await folder('study', ['images/a.png', 'images/b.png', 'depth/a.npy', 'depth/b.txt', 'other/a.png'])
    const { images, title } = await listImages([join(study, 'images/b.png'), join(study, 'images/a.png')])
    expect(images.map((i) => [i.name, i.truth])).toEqual([['b', []], ['a', ['depth']]])
    expect(title).toBe('2 images')
  })

  it('sorts a folder by bytes, skips what is no picture, and does not descend', async () => {
    const path = await folder('mixed', ['b.PNG', 'a10.png', 'a2.png', 'é.jpg', 'z.jpeg', '\u{1F600}.webp', '\uFFFD.bmp', 'notes.txt', 'x.json', 'deep/inner.png'])
    const list = await listImages([path])
    expect(list.images.map((i) => i.name)).toEqual(['a10', 'a2', 'b', 'z', 'é', '\uFFFD', '\u{1F600}'])
    expect(list).toMatchObject({ skipped: 2, title: 'mixed' })
  })

  it('keeps extensions where stems collide, and lists a file once', async () => {
    const path = await folder('twins', ['a.png', 'a.jpg', 'b.png'])
    const { images } = await listImages([join(path, 'b.png'), path, join(path, 'b.png')])
    expect(images.map((i) => i.name)).toEqual(['b', 'a.jpg', 'a.png'])
  })

  it('looks into a file that has an unusual name', async () => {
    const path = await folder('odd', ['photo', 'picture.dat'])
    await writeFile(join(path, 'text'), 'hello')
    const list = await listImages(['photo', 'picture.dat', 'text'].map((f) => join(path, f)))
    expect(list.images.map((i) => basename(i.path))).toEqual(['photo', 'picture.dat'])
    expect(list.skipped).toBe(1)
  })

  it('says when there is nothing', async () => {
    const path = await folder('texts', ['a.txt'])
    expect(await refusal(listImages([path]))).toMatchObject({ code: 'not-found', message: 'There are no pictures in this folder', why: '1 other file was left aside', file: path })
    expect(await refusal(listImages([join(root, 'nowhere')]))).toMatchObject({ code: 'not-found', file: join(root, 'nowhere') })
  })

  it('lists 10,000 files with truth quickly', async () => {
    const path = join(root, 'many')
    for (const sub of ['images', 'semseg']) {
      await mkdir(join(path, sub), { recursive: true })
      for (let i = 0; i < 10_000; i++) writeFileSync(join(path, sub, `${i}.png`), '')
    }
    const spent = await cpuMs(async () => {
      const { images } = await listImages([path])
      expect(images.length).toBe(10_000)
      expect(images.every((i) => i.truth.length === 2)).toBe(true)
    })
    // About 0.1 s; reading or comparing every file with every other takes minutes.
    expect(spent).toBeLessThan(3000)
  }, 60_000)
})
