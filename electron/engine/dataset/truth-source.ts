/** Where one image's truth of one task lies, and how its numbers are to be understood. Plain data: it goes to worker threads. */
export interface TruthHow {
  /** `plane`: a picture or array of numbers. `human-parts`: PASCAL-Part's annotations. `label-map`: PASCAL-Context's classes, whose borders are edges. */
  content: 'plane' | 'human-parts' | 'label-map'
  /** For `.mat`: the variable; null takes the only one. */
  variable: string | null
  /** Added to each class number; what falls below 0 is not counted. */
  classOffset: number
  /** Class numbers that are not counted, beside 255, before the offset. */
  ignore: readonly number[]
  /** Masks: a greater value is 1. Null tells 0/1 and 0/255 apart by the largest value. */
  threshold: number | null
  /** Normals from bytes. `rounded`: round((n + 1) · 127.5), so that 128 is 0. `linear`: 2 · byte / 255 − 1, never quite 0. */
  colours: 'rounded' | 'linear'
  /** How normals come to the model's size. Everything else is picked, never interpolated. */
  vectors: 'nearest' | 'cubic'
  /** Normals: a LabelMap file; only pixels of classes that occur indoors are counted. */
  labelMap: string | null
  /** Parts: a picture without any is not counted at all. */
  emptyIsIgnored: boolean
}

export interface TruthSource { file: string; how: TruthHow }

/** Our study's layout and plain folders. */
export const plainly: TruthHow = {
  content: 'plane', variable: null, classOffset: 0, ignore: [], threshold: null, colours: 'rounded', vectors: 'nearest', labelMap: null, emptyIsIgnored: false
}
