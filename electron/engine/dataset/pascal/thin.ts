/** Thinning of a binary picture until lines are one pixel wide. */

/** Bit of each neighbour in clockwise order from the pixel above: N, NE, E, SE, S, SW, W, NW. */
const around = [[-1, 0], [-1, 1], [0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1]] as const

/**
 * Which neighbourhoods (8 bits) are removed in the first and the second half of a step: Z. Guo, R. W. Hall, "Parallel thinning with two-subiteration
 * algorithms", 1989, with conditions G1, G2, G3 and G3′ as L. Lam, S.-W. Lee, C. Suen, "Thinning methodologies", 1992, state them.
 */
const removed = [0, 1].map((half) => Uint8Array.from({ length: 256 }, (_, bits) => {
  const at = (i: number): boolean => ((bits >> (i & 7)) & 1) === 1
  const [n, ne, e, se, s, sw, w, nw] = around.map((_, i) => at(i))
  // G1: the pixel is on the border of exactly one piece. Anticlockwise from E, as the paper counts.
  const ring = [e, ne, n, nw, w, sw, s, se]
  const x = (i: number): boolean => ring[i & 7]!
  const corners = [0, 2, 4, 6]
  const pieces = corners.filter((i) => !x(i) && (x(i + 1) || x(i + 2))).length
  // G2: it is neither an end nor inside.
  const pairs = Math.min(corners.filter((i) => x(i) || x(i + 1)).length, corners.filter((i) => x(i + 1) || x(i + 2)).length)
  const kept = half === 0 ? (ne! || n! || !se!) && e! : (sw! || s! || !nw!) && w!
  return pieces === 1 && pairs >= 2 && pairs <= 3 && !kept ? 1 : 0
}))

/**
 * Thins in place; equals `skimage.morphology.thin`. Beyond the border everything is 0.
 * @param mask `[height, width]`, 0 or 1
 */
export function thin(mask: Uint8Array, width: number, height: number): void {
  // A frame of zeros saves asking for the border; only set pixels are looked at.
  const stride = width + 2
  const framed = new Uint8Array(stride * (height + 2))
  let candidates: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue
      const at = (y + 1) * stride + x + 1
      framed[at] = 1
      candidates.push(at)
    }
  }
  const steps = around.map(([dy, dx]) => dy * stride + dx)
  for (let changed = true; changed;) {
    changed = false
    for (const table of removed) {
      const gone = candidates.filter((at) => {
        let bits = 0
        for (let i = 0; i < 8; i++) bits |= framed[at + steps[i]!]! << i
        return table[bits] === 1
      })
      if (gone.length === 0) continue
      for (const at of gone) framed[at] = 0
      candidates = candidates.filter((at) => framed[at] === 1)
      changed = true
    }
  }
  for (let y = 0; y < height; y++) mask.set(framed.subarray((y + 1) * stride + 1, (y + 1) * stride + 1 + width), y * width)
}
