import { describe, expect, it } from 'vitest'
import { defaultTask, kindOf, vocPalette } from '@shared/model/classes'
import { differencePicture, predictionPicture, truthPicture, type ColouredPicture } from '@shared/model/colour'
import { depthMap, heatMap } from '@shared/model/colour-maps'
import { argmax } from '@shared/model/outputs'
import type { Task } from '@shared/model/tasks'
import { pictureSchema } from '@shared/rpc/contract'

const pixels = (p: ColouredPicture | null): number[][] => {
  if (!p) throw new Error('no picture')
  expect(p.rgba.length).toBe(p.width * p.height * 4)
  return Array.from({ length: p.width * p.height }, (_, i) => {
    expect(p.rgba[i * 4 + 3]).toBe(255)
    return [...p.rgba.subarray(i * 4, i * 4 + 3)]
  })
}
const black = new Uint8Array(12)
const palette: Task['palette'] = [[1, 2, 3], [40, 50, 60], [70, 80, 90]]

describe('classes', () => {
  it('knows the usual names, and only where the channels fit', () => {
    expect([kindOf('semseg', 21), kindOf('human_parts', 7), kindOf('normals', 3), kindOf('sal', 1), kindOf('edge', 1), kindOf('depth', 1)])
      .toEqual(['segmentation', 'parts', 'normals', 'saliency', 'edges', 'depth'])
    expect([kindOf('Surface-Normals', 3), kindOf('SALIENCY', 1), kindOf('segment_semantic', 17), kindOf('boundary', 1)]).toEqual(['normals', 'saliency', 'segmentation', 'edges'])
    expect([kindOf('normals', 1), kindOf('depth', 2), kindOf('semseg', 1), kindOf('constructor', 1), kindOf('albedo', 3), kindOf('', 1)]).toEqual(Array(6).fill('other'))
  })
  it('names the classes of PASCAL-Context, PASCAL-Part and NYUD by their number', () => {
    expect(defaultTask('semseg', 21).classes?.[15]).toBe('person')
    expect(defaultTask('human_parts', 7).classes).toEqual(['background', 'head', 'torso', 'uarm', 'larm', 'uleg', 'lleg'])
    expect(defaultTask('semseg', 40).classes?.length).toBe(40)
    for (const n of [11, 21, 40, 256]) {
      const task = defaultTask('semseg', n)
      expect(task.palette?.length).toBe(n)
      expect(new Set(task.palette?.map(String)).size).toBe(n)
    }
    expect(defaultTask('semseg', 11).classes).toBeUndefined()
  })
  it('computes VOC’s colours', () => {
    expect(vocPalette(21)[15]).toEqual([192, 128, 128])
    expect(vocPalette(21)[20]).toEqual([0, 64, 128])
    // VOC's colour of pixels that are not counted.
    expect(vocPalette(1, 255)[0]).toEqual([224, 224, 192])
  })
})

describe('argmax', () => {
  it('takes the first of equal channels', () => {
    expect(argmax(Float32Array.of(0, 1, 5, 0, 3, 5, 0, 2, 6), 3, 3)).toEqual(Uint8Array.of(0, 1, 2))
  })
})

describe('predictions', () => {
  it('colours classes by the task’s palette, or VOC’s', () => {
    const output = Float32Array.of(1, 0, 0, 1, 0, 5)
    const task: Task = { ...defaultTask('semseg', 3), palette }
    const picture = predictionPicture(task, output, 2, 1)
    expect(pictureSchema.parse(picture).rgba).toBe(picture.rgba)
    expect(pixels(picture)).toEqual([[1, 2, 3], [70, 80, 90]])
    expect(pixels(predictionPicture({ ...task, palette: undefined }, output, 2, 1))).toEqual([[0, 0, 0], [0, 128, 0]])
  })
  it('brings normals to unit length; zero is mid grey', () => {
    expect(pixels(predictionPicture(defaultTask('normals', 3), Float32Array.of(0, -9, 0, 0, 0, 0, 0.1, 0, 0), 3, 1))).toEqual([[128, 128, 255], [0, 128, 128], [128, 128, 128]])
  })
  it('shows the probability of saliency and edges', () => {
    for (const id of ['sal', 'edge']) expect(pixels(predictionPicture(defaultTask(id, 1), Float32Array.of(0, -100, 100, Math.log(1 / 3)), 2, 2))).toEqual([[128, 128, 128], [0, 0, 0], [255, 255, 255], [64, 64, 64]])
  })
  it('stretches depth over its range and says which', () => {
    const picture = predictionPicture(defaultTask('depth', 1), Float32Array.of(2, 4, NaN, 3), 2, 2)
    expect(picture.range).toEqual({ min: 2, max: 4 })
    expect(pixels(picture)[0]).toEqual([...depthMap.subarray(0, 3)])
    expect(pixels(picture)[1]).toEqual([...depthMap.subarray(765)])
    expect(pixels(predictionPicture(defaultTask('depth', 1), Float32Array.of(7), 1, 1, { min: 0, max: 7 }))[0]).toEqual([...depthMap.subarray(765)])
  })
  it('shows unknown tasks in grey or as classes', () => {
    const one = predictionPicture(defaultTask('albedo', 1), Float32Array.of(-1, 1, 0, 0), 2, 2)
    expect(one.range).toEqual({ min: -1, max: 1 })
    expect(pixels(one)).toEqual([[0, 0, 0], [255, 255, 255], [128, 128, 128], [128, 128, 128]])
    expect(pixels(predictionPicture(defaultTask('albedo', 2), Float32Array.of(0, 1, 1, 0), 2, 1))).toEqual([[128, 0, 0], [0, 0, 0]])
    expect(pixels(predictionPicture(defaultTask('flat', 1), new Float32Array(1).fill(3), 1, 1))).toEqual([[0, 0, 0]])
  })
})

