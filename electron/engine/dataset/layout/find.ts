/** Everything about a data set before anything runs: its images, where their truth is, and what is missing. Nothing is decoded. */
import { basename, extname, join, resolve } from 'node:path'
import { StudioError } from '@shared/errors'
import { imageEndings } from '@shared/files'
import type { Task } from '@shared/model/tasks'
import type { Progress } from '@shared/rpc/contract'
import type { Dataset, DatasetRef } from '@shared/sweep/dataset'
import { isImageName } from '../list'
import { sortedByBytes } from '../truth-folders'
import type { TruthSource } from '../truth-source'
import { checkMapping } from './check-mapping'
import { describe } from './describe'
import { readDifficulties } from './difficulty-file'
import { byStem, Listings, plainName } from './listings'
import { readList, usualSplit } from './lists'
import { recognise } from './recognise'
import { placesFor, type Indexed, type LaidOut, type Listed, type TruthPlace } from './types'

export interface DatasetSample {
  path: string
  name: string
  /** Where a model's task finds its truth on this image: by the task's id, else by its kind. Null where there is none. */
  truth: (task: Task) => TruthSource | null
  /** 0…1 as the data set says; null where it is computed while running. */
  difficulty: number | null
}

/**
 * Finds a data set and lists its images and truth files; each folder is read once.
 * @throws StudioError for folders that hold no data set, unknown splits, empty splits, and mappings that lead nowhere
 */
export async function findDataset(ref: DatasetRef, signal: AbortSignal, progress: (progress: Progress) => void): Promise<{ dataset: Dataset; samples: DatasetSample[] }> {
  const listings = new Listings(signal)
  const laid = await recognise(ref, resolve(ref.root), listings)
  const total = laid.places.length + 1
  progress({ stage: 'Listing images', done: 0, total, unit: 'folders' })
  const listed = await listImages(laid, ref.split, listings)
  const indexed: Indexed[] = []
  for (const [i, place] of laid.places.entries()) {
    progress({ stage: 'Looking for ground truth', done: i + 1, total, unit: 'folders' })
    indexed.push({ ...place, files: await filesOf(place, listings) })
  }
  const difficulties = await readDifficulties(laid.root, listings)
  const samples = listed.images.map(({ path, name, stem }): DatasetSample => ({
    path, name, truth: (task) => sourceOf(stem, task, indexed), difficulty: difficulties?.byName.get(stem) ?? null
  }))
  if (laid.layout === 'mapped') await checkMapping(indexed, listed, laid.root)
  progress({ stage: 'Looking for ground truth', done: total, total, unit: 'folders' })
  return { dataset: describe(laid, listed, indexed, difficulties), samples }
}

async function listImages(laid: LaidOut, asked: string | null, listings: Listings): Promise<Listed> {
  const names = (await listings.names(laid.images) ?? []).filter(isImageName)
  const lists = await Promise.all(laid.lists.map(async ({ name, file }) => ({ name, ...await readList(file) })))
  const splits = lists.map(({ name, lines }) => ({ name, images: lines.length }))
  const split = asked ?? usualSplit(splits.map((s) => s.name))
  if (split === null) {
    if (names.length === 0) throw new StudioError('not-found', 'There are no images in this data set', { fix: 'Readable are PNG, JPEG, WebP and BMP.', file: laid.images })
    return { images: named(laid.images, sortedByBytes(names)), missing: [], repeated: 0, split, splits }
  }
  const list = lists.find((l) => l.name === split)
  if (!list) {
    const why = splits.length ? `It has ${splits.map((s) => s.name).join(', ')}` : 'It has no splits: every image of the folder belongs to it'
    throw new StudioError('not-found', `This data set has no split ${split}`, { why, fix: 'Name one of its splits, or none.', file: laid.root })
  }
  const files = byStem(names, preferred)
  const listed = list.lines.map((line) => ({ line, file: fileOf(line, files) }))
  const images = listed.flatMap(({ file }) => (file === undefined ? [] : [file]))
  const missing = listed.filter(({ file }) => file === undefined).map(({ line }) => line)
  if (images.length === 0) {
    throw new StudioError('not-found', `No image of the split ${split} is there`, { why: missing.length ? `It names ${missing.length}, the first is ${missing[0]}` : 'Its list is empty', fix: 'Copy the images into this folder, or name another split.', file: laid.images })
  }
  return { images: named(laid.images, [...new Set(images)]), missing, repeated: list.repeated, split, splits }
}

/** The benchmarks' images are JPEGs. */
const preferred = ['.jpg', '.jpeg', ...imageEndings.filter((e) => e !== 'jpg' && e !== 'jpeg').map((e) => `.${e}`)]

/** A line names an image without its ending; with it, or followed by a label, it is understood as well. */
function fileOf(line: string, files: ReadonlyMap<string, string>): string | undefined {
  const [word = ''] = line.split(/\s/)
  return [line, word].flatMap((name) => [name, isImageName(name) ? name.slice(0, -extname(name).length) : name]).map((name) => files.get(plainName(name))).find((file) => file !== undefined)
}

function named(folder: string, files: readonly string[]): Listed['images'] {
  const stems = files.map((file) => basename(file, extname(file)))
  const times = new Map<string, number>()
  for (const stem of stems) times.set(stem, (times.get(stem) ?? 0) + 1)
  // a.png and a.jpg in one folder keep their endings.
  return files.map((file, i) => ({ path: join(folder, file), name: times.get(stems[i]!) === 1 ? stems[i]! : file, stem: plainName(stems[i]!) }))
}

async function filesOf({ folder, endings, prefix, labelMaps }: TruthPlace, listings: Listings): Promise<ReadonlyMap<string, string>> {
  const files = byStem(await listings.names(folder) ?? [], endings, prefix)
  if (labelMaps === undefined) return files
  const maps = byStem(await listings.names(labelMaps) ?? [], ['.mat'])
  return new Map([...files].filter(([stem]) => maps.has(stem)))
}

function sourceOf(stem: string, task: Task, indexed: readonly Indexed[]): TruthSource | null {
  for (const { folder, files, how, labelMaps } of placesFor(task, indexed)) {
    const file = files.get(stem)
    if (file !== undefined) return { file: join(folder, file), how: labelMaps === undefined ? how : { ...how, labelMap: join(labelMaps, `${stem}.mat`) } }
  }
  return null
}
