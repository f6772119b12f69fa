/** Freezing what is in view, to put something else next to it. */
import { useSession } from '../../state/session'
import { tell } from '../../state/notices'
import { useInspect } from './store'

export function pin(): void {
  const { model, images, selected } = useSession.getState()
  const { shown, variant, prepared } = useInspect.getState()
  if (!model?.manifest || !shown || shown.image !== selected) return
  const entry = images?.entries.find((e) => e.path === shown.image)
  const key = `${shown.model}|${shown.image}`
  useInspect.setState({
    pinned: { shown, manifest: model.manifest, modelName: model.name, imageName: entry?.name ?? shown.image, variant, prepared: prepared?.key === key ? prepared.picture : null }
  })
  tell('Pinned as B. Choose another image, other settings or another model to see it next to this.')
}

export const unpin = (): void => useInspect.setState({ pinned: null })
