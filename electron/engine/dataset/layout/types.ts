/** What a layout says of a folder, and what is then found in it. */
import type { Dataset, Layout } from '@shared/sweep/dataset'
import type { Task, TaskKind } from '@shared/model/tasks'
import type { TruthHow } from '../truth-source'

/** One place where a layout keeps one task's truth: a folder with one file per image, named `prefix` + the image's name + an ending. */
export interface TruthPlace {
  /** The data set's name of the task. */
  task: string
  kind: TaskKind
  folder: string
  prefix: string
  /** In the order in which they are looked for; capitals count as well. */
  endings: readonly string[]
  how: TruthHow
  /** For people. */
  format: string
  /** Folder of label maps that say where normals count: without its `.mat` an image has no normals. */
  labelMaps?: string
  /** Class names, where the data set has them. */
  classes?: readonly string[]
}

/** A folder that is understood. */
export interface LaidOut {
  layout: Layout
  root: string
  title: string
  /** Folder of images. */
  images: string
  /** Text files with one image name per line. Without any, every image counts. */
  lists: readonly { name: string; file: string }[]
  /** In the order in which they are preferred. */
  places: readonly TruthPlace[]
  /** Sentences about what is odd. */
  problems: string[]
}

/** The files of one place, by the image's name, without those that lack their label map. */
export type Indexed = TruthPlace & { files: ReadonlyMap<string, string> }

/** The images of a split in its order, or of a folder in byte order of names. */
export interface Listed { images: { path: string; name: string; stem: string }[]; missing: string[]; repeated: number; split: string | null; splits: Dataset['splits'] }

/** Places that may hold a model's task: named as its id first, then those of its kind. */
export function placesFor<P extends TruthPlace>(task: Task, places: readonly P[]): P[] {
  if (task.kind === 'other') return []
  return [...places.filter((p) => p.task === task.id && p.kind === task.kind), ...places.filter((p) => p.task !== task.id && p.kind === task.kind)]
}
