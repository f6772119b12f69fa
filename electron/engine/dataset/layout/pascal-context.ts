/**
 * PASCAL-Context for multi-task learning, as its benchmarks (Maninis et al. 2019, Vandenhende et al. 2021) and AdaMTL keep it:
 *
 *     JPEGImages/NAME.jpg                    ImageSets/Context/{train,val}.txt
 *     semseg/VOC12/NAME.png                  21 classes, 255 at borders; where it is missing, semseg/pascal-context/NAME.png
 *     human_parts/NAME.mat                   PASCAL-Part's annotations, merged to 6 parts; nothing is counted without a person
 *     normals_distill/NAME.png               2 · byte / 255 − 1; counted on classes that occur indoors, by the label map
 *     sal_distill/NAME.png                   salient above 127.5
 *     pascal-context/trainval/NAME.mat       LabelMap with 459 classes; edges are their borders, thinned
 */
import { basename, join } from 'node:path'
import { defaultTask } from '@shared/model/classes'
import { plainly } from '../truth-source'
import { listsIn } from './lists'
import type { Listings } from './listings'
import type { LaidOut, TruthPlace } from './types'

export const pascalImages = 'JPEGImages'

export async function pascalContext(root: string, listings: Listings): Promise<LaidOut | null> {
  const lists = await listsIn(join(root, 'ImageSets', 'Context'), listings)
  if (lists.length === 0 || !await listings.isFolder(join(root, pascalImages))) return null
  const hasMaps = await listings.isFolder(labelMaps(root))
  const problems = hasMaps ? [] : ['pascal-context/trainval is missing, so there are no edges, and normals count everywhere, not only on classes that occur indoors. Add it for comparable figures.']
  return { layout: 'pascal-context', root, title: basename(root), images: join(root, pascalImages), lists, places: pascalPlaces(root, hasMaps), problems }
}

const labelMaps = (root: string): string => join(root, 'pascal-context', 'trainval')

/** @param hasMaps whether label maps are there */
export function pascalPlaces(root: string, hasMaps: boolean): TruthPlace[] {
  const picture = { prefix: '', endings: ['.png'] }, matlab = { prefix: '', endings: ['.mat'] }
  const semseg = { task: 'semseg', kind: 'segmentation', ...picture, how: plainly, format: 'PNG, class numbers', classes: defaultTask('semseg', 21).classes } as const
  const places: TruthPlace[] = [
    { ...semseg, folder: join(root, 'semseg', 'VOC12') },
    { ...semseg, folder: join(root, 'semseg', 'pascal-context') },
    {
      task: 'human_parts', kind: 'parts', folder: join(root, 'human_parts'), ...matlab, format: 'MATLAB, masks of 24 parts merged to 6', classes: defaultTask('human_parts', 7).classes,
      how: { ...plainly, content: 'human-parts', emptyIsIgnored: true }
    },
    {
      task: 'normals', kind: 'normals', folder: join(root, 'normals_distill'), ...picture, format: 'PNG, vectors as colours',
      how: { ...plainly, colours: 'linear', vectors: 'cubic' }, ...(hasMaps && { labelMaps: labelMaps(root) })
    },
    { task: 'sal', kind: 'saliency', folder: join(root, 'sal_distill'), ...picture, how: { ...plainly, threshold: 127.5 }, format: 'PNG, grey' }
  ]
  if (hasMaps) places.push({ task: 'edge', kind: 'edges', folder: labelMaps(root), ...matlab, how: { ...plainly, content: 'label-map', threshold: 0.5 }, format: 'MATLAB, borders of 459 classes' })
  return places
}
