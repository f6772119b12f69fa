/**
 * NYU Depth v2 for multi-task learning, as its benchmarks (Vandenhende et al. 2021) and AdaMTL keep it:
 *
 *     images/NAME.jpg                        gt_sets/{train,val}.txt
 *     segmentation/NAME.png                  0 is not counted, 1 to 40 become classes 0 to 39
 *     depth/NAME.npy                         metres; 0 is not counted
 *     normals/NAME.npy                       vectors; a zero vector is not counted
 *     edge/NAME.npy                          0 or 1
 *
 * `semseg` for `segmentation`, and `.npy` or `.mat` or `.png` for each of them, occur as well.
 */
import { basename, join } from 'node:path'
import { defaultTask } from '@shared/model/classes'
import { plainly } from '../truth-source'
import { listsIn } from './lists'
import type { Listings } from './listings'
import type { LaidOut, TruthPlace } from './types'

export const nyudImages = 'images'
export const nyudLists = 'gt_sets'

export async function nyud(root: string, listings: Listings): Promise<LaidOut | null> {
  const lists = await listsIn(join(root, nyudLists), listings)
  if (lists.length === 0 || !await listings.isFolder(join(root, nyudImages))) return null
  return { layout: 'nyud', root, title: basename(root), images: join(root, nyudImages), lists, places: nyudPlaces(root), problems: [] }
}

export function nyudPlaces(root: string): TruthPlace[] {
  const array = { prefix: '', endings: ['.npy', '.mat', '.png'], how: plainly }
  const semseg = {
    task: 'semseg', kind: 'segmentation', prefix: '', endings: ['.png', '.mat', '.npy'], how: { ...plainly, classOffset: -1 },
    format: 'PNG, .mat or .npy, class numbers from 1', classes: defaultTask('semseg', 40).classes
  } as const
  return [
    { ...semseg, folder: join(root, 'segmentation') },
    { ...semseg, folder: join(root, 'semseg') },
    { ...array, task: 'depth', kind: 'depth', folder: join(root, 'depth'), format: '.npy or .mat, metres' },
    { ...array, task: 'normals', kind: 'normals', folder: join(root, 'normals'), how: { ...plainly, vectors: 'cubic' }, format: '.npy, .mat or PNG, vectors' },
    { ...array, task: 'edge', kind: 'edges', folder: join(root, 'edge'), format: '.npy, .mat or PNG, 0 or 1' }
  ]
}
