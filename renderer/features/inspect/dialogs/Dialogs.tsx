import { Modal } from '@mantine/core'
import type { Manifest } from '@shared/model/manifest'
import { Enlarged } from '../outputs/Enlarged'
import { useInspect, type Shown } from '../store'
import { StabilityDialog } from './StabilityDialog'
import { TimesDialog } from './TimesDialog'

/** What opens over the page. Measurements of another result are not shown under this one. */
export function Dialogs({ shown, manifest }: { shown: Shown; manifest: Manifest }) {
  const { dialog, times, stability } = useInspect()
  const close = () => useInspect.setState({ dialog: null })
  const t = times?.key === shown.key ? times.data : null
  const s = stability?.key === shown.key ? stability.data : null
  return <>
    <Modal opened={dialog === 'times' && t !== null} onClose={close} title="Block times on this computer" size={860}>{t && <TimesDialog times={t} />}</Modal>
    <Modal opened={dialog === 'stability' && s !== null} onClose={close} title="Stability under policy noise" size={860}>{s && <StabilityDialog stability={s} shown={shown} manifest={manifest} />}</Modal>
    <Enlarged shown={shown} manifest={manifest} />
  </>
}
