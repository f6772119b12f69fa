/** Ground truth of one task on one image, already at the model's input size: `size`×`size` pixels, row by row. */
export type Truth =
  /** Class per pixel; 255 is not counted. For segmentation and parts. */
  | { type: 'labels'; size: number; labels: Uint8Array }
  /** 0 or 1 per pixel; 255 is not counted. For saliency and edges. */
  | { type: 'mask'; size: number; mask: Uint8Array }
  /** Unit vectors `[3, size, size]`; pixels with `valid` 0 are not counted. */
  | { type: 'normals'; size: number; normals: Float32Array; valid: Uint8Array }
  /** Depth in the data set's unit; pixels with `valid` 0 are not counted. */
  | { type: 'depth'; size: number; depth: Float32Array; valid: Uint8Array }

/** Label and mask value of a pixel that is not counted. */
export const ignored = 255
