/** Which part of the sweep page is in view. */
import { create } from 'zustand'
import { useSession } from '../../state/session'

export type SweepView = { at: 'new' } | { at: 'list' } | { at: 'sweep'; sweep: string }

export const useSweepView = create<{ view: SweepView }>(() => ({ view: { at: 'new' } }))

/** Shows a part of the sweep page, from wherever one is. */
export function showSweep(view: SweepView): void {
  useSweepView.setState({ view })
  useSession.setState({ page: 'sweep' })
}