describe('truth and difference', () => {
  const semseg: Task = { ...defaultTask('semseg', 3), palette }
  it('marks wrong classes on a dark picture and leaves ignored pixels', () => {
    const truth = { type: 'labels', size: 2, labels: Uint8Array.of(0, 1, 255, 2) } as const
    expect(pixels(truthPicture(semseg, truth))).toEqual([[1, 2, 3], [40, 50, 60], [224, 224, 192], [70, 80, 90]])
    // Predicted: 0, 0, 0, 2.
    const output = Float32Array.of(9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 9)
    const rgb = Uint8Array.of(0, 0, 0, 10, 10, 10, 100, 100, 100, 255, 255, 255)
    expect(pixels(differencePicture(semseg, output, truth, rgb))).toEqual([[16, 16, 16], [255, 92, 84], [66, 66, 66], [144, 144, 144]])
  })
  it('shows the angle between normals from 0 to 60 degrees', () => {
    const truth = { type: 'normals', size: 2, normals: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0), valid: Uint8Array.of(1, 1, 1, 0) } as const
    const output = Float32Array.of(0, 1, Math.sin(Math.PI / 6), 0, 0, 0, 0, 0, 2, 0, Math.cos(Math.PI / 6), 1)
    const picture = differencePicture(defaultTask('normals', 3), output, truth, black)
    expect(picture?.range).toEqual({ min: 0, max: 60 })
    expect(pixels(picture)).toEqual([[...heatMap.subarray(0, 3)], [...heatMap.subarray(765)], [...heatMap.subarray(128 * 3, 128 * 3 + 3)], [128, 128, 128]])
    expect(pixels(truthPicture(defaultTask('normals', 3), truth))).toEqual([[128, 128, 255], [128, 128, 255], [128, 128, 255], [128, 128, 128]])
  })
  it('shows |p − t| for saliency', () => {
    const truth = { type: 'mask', size: 2, mask: Uint8Array.of(0, 1, 1, 255) } as const
    expect(pixels(truthPicture(defaultTask('sal', 1), truth))).toEqual([[0, 0, 0], [255, 255, 255], [255, 255, 255], [128, 128, 128]])
    expect(pixels(differencePicture(defaultTask('sal', 1), Float32Array.of(100, 100, 0, 5), truth, black)))
      .toEqual([[...heatMap.subarray(765)], [...heatMap.subarray(0, 3)], [...heatMap.subarray(128 * 3, 128 * 3 + 3)], [128, 128, 128]])
  })
  it('shows depth error up to its maximum, and truth on the prediction’s scale', () => {
    const truth = { type: 'depth', size: 2, depth: Float32Array.of(1, 2, 3, 0), valid: Uint8Array.of(1, 1, 1, 0) } as const
    const task = defaultTask('depth', 1)
    const picture = differencePicture(task, Float32Array.of(1, 4, 3, 99), truth, black)
    expect(picture?.range).toEqual({ min: 0, max: 2 })
    expect(pixels(picture)).toEqual([[...heatMap.subarray(0, 3)], [...heatMap.subarray(765)], [...heatMap.subarray(0, 3)], [128, 128, 128]])
    expect(truthPicture(task, truth).range).toEqual({ min: 1, max: 3 })
    expect(truthPicture(task, truth, { min: 0, max: 9 }).range).toEqual({ min: 0, max: 9 })
  })
  it('compares only what can be compared', () => {
    const labels = { type: 'labels', size: 1, labels: Uint8Array.of(0) } as const
    expect(differencePicture(defaultTask('x', 1), Float32Array.of(0), labels, black)).toBeNull()
  })
})

describe('colour scales', () => {
  it.each([['depth', depthMap], ['heat', heatMap]])('%s grows lighter all the way', (_, map) => {
    expect(map.length).toBe(768)
    let last = -1
    for (let i = 0; i < 256; i++) {
      const [r, g, b] = [0, 1, 2].map((c) => (map[i * 3 + c]! / 255) ** 2.2)
      const luminance = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
      expect(luminance).toBeGreaterThan(last - 0.001)
      last = luminance
    }
    expect(last).toBeGreaterThan(0.7)
  })
})
