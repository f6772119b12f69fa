/** How hard a scene is, 0…1, where a data set does not say itself: from its class map, or from the picture. */
import { ignored } from '../model/truth'

export type DifficultyFrom = 'file' | 'labels' | 'picture'

/** In words, for people. */
export const difficultyRules: Record<Exclude<DifficultyFrom, 'file'>, string> = {
  labels: 'computed from the class map: half for how long the borders between classes are, half for how many classes there are',
  picture: 'computed from the picture: the share of pixels with a strong gradient'
}

/** Borders as long as so many sides of the picture, and so many classes, are as hard as it gets. */
const longestBorders = 10
const mostClasses = 8

/**
 * Borders between classes in sides of the picture (which does not depend on its resolution), and the number of classes, each up to its limit; the mean of both.
 * NaN where nothing is counted.
 * @param labels `[size, size]`, 255 is not counted
 */
export function labelDifficulty(labels: Uint8Array, size: number): number {
  let borders = 0, counted = 0
  const classes = new Set<number>()
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const here = labels[i]!
      if (here === ignored) continue
      counted++
      classes.add(here)
      const right = x + 1 < size ? labels[i + 1]! : here, below = y + 1 < size ? labels[i + size]! : here
      if (right !== here && right !== ignored) borders++
      if (below !== here && below !== ignored) borders++
    }
  }
  if (counted === 0) return NaN
  return (Math.min(1, borders / size / longestBorders) + Math.min(1, (classes.size - 1) / (mostClasses - 1))) / 2
}

/** Of 1020, the most that one direction of a Sobel filter gives. */
const strong = 100
/** Where so large a share of a picture has strong gradients, it is as hard as it gets. */
const largestShare = 0.5

/**
 * Share of pixels whose Sobel gradient (3×3, of the luminance by Rec. 601) is strong, scaled to 0…1. Pixels at the edge of the picture are left out.
 * @param rgb `[size, size, 3]`, as the model sees it
 */
export function pictureDifficulty(rgb: Uint8Array, size: number): number {
  const grey = new Float32Array(size * size)
  for (let i = 0; i < grey.length; i++) grey[i] = 0.299 * rgb[i * 3]! + 0.587 * rgb[i * 3 + 1]! + 0.114 * rgb[i * 3 + 2]!
  let found = 0
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x, up = i - size, down = i + size
      const gx = grey[up + 1]! + 2 * grey[i + 1]! + grey[down + 1]! - grey[up - 1]! - 2 * grey[i - 1]! - grey[down - 1]!
      const gy = grey[down - 1]! + 2 * grey[down]! + grey[down + 1]! - grey[up - 1]! - 2 * grey[up]! - grey[up + 1]!
      if (gx * gx + gy * gy > strong * strong) found++
    }
  }
  return size < 3 ? 0 : Math.min(1, found / (size - 2) ** 2 / largestShare)
}
