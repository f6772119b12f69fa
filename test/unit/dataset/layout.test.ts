import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encode } from 'fast-png'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { defaultTask } from '@shared/model/classes'
import { datasetRefSchema, datasetSchema, type DatasetRef } from '@shared/sweep/dataset'
import { findDataset, readSampleTruth } from '../../../electron/engine/dataset/layout'
import { writeNpy } from '../../../electron/engine/dataset/npy'

const sample = join(__dirname, '../../../resources/sample')
const fixtures = join(__dirname, '../../fixtures/dataset')
const find = async (root: string, ref: Partial<DatasetRef> = {}) => {
  const found = await findDataset(datasetRefSchema.parse({ root, ...ref }), new AbortController().signal, () => undefined)
  datasetSchema.parse(found.dataset)
  return found
}
const refusal = (work: Promise<unknown>) => work.then(() => { throw new Error('nothing was refused') }, (error: unknown) => {
  if (error instanceof StudioError) return error.value
  throw error
})
const counts = (tasks: { task: string; found: number; missing: number }[]) => Object.fromEntries(tasks.map((t) => [t.task, [t.found, t.missing]]))
const grey = (value: number) => encode({ width: 2, height: 2, channels: 1, data: new Uint8Array(4).fill(value) })

let root: string
beforeEach(async () => { root = await mkdtemp(join(tmpdir(), 'layout-')) })
afterEach(() => rm(root, { recursive: true, force: true }))
async function put(files: Record<string, Uint8Array | string>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), bytes)
  }
}

describe('our study', () => {
  it('is found by its root, its parent and any of its folders', async () => {
    const { dataset, samples } = await find(sample)
    expect(dataset).toMatchObject({ root: sample, title: 'sample', layout: 'study', splits: [], split: null, images: 48, missingImages: 0, problems: [], difficultyFrom: 'labels' })
    expect(dataset.tasks.map(({ task, kind, found, missing }) => [task, kind, found, missing])).toEqual([['human_parts', 'parts', 48, 0], ['normals', 'normals', 48, 0], ['sal', 'saliency', 48, 0], ['semseg', 'segmentation', 48, 0]])
    expect(dataset.tasks[3]?.classes?.slice(0, 2)).toEqual(['background', 'floor'])
    expect(dataset.preview.length).toBe(12)
    expect(samples[0]).toMatchObject({ path: join(sample, 'images/g00.png'), name: 'g00', difficulty: null })
    for (const named of [dirname(sample), join(sample, 'images'), join(sample, 'semseg')]) expect((await find(named)).dataset).toEqual(dataset)
  })
  it('has difficulties in complexity.csv, and class names of the study above', async () => {
    const { dataset, samples } = await find(join(sample, 'validation'))
    expect(dataset).toMatchObject({ layout: 'study', images: 200, difficultyFrom: 'file', difficulty: 'complexity.csv of the data set', problems: [] })
    expect(samples[1]).toMatchObject({ name: 'v001', difficulty: 0.33925 })
    expect(dataset.tasks.find((t) => t.task === 'semseg')?.classes?.length).toBe(11)
  })
  it('stretches difficulties beyond 0…1, and says which are missing', async () => {
    await put({ 'images/a.png': grey(0), 'images/b.png': grey(0), 'images/c.png': grey(0), 'complexity.csv': '"name",level,complexity\r\na,1,10\r\nb,1,30\r\nc,1,\r\n' })
    const { dataset, samples } = await find(root)
    expect(samples.map((s) => s.difficulty)).toEqual([0, 1, null])
    expect(dataset.difficulty).toContain('stretched')
    expect(dataset.problems).toContain('complexity.csv does not rate 1 of 3 images; their difficulty is unknown.')
    await put({ 'complexity.csv': 'image,value\n' })
    expect((await refusal(find(root))).why).toContain('Its columns are image, value')
    await put({ 'complexity.csv': 'name,complexity\n', 'dataset.json': '[' })
    expect((await refusal(find(root))).message).toBe('This dataset.json cannot be read')
  })
})

