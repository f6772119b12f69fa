/** From the folder that a person names to a layout: the folder itself, the one above it, or the one data set inside. */
import { basename, dirname, extname, join } from 'node:path'
import { StudioError } from '@shared/errors'
import type { DatasetRef, Layout } from '@shared/sweep/dataset'
import { sortedByBytes } from '../truth-folders'
import type { Listings } from './listings'
import { mapped } from './mapped'
import { nyud } from './nyud'
import { pascalContext } from './pascal-context'
import { folder, study } from './study'
import type { LaidOut } from './types'

type Recogniser = (root: string, listings: Listings) => Promise<LaidOut | null>

/** In this order: a study's folders may also be found in the others. */
const recognisers: Record<Exclude<Layout, 'mapped'>, Recogniser> = { 'pascal-context': pascalContext, nyud, study, folder }
/** Layouts with folders that are theirs alone. */
const distinct: readonly Recogniser[] = [pascalContext, nyud, study]

/** More entries than this are images, not data sets. */
const mostEntries = 1000

/** @throws StudioError `not-found` where nothing is recognised, `needs-answer` where several data sets lie in the folder, `usage` for a layout that does not fit */
export async function recognise({ layout, mapping }: DatasetRef, root: string, listings: Listings): Promise<LaidOut> {
  if (!await listings.isFolder(root)) throw new StudioError('not-found', 'There is no such folder', { fix: 'Check the path; name the folder of the data set.', file: root })
  if (mapping !== null && (layout === null || layout === 'mapped')) return mapped(root, mapping, listings)
  if (layout === 'mapped') throw new StudioError('usage', 'The layout needs to be explained', { why: 'No mapping was given', fix: 'Say where images and truth lie.' })
  if (layout !== null) return asked(layout, root, listings)

  const here = await first(distinct, root, listings)
  if (here) return here
  // A person may have named one of the folders inside.
  const above = await first(distinct, dirname(root), listings)
  if (above && (above.images === root || above.places.some((place) => place.folder === root))) return above
  const plain = await folder(root, listings)
  return plain ?? await inside(root, listings)
}

async function asked(layout: Exclude<Layout, 'mapped'>, root: string, listings: Listings): Promise<LaidOut> {
  const recogniser = recognisers[layout]
  const found = await recogniser(root, listings) ?? await recogniser(dirname(root), listings)
  if (found) return found
  throw new StudioError('not-found', `This folder is not laid out as ${layout}`, { why: expected[layout], fix: 'Name another folder, or let the studio find the layout.', file: root })
}

const expected: Record<Exclude<Layout, 'mapped'>, string> = {
  'pascal-context': 'It would have the folders JPEGImages and ImageSets/Context, with a .txt for each split', nyud: 'It would have the folders images and gt_sets, with a .txt for each split',
  study: 'It would have a folder images, and truth beside it, dataset.json or complexity.csv', folder: 'It would hold images'
}

async function first(recognisers: readonly Recogniser[], root: string, listings: Listings): Promise<LaidOut | null> {
  for (const recogniser of recognisers) {
    const found = await recogniser(root, listings)
    if (found) return found
  }
  return null
}

async function inside(root: string, listings: Listings): Promise<LaidOut> {
  const names = sortedByBytes(await listings.names(root) ?? []).filter((name) => extname(name) === '' || !/^\.\w{1,5}$/.test(extname(name)))
  const found: LaidOut[] = []
  if (names.length <= mostEntries) {
    for (const name of names) {
      const one = await first(distinct, join(root, name), listings)
      if (one) found.push(one)
    }
  }
  const [only] = found
  if (found.length > 1) {
    throw new StudioError('needs-answer', 'There are several data sets in this folder', { why: `It holds ${found.map((f) => basename(f.root)).join(', ')}`, fix: 'Name one of them.', file: root })
  }
  if (only) return only
  throw new StudioError('not-found', 'There is no data set in this folder', {
    why: 'It holds neither images nor folders of a known layout', fix: 'Name the folder of images, or explain the layout with a mapping.', file: root
  })
}
