/** One image under one model: which blocks ran, which tokens, what came out, what it cost. */
import { useEffect } from 'react'
import { useSession } from '../../state/session'
import { Dialogs } from './dialogs/Dialogs'
import { ImageStrip } from './images/ImageStrip'
import { Result } from './Result'
import { ImageFailure, LoadingResult, NoImages } from './states'
import { HeaderBar } from './HeaderBar'
import { inView, useInspect } from './store'
import { useInspectKeys } from './useInspectKeys'
import styles from './inspect.module.css'

/** Tests and the demo wait for this: the wanted decision, with outputs, is on screen. */
function useReadyFlag(ready: boolean): void {
  useEffect(() => {
    document.documentElement.dataset.ready = String(ready)
    return () => { document.documentElement.dataset.ready = 'false' }
  }, [ready])
}

export function InspectPage() {
  const model = useSession((s) => s.model)
  const images = useSession((s) => s.images)
  const selected = useSession((s) => s.selected)
  const shown = useInspect(inView)
  const busy = useInspect((s) => s.busy)
  const failure = useInspect((s) => s.failure)
  const pinned = useInspect((s) => s.pinned)
  useInspectKeys()
  const manifest = model?.manifest ?? null
  const mine = shown && model && shown.model === model.id ? shown : null
  useReadyFlag(mine !== null && !busy && mine.image === selected && Object.keys(mine.inspection.outputs).length > 0)
  if (!model || !manifest) return null
  const name = images?.entries.find((e) => e.path === selected)?.name ?? ''
  const failed = failure && failure.image === selected ? failure.error : null
  return (
    <div className={styles.page} data-testid="inspect-page">
      <ImageStrip />
      {selected === null
        ? <NoImages />
        : <section className={styles.main} data-pinned={pinned !== null && mine !== null} data-stale={mine !== null && mine.image !== selected && failed === null} data-plain={!mine || (failed !== null && mine.image !== selected)}>
            <HeaderBar name={name} shown={failed ? null : mine} manifest={manifest} />
            {failed && (!mine || mine.image !== selected) ? <ImageFailure error={failed} /> : mine ? <Result shown={mine} manifest={manifest} error={failed} /> : <LoadingResult manifest={manifest} />}
          </section>}
      {mine && <Dialogs shown={mine} manifest={manifest} />}
    </div>
  )
}
