import { Modal } from '@mantine/core'
import type { Manifest } from '@shared/model/manifest'
import { Enlarged } from '../outputs/Enlarged'
import { useInspect, type Shown } from '../store'
import { StabilityDialog } from './StabilityDialog'
import { TimesDialog } from './TimesDialog'

/** What opens over the page. Measurements of another result are not shown under this one. */
export function Dialogs({ shown, manifest }: { shown: Shown; manifest: Manifest }) {
  const { dialog, stability } = useInspect()
  const close = () => useInspect.setState({ dialog: null })
  const s = stability?.key === shown.key ? stability.data : null
  return <>
    <Modal opened={dialog === 'times'} onClose={close} title="Block times" size={860}><TimesDialog shown={shown} /></Modal>
    <Modal opened={dialog === 'stability' && s !== null} onClose={close} title="Stability under policy noise" size={860}>{s && <StabilityDialog stability={s} shown={shown} manifest={manifest} />}</Modal>
    <Enlarged shown={shown} manifest={manifest} />
  </>
}
