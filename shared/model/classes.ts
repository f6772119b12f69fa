/** What the field's usual task names mean, and the class names and colours its data sets use. Defaults only: a config or data set file may say otherwise. */
import type { Rgb, Task, TaskKind } from './tasks'

/** The 20 classes of PASCAL VOC after background; PASCAL-Context's multi-task benchmarks use the same 21. */
const pascal = [
  'background', 'aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow', 'diningtable', 'dog', 'horse', 'motorbike',
  'person', 'pottedplant', 'sheep', 'sofa', 'train', 'tvmonitor'
]

/** PASCAL-Part merged to six parts, in the order of the multi-task benchmarks. */
const humanParts = ['background', 'head', 'torso', 'uarm', 'larm', 'uleg', 'lleg']

/** NYU Depth v2, the 40 classes of Gupta et al. 2013. */
const nyud = [
  'wall', 'floor', 'cabinet', 'bed', 'chair', 'sofa', 'table', 'door', 'window', 'bookshelf', 'picture', 'counter', 'blinds', 'desk', 'shelves', 'curtain',
  'dresser', 'pillow', 'mirror', 'floor mat', 'clothes', 'ceiling', 'books', 'refrigerator', 'television', 'paper', 'towel', 'shower curtain', 'box',
  'whiteboard', 'person', 'night stand', 'toilet', 'sink', 'lamp', 'bathtub', 'bag', 'other structure', 'other furniture', 'other prop'
]

/**
 * PASCAL VOC's colour map: the bits of the class number, three at a time, become the high bits of R, G and B.
 * Any two of 256 classes differ.
 */
export function vocPalette(count: number, first = 0): Rgb[] {
  return Array.from({ length: count }, (_, i) => {
    const rgb: Rgb = [0, 0, 0]
    for (let id = first + i, bit = 7; id > 0; id >>= 3, bit--) {
      for (const c of [0, 1, 2] as const) rgb[c] |= ((id >> c) & 1) << bit
    }
    return rgb
  })
}

/** Usual ids, lower case and without separators. */
const aliases: Record<Exclude<TaskKind, 'other'>, readonly string[]> = {
  segmentation: ['semseg', 'seg', 'segmentation', 'semantic', 'semanticsegmentation', 'segmentsemantic', 'sem'],
  parts: ['humanparts', 'parts', 'humanpart', 'partseg', 'bodyparts', 'personparts'],
  normals: ['normals', 'normal', 'surfacenormals', 'surfacenormal', 'sn', 'norm'],
  saliency: ['sal', 'saliency', 'salient'],
  edges: ['edge', 'edges', 'boundary', 'boundaries', 'contour', 'contours', 'edgetexture'],
  depth: ['depth', 'depths', 'disparity', 'depthzbuffer', 'deptheuclidean']
}

/** The kind that a name alone suggests, or null. */
export function kindOfName(name: string): TaskKind | null {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '')
  for (const [kind, names] of Object.entries(aliases)) {
    if (names.includes(plain) && isKind(kind)) return kind
  }
  return null
}
const isKind = (kind: string): kind is Exclude<TaskKind, 'other'> => kind in aliases

/** The kind of a task, by its usual name, as long as its channels fit: three for normals, one for saliency, edges and depth. */
export function kindOf(taskId: string, channels: number): TaskKind {
  const kind = kindOfName(taskId)
  if (kind === null) return 'other'
  const fits = kind === 'normals' ? channels === 3 : kind === 'segmentation' || kind === 'parts' ? channels > 1 : channels === 1
  return fits ? kind : 'other'
}

/** A task known by its id and channels only, with class names where their number identifies a data set, and colours. */
export function defaultTask(id: string, channels: number): Task {
  const kind = kindOf(id, channels)
  if (kind === 'parts') return { id, kind, channels, classes: channels === 7 ? [...humanParts] : undefined, palette: vocPalette(channels) }
  if (kind !== 'segmentation') return { id, kind, channels }
  if (channels === 21) return { id, kind, channels, classes: [...pascal], palette: vocPalette(21) }
  // NYUD has no background class, so its colours begin where VOC's black ends.
  if (channels === 40) return { id, kind, channels, classes: [...nyud], palette: vocPalette(40, 1) }
  return { id, kind, channels, palette: vocPalette(channels) }
}
