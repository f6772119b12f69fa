/** A sweep before it runs: which images, what was found in them, what runs over them. */
import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react'
import { ProgressBar } from '../../../components/bits'
import { explain, num, plural } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { useSession } from '../../../state/session'
import { useLive } from '../live/store'
import { ChooseDataset } from './ChooseDataset'
import { FoundPanel } from './FoundPanel'
import { MapperDialog } from './MapperDialog'
import { startNow, useStart } from './store'
import { usePlanned } from './usePlanned'
import { WhatRuns } from './WhatRuns'
import styles from './start.module.css'

export function StartView({ switcher }: { switcher: ReactNode }) {
  const { ref, dataset, finding, failure } = useStart()
  const { starting, failure: refused } = useLive()
  const planned = usePlanned()
  return (
    <div className={styles.page} data-testid="sweep-start" data-found={dataset !== null}>
      <header className={styles.bar}>
        {switcher}
        <span className={`${styles.sentence} ellipsis`} data-testid="start-sentence">{dataset && planned.rows > 0
          ? <><b>{num(planned.images)}</b> {planned.images === 1 ? 'image' : 'images'} of {dataset.title}, <b>{num(planned.variants.length)}</b> {planned.variants.length === 1 ? 'variant' : 'variants'}: {plural(planned.rows, 'run')}</>
          : 'A model over a whole data set: routes, accuracy and cost of many images'}</span>
        <span className="sp" />
        {planned.why !== null && dataset && <span className="tx3 f1 nw hide-narrow">{planned.why}</span>}
        <Button variant="filled" disabled={planned.why !== null || starting !== null} title={planned.why ?? undefined} leftSection={<IconPlayerPlay size={15} stroke={1.5} />} onClick={startNow} data-testid="start-sweep">Start sweep</Button>
      </header>
      {(starting || refused) && <div className={styles.over}>
        {starting ? <ProgressBar progress={starting.progress} label="Reading the data set" onCancel={starting.cancel} />
          : refused && <div className={styles.refused} role="alert"><IconAlertTriangle size={17} stroke={1.5} /><div><b>{refused.message}.</b> <span>{explain(refused)}</span></div><span className="sp" /><Button size="xs" onClick={() => useLive.setState({ failure: null })}>Close</Button></div>}
      </div>}
      <div className={styles.columns}>
        {dataset ? <FoundPanel dataset={dataset} />
          : <Panel className={styles.left} label="Data set">
              {finding ? <div className={styles.center}><div className={styles.wait}><h2>Looking at the data set</h2><p className="tx2 ellipsis" title={ref?.root}>{ref?.root}</p><ProgressBar progress={finding.progress} label="Reading folders" onCancel={finding.cancel} /></div></div>
                : failure ? <Refused /> : <ChooseDataset />}
            </Panel>}
        <WhatRuns planned={planned} />
      </div>
      <MapperDialog />
    </div>
  )
}

/** A folder that is no data set, as far as the studio can tell. */
function Refused() {
  const { failure, ref } = useStart()
  const hasModel = useSession((s) => s.model !== null)
  if (!failure) return null
  return (
    <div className={styles.center} role="alert" data-testid="dataset-failure">
      <div className={styles.wait}>
        <h2>{failure.message}</h2>
        <p className="tx2">{explain(failure)}</p>
        <p className="tx3 f1 ellipsis" title={failure.file ?? ref?.root}>{failure.file ?? ref?.root}</p>
        <div className="row">
          <Button variant="filled" autoFocus onClick={() => useStart.setState({ failure: null, ref: null })}>Choose another</Button>
          {hasModel && <Button onClick={() => useStart.setState({ mapping: true })} data-testid="explain-layout">Explain this layout</Button>}
        </div>
      </div>
    </div>
  )
}
