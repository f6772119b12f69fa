/** Truth of a single image, without listing its data set: files are asked for by name, since folders may hold a hundred thousand. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Task } from '@shared/model/tasks'
import { foldersBeside, stemOf } from '../truth-folders'
import type { TruthSource } from '../truth-source'
import { nyudImages, nyudLists, nyudPlaces } from './nyud'
import { pascalImages, pascalPlaces } from './pascal-context'
import { studyPlace } from './study'
import { placesFor, type TruthPlace } from './types'

/** @param image absolute path */
export async function sourceBeside(image: string, task: Task): Promise<TruthSource | null> {
  if (task.kind === 'other') return null
  const stem = stemOf(image)
  for (const { folder, prefix, endings, how, labelMaps } of placesFor(task, await placesBeside(dirname(image), task))) {
    const labelMap = labelMaps === undefined ? null : join(labelMaps, `${stem}.mat`)
    if (labelMap !== null && !await isFile(labelMap)) continue
    for (const ending of [...endings, ...endings.map((e) => e.toUpperCase())]) {
      const file = join(folder, prefix + stem + ending)
      if (await isFile(file)) return { file, how: { ...how, labelMap } }
    }
  }
  return null
}

async function placesBeside(images: string, task: Task): Promise<TruthPlace[]> {
  const root = dirname(images)
  if (basename(images) === pascalImages) return pascalPlaces(root, await isFolder(join(root, 'pascal-context', 'trainval')))
  if (basename(images) === nyudImages && await isFolder(join(root, nyudLists))) return nyudPlaces(root)
  return (await foldersBeside(images)).flatMap(({ name, path, kind: usual }) => {
    // A folder that is named as the task is its truth, whatever the name.
    const kind = name === task.id ? task.kind : usual
    return kind === null ? [] : [studyPlace(name, kind, path)]
  })
}

const isFile = (path: string): Promise<boolean> => stat(path).then((s) => s.isFile(), () => false)
const isFolder = (path: string): Promise<boolean> => stat(path).then((s) => s.isDirectory(), () => false)
