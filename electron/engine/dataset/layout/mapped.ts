/** A layout that a person explains: where images are, and a pattern for each task's truth. */
import { basename, dirname, join, resolve } from 'node:path'
import { StudioError } from '@shared/errors'
import type { Mapping, TruthMapping } from '@shared/sweep/dataset'
import { plainly } from '../truth-source'
import type { Listings } from './listings'
import type { LaidOut, TruthPlace } from './types'

const hole = '{name}'

/** @throws StudioError `not-found` for folders that are not there, `usage` for patterns that cannot work */
export async function mapped(root: string, mapping: Mapping, listings: Listings): Promise<LaidOut> {
  const images = resolve(root, mapping.images)
  if (!await listings.isFolder(images)) throw new StudioError('not-found', `There is no folder ${mapping.images}`, { why: 'The mapping says that images lie there', fix: 'Name it relative to the data set’s root.', file: images })
  const lists = mapping.list === null ? [] : [{ name: basename(mapping.list).replace(/\.[^.]*$/, ''), file: resolve(root, mapping.list) }]
  const places: TruthPlace[] = []
  for (const truth of mapping.truth) places.push(await place(root, truth, listings))
  return { layout: 'mapped', root, title: basename(root), images, lists, places, problems: [] }
}

async function place(root: string, truth: TruthMapping, listings: Listings): Promise<TruthPlace> {
  const { task, kind, pattern, variable, classOffset, ignore } = truth
  const wrong = (why: string) => new StudioError('usage', `The pattern ${pattern} of ${task} cannot be used`, { why, fix: `Write it as labels/${hole}.png, with ${hole} where an image’s name stands.` })
  if (kind === 'other') throw new StudioError('usage', `${task} cannot have ground truth`, { why: 'Tasks of kind other have no figures', fix: 'Say what kind it is, or take it out of the mapping.' })
  const file = basename(pattern)
  const [prefix, suffix, ...more] = file.split(hole)
  if (dirname(pattern).includes(hole)) throw wrong(`${hole} stands for a file, not for a folder`)
  if (prefix === undefined || suffix === undefined || more.length > 0) throw wrong(`${hole} must occur once in the file’s name`)
  if (!/\.(png|npy|mat)$/i.test(suffix)) throw wrong('Readable are PNG, .npy and .mat')
  const folder = join(root, dirname(pattern))
  if (!await listings.isFolder(folder)) throw new StudioError('not-found', `There is no folder ${dirname(pattern)}`, { why: `The pattern ${pattern} of ${task} says that its truth lies there`, fix: 'Name it relative to the data set’s root.', file: folder })
  return { task, kind, folder, prefix, endings: [suffix.toLowerCase()], how: { ...plainly, variable, classOffset, ignore }, format: variable === null ? pattern : `${pattern}, variable ${variable}` }
}
