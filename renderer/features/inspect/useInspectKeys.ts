/** Keys of the whole page; not while typing, and not with a dialog open. */
import { useEffect } from 'react'
import { typing } from '../../components/typing'
import { selectImage, useSession } from '../../state/session'
import { ordered, useImageList } from './images/imagesStore'
import { useRoutes } from '../../state/routes'
import { setOutputView, toggleMode, useInspect, type OutputView } from './store'

const views: Record<string, OutputView> = { 1: 'prediction', 2: 'truth', 3: 'difference' }

function neighbour(by: 1 | -1): void {
  const { images, selected } = useSession.getState()
  const { sort, filter } = useImageList.getState()
  const list = ordered(images?.entries ?? [], filter, sort, useRoutes.getState().byImage)
  const at = list.findIndex((e) => e.path === selected)
  const next = list[at < 0 ? 0 : at + by]
  if (next) selectImage(next.path)
}

export function useInspectKeys(): void {
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return
      const view = views[e.key]
      if (view) setOutputView(view)
      else if (e.key === 'b' || e.key === 'B') { if (!e.repeat) useInspect.setState({ before: true }) }
      else if (e.key === 'p' || e.key === 'P') toggleMode()
      else if (e.key === '[') neighbour(-1)
      else if (e.key === ']') neighbour(1)
    }
    const release = () => { if (useInspect.getState().before) useInspect.setState({ before: false }) }
    const up = (e: KeyboardEvent) => { if (e.key === 'b' || e.key === 'B') release() }
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', release)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', release)
    }
  }, [])
}
