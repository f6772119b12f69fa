/** How the image list is ordered and narrowed. */
import { create } from 'zustand'
import type { ImageEntry, Route } from '@shared/rpc/contract'
import { scanAll } from '../../../state/routes'
import { useSession } from '../../../state/session'

export type Sort = 'name' | 'macs'

export const useImageList = create<{ sort: Sort; filter: string }>(() => ({ sort: 'name', filter: '' }))
export const setFilter = (filter: string): void => useImageList.setState({ filter })

/** Sorting by cost needs every image's route; it stays by name when the scan is cancelled. */
export function setSort(sort: Sort): void {
  if (sort === 'name') return useImageList.setState({ sort })
  const { images } = useSession.getState()
  if (!images) return
  void scanAll(images.entries.map((e) => e.path)).then((complete) => { if (complete) useImageList.setState({ sort: 'macs' }) })
}

/** What is listed, in order: cheap images first by cost, images without a route last. */
export function ordered(entries: readonly ImageEntry[], filter: string, sort: Sort, routes: ReadonlyMap<string, Route>): ImageEntry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const kept = words.length === 0 ? [...entries] : entries.filter((e) => words.every((w) => e.name.toLowerCase().includes(w)))
  if (sort === 'name') return kept
  const cost = (e: ImageEntry): number => routes.get(e.path)?.executed ?? Infinity
  return kept.sort((a, b) => { const x = cost(a), y = cost(b); return x === y ? 0 : x - y })
}