describe('PASCAL-Context', () => {
  beforeEach(() => cp(join(fixtures, 'pascal'), join(root, 'p'), { recursive: true }))
  it('is found by root, parent and image folder, with its splits', async () => {
    const { dataset } = await find(join(root, 'p'))
    expect(dataset).toMatchObject({ layout: 'pascal-context', title: 'p', split: 'val', splits: [{ name: 'train', images: 1 }, { name: 'val', images: 4 }], images: 4, missingImages: 0, problems: [], difficultyFrom: 'labels' })
    expect(dataset.tasks.map((t) => [t.task, t.place, t.found])).toEqual([
      ['semseg', 'semseg/VOC12, semseg/pascal-context', 4], ['human_parts', 'human_parts', 4], ['normals', 'normals_distill', 4], ['sal', 'sal_distill', 4], ['edge', 'pascal-context/trainval', 4]
    ])
    expect((await find(root)).dataset).toEqual(dataset)
    expect((await find(join(root, 'p/JPEGImages'))).dataset).toEqual(dataset)
    expect((await find(join(root, 'p'), { split: 'train' })).samples.map((s) => s.name)).toEqual(['2011_000005'])
  })
  it('says what is missing, for images and for each task, and is not disturbed by what is more', async () => {
    const p = join(root, 'p')
    await rm(join(p, 'human_parts/2008_000003.mat'))
    await rm(join(p, 'pascal-context/trainval/2009_000011.mat'))
    await put({ 'p/ImageSets/Context/val.txt': '\uFEFF2008_000002\r\n\r\n 2008_000003.jpg \n2009_000011 1\n2009_000011 1\n1999_000001\n', 'p/JPEGImages/more.jpg': 'x', 'p/sal_distill/Thumbs.db': 'x' })
    const { dataset, samples } = await find(p)
    expect(samples.map((s) => s.name)).toEqual(['2008_000002', '2008_000003', '2009_000011'])
    expect(dataset).toMatchObject({ images: 3, missingImages: 1 })
    // Without a label map there are no edges, and nothing says where normals count.
    expect(counts(dataset.tasks)).toEqual({ semseg: [3, 0], human_parts: [2, 1], normals: [2, 1], sal: [3, 0], edge: [2, 1] })
    expect(dataset.tasks[1]?.missingNames).toEqual(['2008_000003'])
    expect(dataset.problems[0]).toBe('1 of 4 images of val are not in JPEGImages (1999_000001) and are left out. Copy them there, or take them off the list.')
    expect(dataset.problems[1]).toBe('The list of val repeats 1 name; each image is run once.')
    expect(samples[2]?.truth(defaultTask('normals', 3))).toBeNull()
  })
  it('lives without label maps and truth', async () => {
    await rm(join(root, 'p/pascal-context'), { recursive: true })
    expect((await find(root)).dataset.problems[0]).toContain('normals count everywhere')
    for (const name of ['semseg', 'human_parts', 'normals_distill', 'sal_distill']) await rm(join(root, 'p', name), { recursive: true })
    const { dataset } = await find(root)
    expect(dataset).toMatchObject({ tasks: [], images: 4, difficultyFrom: 'picture' })
    expect(dataset.problems[1]).toContain('There is no ground truth')
  })
  it('refuses unknown and empty splits', async () => {
    expect(await refusal(find(root, { split: 'test' }))).toMatchObject({ code: 'not-found', why: 'It has train, val' })
    await put({ 'p/ImageSets/Context/val.txt': 'nobody\n' })
    expect((await refusal(find(root))).message).toBe('No image of the split val is there')
  })
})

