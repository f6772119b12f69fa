/** What the page shows while there is no result. */
import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ErrorValue } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { Badge, Skeleton } from '../../components/bits'
import { copy } from '../../components/copy'
import { explain } from '../../components/format'
import { Panel } from '../../components/Panel'
import { choose, openSampleImages } from '../../state/open'
import { useSession } from '../../state/session'
import { report } from '../start/ErrorPage'
import styles from './inspect.module.css'

/** A model without images. */
export function NoImages() {
  const images = useSession((s) => s.images)
  return (
    <div className={styles.choose} data-testid="no-images">
      <h2>{images && images.entries.length === 0 ? `There are no images in ${images.title}` : 'The model is ready for images'}</h2>
      <p className="tx2">Open a folder of images, or drop one anywhere. Ground truth beside them is found by itself and compared with the predictions.</p>
      <div className="row" style={{ marginTop: 8 }}>
        <Button variant="filled" autoFocus onClick={() => void choose('folder')}>Choose folder</Button>
        <Button onClick={() => void choose('images')}>Choose images</Button>
        <Button variant="subtle" onClick={() => void openSampleImages()}>Use the sample images</Button>
      </div>
    </div>
  )
}

/** This image cannot be shown; the others can. */
export function ImageFailure({ error }: { error: ErrorValue }) {
  return (
    <div className={styles.failure} role="alert" data-testid="image-failure">
      <div className="row"><Badge tone="bad"><IconAlertTriangle size={14} stroke={1.5} />Not shown</Badge></div>
      <h2>{error.message}</h2>
      <p>{explain(error)}</p>
      <div className="row"><Button onClick={() => copy(report(error))}>Copy error report</Button></div>
    </div>
  )
}

/** Outlines of the panels, visible only when it takes longer than 200 ms. */
export function LoadingResult({ manifest }: { manifest: Manifest }) {
  const n = manifest.architecture.depths.reduce((a, b) => a + b, 0)
  return (
    <div style={{ display: 'grid', gridTemplateRows: 'auto 1fr', gap: 8, minHeight: 0 }} aria-busy="true" data-testid="loading">
      <Panel title="Route map"><div style={{ display: 'grid', gridTemplateColumns: `repeat(${n}, 1fr)`, gap: 18, padding: '40px 120px 60px' }}>{Array.from({ length: n }, (_, i) => <Skeleton key={i} height={26 * manifest.tasks.length + 8} />)}</div></Panel>
      <div className={styles.low}>{['Tokens', 'Outputs', 'Cost'].map((t) => <Panel key={t} title={t}><div style={{ padding: '0 12px 12px', flex: 1, display: 'grid' }}><Skeleton height="100%" /></div></Panel>)}</div>
    </div>
  )
}
