/** From a sweep to one of its images in Inspect, under the variant's settings. */
import type { Variant } from '@shared/device/plan'
import { settingsOf } from '@shared/sweep/noise'
import type { Sweep } from '@shared/sweep/plan'
import { openImages, openModel } from '../../../state/open'
import { selectImage, showPage, useSession } from '../../../state/session'
import { isDefault } from '../../inspect/settings'
import { useInspect } from '../../inspect/store'
import type { SweepData } from './data'

const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, '')

/** Opens the model that a variant ran, unless it is the open one. */
export async function openModelOf(sweep: Sweep, variant: Variant): Promise<boolean> {
  const wanted = sweep.models[variant.model]!
  if (useSession.getState().model?.manifest?.provenance.sha256 === wanted.hash) return true
  return openModel(wanted.file)
}

/** Handle of the variant's model, where it is the open one. */
export const handleOf = (sweep: Sweep, variant: Variant, model: { id: string; manifest: { provenance: { sha256: string } } | null } | null): string | null =>
  model?.manifest && model.manifest.provenance.sha256 === sweep.models[variant.model]!.hash ? model.id : null

export async function openInInspect(d: Pick<SweepData, 'sweep' | 'variant' | 'paths'>, image: number): Promise<void> {
  const { sweep, variant } = d, path = d.paths[image]
  if (path === undefined || !(await openModelOf(sweep, variant))) return
  if (!useSession.getState().images?.entries.some((e) => e.path === path) && !(await openImages([folderOf(path)], useSession.getState().sampleData))) return
  const settings = settingsOf(variant.settings, image)
  useInspect.setState(settings.static ? { variant: 'static', before: false } : isDefault(settings) ? { variant: 'adaptive', before: false } : { variant: 'manual', manual: settings, before: false })
  selectImage(path)
  showPage('inspect')
}