describe('NYUD', () => {
  it('is found by its lists; names and endings may vary', async () => {
    await cp(join(fixtures, 'nyud'), join(root, 'n'), { recursive: true })
    const { dataset } = await find(join(root, 'n'))
    expect(dataset).toMatchObject({ layout: 'nyud', split: 'val', images: 2 })
    expect(counts(dataset.tasks)).toEqual({ semseg: [2, 0], depth: [2, 0], normals: [2, 0], edge: [2, 0] })
    await rm(join(root, 'n/segmentation'), { recursive: true })
    await rm(join(root, 'n/images/0002.jpg'))
    await put({ 'n/semseg/0002.NPY': writeNpy(Uint8Array.of(0, 1, 40, 255), [2, 2]), 'n/images/0002.PNG': grey(1) })
    const again = await find(join(root, 'n/images'))
    expect(counts(again.dataset.tasks)).toMatchObject({ semseg: [1, 1] })
    expect(again.samples[0]?.path).toBe(join(root, 'n/images/0002.PNG'))
    expect(await readSampleTruth(again.samples[0]!, defaultTask('semseg', 40), 2)).toMatchObject({ labels: Uint8Array.of(255, 0, 39, 255) })
  })
  it('is named with another data set of the same folder when it is not clear which', async () => {
    expect(await refusal(find(fixtures))).toMatchObject({ code: 'needs-answer', why: 'It holds nyud, pascal', fix: 'Name one of them.' })
  })
})

describe('a plain folder', () => {
  it('may hold anything, under any name', async () => {
    await put({ 'Fotos/été 1.JPG': 'x', 'Fotos/a.PNG': grey(0), 'Fotos/a.jpg': 'x', 'Fotos/世界.webp': 'x', 'Fotos/notes.txt': 'x', 'depth/été 1.npy': writeNpy(new Float32Array(4).fill(2), [2, 2]), 'sal/a.Png': grey(255), 'misc/a.png': grey(0) })
    const { dataset, samples } = await find(join(root, 'Fotos'))
    expect(dataset).toMatchObject({ layout: 'folder', title: 'Fotos', images: 4, splits: [], difficultyFrom: 'picture' })
    expect(samples.map((s) => s.name)).toEqual(['a.PNG', 'a.jpg', 'été 1', '世界'])
    expect(counts(dataset.tasks)).toEqual({ depth: [1, 3], sal: [2, 2] })
    expect(await readSampleTruth(samples[2]!, defaultTask('depth', 1), 2)).toMatchObject({ type: 'depth', depth: new Float32Array(4).fill(2) })
    // An accent may be stored as a letter of its own.
    await rm(join(root, 'depth'), { recursive: true })
    await put({ ['depth/été 1.npy'.normalize('NFD')]: writeNpy(new Float32Array(4).fill(3), [2, 2]) })
    expect(counts((await find(join(root, 'Fotos'))).dataset.tasks).depth).toEqual([1, 3])
  })
  it('without truth has images only, and says so', async () => {
    await put({ 'x/a.png': grey(0) })
    const { dataset } = await find(join(root, 'x'))
    expect(dataset).toMatchObject({ layout: 'folder', tasks: [] })
    expect(dataset.problems.join()).toContain('no accuracy')
    expect(await refusal(find(join(root, 'x'), { layout: 'nyud' }))).toMatchObject({ message: 'This folder is not laid out as nyud' })
    expect(await refusal(find(join(root, 'x'), { split: 'val' }))).toMatchObject({ why: 'It has no splits: every image of the folder belongs to it' })
  })
  it('that holds nothing, or is none, is refused', async () => {
    await put({ 'x/a.txt': 'x' })
    expect(await refusal(find(join(root, 'x')))).toMatchObject({ code: 'not-found', message: 'There is no data set in this folder' })
    expect(await refusal(find(join(root, 'y')))).toMatchObject({ code: 'not-found', message: 'There is no such folder' })
    expect(await refusal(find(join(root, 'x/a.txt')))).toMatchObject({ message: 'There is no such folder' })
  })
})

