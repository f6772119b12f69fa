/**
 * Pictures of a task's raw output, of its ground truth, and of where they differ. Outputs are `[channels, height, width]` as the decoder gives them.
 * Pictures are opaque RGBA; where colours stand for numbers, `range` says for which.
 */
import { vocPalette } from './classes'
import { depthMap, heatMap, type ColourMap } from './colour-maps'
import { argmax, angle, sigmoid, unitNormal } from './outputs'
import type { Rgb, Task } from './tasks'
import { ignored, type Truth } from './truth'

export interface Range { min: number; max: number }
export interface ColouredPicture {
  width: number
  height: number
  rgba: Uint8Array<ArrayBuffer>
  /** What the ends of the colour scale mean, in the output's unit; degrees for the angle between normals. */
  range?: Range
}

/** Colour of labels that are not counted: VOC's own, which is no class colour. */
const ignoredLabel: Rgb = [224, 224, 192]
/** Where there is no truth for numbers; for normals it is also the code of the zero vector. */
const nothing: Rgb = [128, 128, 128]
/** Wrong pixels of a class map: bright and warm, so that it is seen on a dark grey picture. */
const wrong: Rgb = [255, 92, 84]
/** Angles beyond this look the same in a difference picture: a normal that far off is simply wrong. */
const steepest = 60

type Paint = (pixel: number) => Rgb

function paint(width: number, height: number, colour: Paint, range?: Range): ColouredPicture {
  const rgba = new Uint8Array(width * height * 4)
  for (let i = 0, o = 0; i < width * height; i++) {
    const [r, g, b] = colour(i)
    rgba[o++] = r
    rgba[o++] = g
    rgba[o++] = b
    rgba[o++] = 255
  }
  return range ? { width, height, rgba, range } : { width, height, rgba }
}

const grey = (v: number): Rgb => [v, v, v]
const grey255 = (p: number): Rgb => grey(Math.round(255 * p))
const normalByte = (n: number): number => Math.round((n + 1) * 127.5)
const normalColour = (x: number, y: number, z: number): Rgb => [normalByte(x), normalByte(y), normalByte(z)]

function mapped(map: ColourMap, value: number, { min, max }: Range): Rgb {
  const t = max > min ? (value - min) / (max - min) : 0
  const i = Math.round(255 * Math.min(1, Math.max(0, t))) * 3
  return [map[i]!, map[i + 1]!, map[i + 2]!]
}

/** Smallest and largest finite value; 0…0 where there is none. */
function rangeOf(values: ArrayLike<number>, counts: (i: number) => boolean = () => true): Range {
  let min = Infinity
  let max = -Infinity
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    if (!Number.isFinite(v) || !counts(i)) continue
    if (v < min) min = v
    if (v > max) max = v
  }
  return min <= max ? { min, max } : { min: 0, max: 0 }
}

const paletteOf = (task: Task): Rgb[] => (task.palette && task.palette.length >= task.channels ? task.palette : vocPalette(task.channels))

/**
 * Segmentation and parts: the class of the largest channel in its colour. Normals: unit vectors, RGB = round((n + 1) · 127.5).
 * Saliency and edges: the sigmoid in grey. Depth: the depth scale over `range`, by default the output's own.
 * Other tasks: one channel in grey from its minimum to its maximum, several as class maps.
 */
export function predictionPicture(task: Task, output: Float32Array, width: number, height: number, range?: Range): ColouredPicture {
  const n = width * height
  switch (task.kind) {
    case 'normals':
      return paint(width, height, (i) => normalColour(...unitNormal(output, i, n)))
    case 'saliency':
    case 'edges':
      return paint(width, height, (i) => grey255(sigmoid(output[i]!)))
    case 'depth': {
      const shown = range ?? rangeOf(output)
      return paint(width, height, (i) => mapped(depthMap, output[i]!, shown), shown)
    }
    case 'segmentation':
    case 'parts':
      return classPicture(task, output, width, height)
    case 'other': {
      if (task.channels > 1) return classPicture(task, output, width, height)
      const shown = range ?? rangeOf(output)
      const span = shown.max - shown.min
      return paint(width, height, (i) => grey255(span > 0 ? Math.min(1, Math.max(0, (output[i]! - shown.min) / span)) : 0), shown)
    }
  }
}

