/**
 * Where a key leads in a grid that reads from left to right; null when the key is not one of movement.
 * @param at index of the selection, −1 for none
 * @param page how many entries a page key moves over
 */
export function moveTo(key: string, at: number, count: number, columns: number, page: number): number | null {
  if (count === 0) return null
  const last = count - 1
  const to = (i: number): number => (at < 0 ? 0 : Math.min(last, Math.max(0, i)))
  switch (key) {
    case 'ArrowRight': return to(at + 1)
    case 'ArrowLeft': return to(at - 1)
    case 'ArrowDown': return at + columns > last && Math.floor(at / columns) === Math.floor(last / columns) ? Math.max(0, at) : to(at + columns)
    case 'ArrowUp': return at - columns < 0 ? Math.max(0, at) : to(at - columns)
    case 'PageDown': return to(at + page)
    case 'PageUp': return to(at - page)
    case 'Home': return 0
    case 'End': return last
    default: return null
  }
}
