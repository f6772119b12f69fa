/** Cost above policy; as tabs where the window is low. */
import { useState } from 'react'
import { Button } from '@mantine/core'
import type { Manifest } from '@shared/model/manifest'
import { ProgressBar } from '../../components/bits'
import { Panel } from '../../components/Panel'
import { Segmented } from '../../components/Segmented'
import panel from '../../components/ui.module.css'
import { useWindowHeight, useWindowWidth } from '../../components/useWindow'
import { comparisonScale } from './compare/difference'
import { CostBody } from './cost/CostBody'
import cost from './cost/cost.module.css'
import styles from './inspect.module.css'
import { showTimes } from './measure'
import { timesFor } from './places'
import { PolicyBody } from './policy/PolicyBody'
import { resetPolicy, useInspect, type Shown } from './store'

export function CostPolicy({ shown, manifest }: { shown: Shown; manifest: Manifest }) {
  const [tab, setTab] = useState<'cost' | 'policy'>('cost')
  const height = useWindowHeight()
  const width = useWindowWidth()
  const variant = useInspect((s) => s.variant)
  const times = useInspect((s) => timesFor(s, shown.key))
  const scale = comparisonScale(shown, useInspect((s) => s.pinned)?.shown)
  const hasPolicy = manifest.lanes.length > 0
  // Where both would not fit, one is behind the other.
  const room = manifest.tasks.length > 4 || width < 1280 ? 960 : 860
  const tabs = hasPolicy && height < room
  const measured = Boolean(times?.data)
  const reset = <Button size="xs" variant="subtle" onClick={resetPolicy} disabled={variant !== 'manual'} data-testid="reset-policy">Reset</Button>
  const time = <Button size="xs" variant="subtle" onClick={showTimes} data-testid="measure-times">{measured || width <= 960 ? 'Block times' : 'Measure block times'}</Button>
  const costBody = <>
    {times?.cancel && <div className={cost.progress}><ProgressBar progress={times.progress} label="Measuring block times" onCancel={times.cancel} /></div>}
    <CostBody shown={shown} manifest={manifest} />
  </>
  if (tabs) {
    return (
      <Panel testId="cost-policy" label="Cost and policy" title={<Segmented<'cost' | 'policy'> label="Panel" value={tab} onChange={setTab} choices={[{ value: 'cost', label: 'Cost' }, { value: 'policy', label: 'Policy' }]} />} actions={tab === 'cost' ? time : reset}>
        <div className={styles.scroll}>{tab === 'cost' ? costBody : <PolicyBody shown={shown} manifest={manifest} />}</div>
      </Panel>
    )
  }
  return (
    <Panel testId="cost-policy" label="Cost and policy" title="Cost" aside={<span className="tx3 f1">{scale.unit}</span>} actions={time}>
      <div className={styles.scroll}>
        {costBody}
        {hasPolicy && <div className={styles.policy}>
          <header className={panel.head}><h2>Policy</h2><span className="sp" />{reset}</header>
          <PolicyBody shown={shown} manifest={manifest} />
        </div>}
      </div>
    </Panel>
  )
}
