/** The four views of a set of images at once: who asks for what, cost against difficulty, groups of routes, and the images. */
import { ClustersPanel } from './ClustersPanel'
import { FrequencyPanel } from './FrequencyPanel'
import { RelationPanel } from './RelationPanel'
import { ImagesPanel } from '../table/ImagesPanel'
import { useSweep } from '../data'
import styles from './overview.module.css'

export function Overview() {
  const gated = useSweep().c.lanes.length > 0
  return (
    <div className={styles.grid} data-gated={gated}>
      {gated && <FrequencyPanel />}
      <RelationPanel />
      {gated && <ClustersPanel />}
      <ImagesPanel />
    </div>
  )
}
