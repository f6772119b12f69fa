/** A mapping is tried on the first file that each pattern finds, so that a wrong variable shows before a sweep and not on its every image. */
import { join, relative, sep } from 'node:path'
import { StudioError } from '@shared/errors'
import { readFileBounded } from '../../file'
import { readPlane } from '../truth-file'
import type { Indexed, Listed } from './types'

const largestFile = 256 * 2 ** 20

/** @throws StudioError `not-found` for a pattern that matches no image, and whatever reading its first file says */
export async function checkMapping(indexed: readonly Indexed[], { images }: Listed, root: string): Promise<void> {
  for (const { task, folder, prefix, endings, files, how } of indexed) {
    const [first] = images.flatMap(({ stem }) => files.get(stem) ?? [])
    if (first === undefined) {
      const pattern = [relative(root, folder).split(sep).join('/'), `${prefix}{name}${endings[0]}`].filter((s) => s !== '').join('/')
      const [other] = files.keys()
      throw new StudioError('not-found', `No image has a file ${pattern}, where ${task} should lie`, {
        why: `The first image is named ${images[0]?.stem}; ${other === undefined ? 'no file fits the pattern' : `the pattern fits files for ${files.size} other names, e.g. ${other}`}`, fix: 'Correct the pattern.', file: folder
      })
    }
    const file = join(folder, first)
    await readPlane(await readFileBounded(file, largestFile), file, how.variable)
  }
}
