/**
 * Our study's layout, and plain folders of images. Both may have truth in folders beside, named as tasks are (`semseg`, `human_parts`, `sal`, `normals`, …):
 *
 *     images/NAME.png      semseg/NAME.png      normals/NAME.png      dataset.json      complexity.csv
 */
import { basename, dirname, join } from 'node:path'
import { kindOfName } from '@shared/model/classes'
import type { TaskKind } from '@shared/model/tasks'
import { isImageName } from '../list'
import { sortedByBytes, truthEndings } from '../truth-folders'
import { plainly } from '../truth-source'
import { classNames } from './class-names'
import type { Listings } from './listings'
import type { LaidOut, TruthPlace } from './types'

export const studyImages = 'images'

/** A folder with a folder `images` and something of a study beside it. */
export async function study(root: string, listings: Listings): Promise<LaidOut | null> {
  const names = await listings.names(root)
  if (!names?.includes(studyImages) || !await holdsImages(join(root, studyImages), listings)) return null
  const places = await placesBeside(root, studyImages, listings)
  if (places.length === 0 && !names.includes('dataset.json') && !names.includes('complexity.csv')) return null
  return { layout: 'study', root, title: basename(root), images: join(root, studyImages), lists: [], places, problems: [] }
}

/** A folder that holds images, or has a folder `images` that does. */
export async function folder(root: string, listings: Listings): Promise<LaidOut | null> {
  const images = await holdsImages(root, listings) ? root : join(root, studyImages)
  if (!await holdsImages(images, listings)) return null
  const parent = dirname(images)
  const places = parent === images ? [] : await placesBeside(parent, basename(images), listings)
  return { layout: 'folder', root, title: basename(root) || root, images, lists: [], places, problems: [] }
}

async function holdsImages(path: string, listings: Listings): Promise<boolean> {
  return (await listings.names(path))?.some(isImageName) ?? false
}

async function placesBeside(root: string, images: string, listings: Listings): Promise<TruthPlace[]> {
  const classes = await classNames(root, listings)
  const places: TruthPlace[] = []
  for (const name of sortedByBytes(await listings.names(root) ?? [])) {
    const kind = name === images ? null : kindOfName(name)
    if (kind === null || !await listings.isFolder(join(root, name))) continue
    places.push(studyPlace(name, kind, join(root, name), classes.get(name)))
  }
  return places
}

export function studyPlace(task: string, kind: TaskKind, path: string, classes?: readonly string[]): TruthPlace {
  return { task, kind, folder: path, prefix: '', endings: truthEndings, how: plainly, format: formats[kind], ...(classes && { classes }) }
}

const formats: Record<TaskKind, string> = {
  segmentation: 'PNG, .npy or .mat, class numbers', parts: 'PNG, .npy or .mat, class numbers', normals: 'PNG colours, .npy or .mat vectors',
  saliency: 'PNG, .npy or .mat, mask', edges: 'PNG, .npy or .mat, mask', depth: '.npy or .mat', other: ''
}