function classPicture(task: Task, output: Float32Array, width: number, height: number): ColouredPicture {
  const palette = paletteOf(task)
  const classes = argmax(output, task.channels, width * height)
  return paint(width, height, (i) => palette[classes[i]!]!)
}

/** The ground truth in the colours of `predictionPicture`; pass that picture's `range` so that both depth pictures mean the same. */
export function truthPicture(task: Task, truth: Truth, range?: Range): ColouredPicture {
  const { size } = truth
  const n = size * size
  switch (truth.type) {
    case 'labels': {
      const palette = paletteOf(task)
      return paint(size, size, (i) => palette[truth.labels[i]!] ?? ignoredLabel)
    }
    case 'mask':
      return paint(size, size, (i) => (truth.mask[i] === ignored ? nothing : grey(truth.mask[i] ? 255 : 0)))
    case 'normals':
      return paint(size, size, (i) => (truth.valid[i] ? normalColour(truth.normals[i]!, truth.normals[n + i]!, truth.normals[2 * n + i]!) : nothing))
    case 'depth': {
      const shown = range ?? rangeOf(truth.depth, (i) => truth.valid[i] === 1)
      return paint(size, size, (i) => (truth.valid[i] ? mapped(depthMap, truth.depth[i]!, shown) : nothing), shown)
    }
  }
}

/**
 * Where output and truth differ. Segmentation and parts: wrong pixels in a warning colour on the picture in dark grey.
 * Normals: the angle between them on the heat scale, 0 to 60°. Saliency and edges: |probability − truth|, 0 to 1. Depth: absolute error, from 0 to its maximum.
 * @param output `[channels, size, size]` of the truth's size
 * @param rgb the model's input before normalisation, `size · size · 3` bytes
 * @returns null where the truth is not of the task's kind
 */
export function differencePicture(task: Task, output: Float32Array, truth: Truth, rgb: Uint8Array): ColouredPicture | null {
  const { size } = truth
  const n = size * size
  switch (truth.type) {
    case 'labels': {
      if (task.channels < 2) return null
      const classes = argmax(output, task.channels, n)
      return paint(size, size, (i) => (truth.labels[i] !== ignored && truth.labels[i] !== classes[i] ? wrong : dimmed(rgb, i)))
    }
    case 'mask': {
      const range = { min: 0, max: 1 }
      return paint(size, size, (i) => (truth.mask[i] === ignored ? nothing : mapped(heatMap, Math.abs(sigmoid(output[i]!) - truth.mask[i]!), range)), range)
    }
    case 'normals': {
      if (task.channels !== 3) return null
      const range = { min: 0, max: steepest }
      return paint(size, size, (i) => (truth.valid[i] ? mapped(heatMap, angle(output, truth.normals, i, n), range) : nothing), range)
    }
    case 'depth': {
      const error = truth.depth.map((t, i) => Math.abs(output[i]! - t))
      const range = { min: 0, max: rangeOf(error, (i) => truth.valid[i] === 1).max }
      return paint(size, size, (i) => (truth.valid[i] ? mapped(heatMap, error[i]!, range) : nothing), range)
    }
  }
}

/** Luma (Rec. 601) at half brightness, so that the warning colour stands out. */
function dimmed(rgb: Uint8Array, i: number): Rgb {
  return grey(Math.round(16 + 0.5 * (0.299 * rgb[i * 3]! + 0.587 * rgb[i * 3 + 1]! + 0.114 * rgb[i * 3 + 2]!)))
}