describe('an explained layout', () => {
  const mapping = (truth: object[], more: object = {}) => datasetRefSchema.parse({ root, mapping: { images: 'pics', truth, ...more } })
  beforeEach(async () => {
    await put({ 'pics/a.png': grey(0), 'pics/b.png': grey(0), 'lists/some.txt': 'b\n', 'gt/a_gt.png': grey(3), 'gt/b_gt.png': grey(0) })
    await cp(join(fixtures, 'values.mat'), join(root, 'gt/b.mat'))
  })
  it('follows its patterns, lists, offsets and variables', async () => {
    const { dataset, samples } = await find(root, mapping([{ task: 'seg', kind: 'segmentation', pattern: 'gt/{name}_gt.png', classOffset: -1, ignore: [7] }, { task: 'd', kind: 'depth', pattern: 'gt/{name}.mat', variable: 'double' }], { list: 'lists/some.txt' }))
    expect(dataset).toMatchObject({ layout: 'mapped', split: 'some', images: 1 })
    expect(await readSampleTruth(samples[0]!, { id: 'other', kind: 'segmentation', channels: 3 }, 1)).toMatchObject({ labels: Uint8Array.of(255) })
    expect(await readSampleTruth(samples[0]!, defaultTask('depth', 1), 1)).toMatchObject({ type: 'depth' })
    const all = await find(root, mapping([{ task: 'seg', kind: 'segmentation', pattern: 'gt/{name}_gt.png', classOffset: -1 }]))
    expect(await readSampleTruth(all.samples[0]!, { id: 'seg', kind: 'segmentation', channels: 3 }, 1)).toMatchObject({ labels: Uint8Array.of(2) })
  })
  it.each([
    [{ task: 's', kind: 'saliency', pattern: 'gt/{name}.png' }, 'No image has a file gt/{name}.png, where s should lie'],
    [{ task: 's', kind: 'saliency', pattern: 'truth/{name}.png' }, 'There is no folder truth'],
    [{ task: 's', kind: 'saliency', pattern: 'gt/all.png' }, 'The pattern gt/all.png of s cannot be used'],
    [{ task: 's', kind: 'saliency', pattern: '{name}/s.png' }, 'The pattern {name}/s.png of s cannot be used'],
    [{ task: 's', kind: 'saliency', pattern: 'gt/{name}.tif' }, 'The pattern gt/{name}.tif of s cannot be used'],
    [{ task: 's', kind: 'other', pattern: 'gt/{name}.png' }, 's cannot have ground truth'],
    [{ task: 'd', kind: 'depth', pattern: 'gt/{name}.mat', variable: 'depths' }, 'This .mat file holds something else than expected']
  ])('%o: %s', async (truth, message) => {
    const value = await refusal(find(root, mapping([truth])))
    expect(value.message).toBe(message)
    expect(value.fix).toBeTruthy()
  })
  it('names the variables that there are', async () => {
    expect((await refusal(find(root, mapping([{ task: 'd', kind: 'depth', pattern: 'gt/{name}.mat', variable: 'depths' }])))).why).toContain('It has no variable depths; it holds double (numbers 2×3)')
    expect((await refusal(find(root, mapping([], { images: 'nowhere' })))).message).toBe('There is no folder nowhere')
    expect((await refusal(find(root, { layout: 'mapped' }))).why).toBe('No mapping was given')
  })
})

it('lists 100,000 images with truth, with progress, and can be cancelled', async () => {
  const many = 100_000, rated = 2000
  for (const [sub, count] of [['images', many], ['semseg', rated]] as const) {
    await mkdir(join(root, sub))
    for (let i = many - count; i < many; i++) writeFileSync(join(root, sub, `${i}.png`), '')
  }
  const began = performance.now(), told: string[] = []
  const { dataset, samples } = await findDataset(datasetRefSchema.parse({ root }), new AbortController().signal, (p) => told.push(p.stage))
  console.log(`100,000 images listed in ${Math.round(performance.now() - began)} ms`)
  expect(dataset).toMatchObject({ images: many, tasks: [{ found: rated, missing: many - rated }] })
  expect(samples[many - 1]?.truth(defaultTask('semseg', 3))?.file).toBe(join(root, 'semseg/99999.png'))
  expect(new Set(told)).toEqual(new Set(['Listing images', 'Looking for ground truth']))
  await expect(findDataset(datasetRefSchema.parse({ root }), AbortSignal.abort(), () => undefined)).rejects.toThrow(/abort/)
}, 120_000)
