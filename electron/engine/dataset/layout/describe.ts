/** What was found, in the words and counts that a person sees before a sweep. */
import { basename, join, relative, sep } from 'node:path'
import { difficultyRules } from '@shared/sweep/difficulty'
import type { Dataset, DatasetTask } from '@shared/sweep/dataset'
import type { Difficulties } from './difficulty-file'
import type { Indexed, LaidOut, Listed } from './types'

const mostNames = 5
const mostPreviews = 12

export function describe(laid: LaidOut, listed: Listed, indexed: readonly Indexed[], difficulties: Difficulties | null): Dataset {
  const tasks = [...new Set(indexed.map((place) => place.task))].map((task) => taskOf(task, laid, listed, indexed.filter((place) => place.task === task))).filter((task) => task !== null)
  const stems = listed.images.map(({ stem }) => stem)
  // Of two rules in one data set the figures could not be compared, so class maps must be complete.
  const rule = tasks.some((task) => task.kind === 'segmentation' && task.missing === 0) ? 'labels' : 'picture'
  return {
    root: laid.root, title: laid.title, layout: laid.layout, splits: listed.splits, split: listed.split,
    images: listed.images.length, missingImages: listed.missing.length, tasks,
    problems: [...laid.problems, ...problemsOf(laid, listed, tasks, difficulties, stems)],
    preview: listed.images.slice(0, mostPreviews).map(({ path, name }) => ({ path, name })),
    difficultyFrom: difficulties ? 'file' : rule,
    difficulty: difficulties ? `complexity.csv of the data set${difficulties.asTheyAre ? '' : ', stretched to 0…1'}` : difficultyRules[rule]
  }
}

/** Null where the folders of a task are not there at all. */
function taskOf(task: string, laid: LaidOut, { images }: Listed, places: readonly Indexed[]): DatasetTask | null {
  const used = places.filter((place) => place.files.size > 0)
  const [first] = used.length ? used : places
  if (!first || (used.length === 0 && laid.layout !== 'mapped')) return null
  const missing = images.filter(({ stem }) => !used.some((place) => place.files.has(stem)))
  return {
    task, kind: first.kind, place: (used.length ? used : [first]).map((place) => shown(place.folder, laid)).join(', '), format: first.format,
    found: images.length - missing.length, missing: missing.length, missingNames: missing.slice(0, mostNames).map(({ name }) => name), classes: first.classes ? [...first.classes] : null
  }
}

/** Relative to the root; truth beside a plain folder lies outside it. */
const shown = (folder: string, { root }: LaidOut): string => relative(root, folder).split(sep).join('/')

function problemsOf(laid: LaidOut, listed: Listed, tasks: readonly DatasetTask[], difficulties: Difficulties | null, stems: readonly string[]): string[] {
  const problems: string[] = []
  const of = listed.images.length + listed.missing.length
  if (listed.missing.length) problems.push(`${listed.missing.length} of ${of} images of ${listed.split} are not in ${basename(laid.images)} (${some(listed.missing)}) and are left out. Copy them there, or take them off the list.`)
  if (listed.repeated) problems.push(`The list of ${listed.split} repeats ${listed.repeated} ${listed.repeated === 1 ? 'name' : 'names'}; each image is run once.`)
  for (const { task, place, found, missing, missingNames } of tasks) {
    if (found === 0) problems.push(`${place} holds no ${task} truth with the name of an image. Name the files as the images are named.`)
    else if (missing) problems.push(`${task} has no truth for ${missing} of ${found + missing} images (${some(missingNames)}${missing > missingNames.length ? ', …' : ''}); they are not counted for it.`)
  }
  if (tasks.length === 0) problems.push(`There is no ground truth, so routes and costs can be seen but no accuracy. Put it into folders beside ${basename(laid.images)}, e.g. ${join('semseg', 'NAME.png')}, or explain where it lies.`)
  const unrated = difficulties ? stems.filter((stem) => !difficulties.byName.has(stem)).length : 0
  if (unrated) problems.push(`complexity.csv does not rate ${unrated} of ${stems.length} images; their difficulty is unknown.`)
  return problems
}

const some = (names: readonly string[]): string => names.slice(0, mostNames).join(', ')
