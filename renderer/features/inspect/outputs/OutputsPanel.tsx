/** What each task's decoder predicts, against the truth, and against static or the pinned result. */
import { useMemo } from 'react'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconColumns2 } from '@tabler/icons-react'
import type { Manifest } from '@shared/model/manifest'
import { Panel } from '../../../components/Panel'
import { Segmented, type Choice } from '../../../components/Segmented'
import { tileGrid } from '../../../components/tileGrid'
import { useWindowWidth } from '../../../components/useWindow'
import { useSize } from '../../../components/useSize'
import { setOutputView, useInspect, type OutputView, type Shown } from '../store'
import { OutputTileView } from './OutputTile'
import { outputTiles } from './tiles'
import styles from './outputs.module.css'

const choices = (short: boolean): Choice<OutputView>[] =>
  ([['prediction', 'Prediction', 'P'], ['truth', 'Truth', 'T'], ['difference', 'Difference', 'Δ']] as const).map(([value, name, letter]) => ({ value, label: short ? letter : name, title: name }))

/** Below this side, in pixels, a picture tells nothing: the panel scrolls instead. */
const leastSide = 72

export function OutputsPanel({ shown, manifest }: { shown: Shown; manifest: Manifest }) {
  const { outputView, outputOverride, compareStatic, fixed, baseline, pinned, variant } = useInspect()
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const small = useWindowWidth() <= 960
  const canCompare = manifest.lanes.length > 0 && variant !== 'static' && !pinned
  const tiles = useMemo(() => outputTiles({
    shown, manifest, view: outputView, override: outputOverride, baseline,
    second: pinned ? { shown: pinned.shown, tag: 'B', firstTag: 'A' } : compareStatic && canCompare ? { shown: fixed, tag: 'static', firstTag: variant } : null
  }), [shown, manifest, outputView, outputOverride, baseline, pinned, compareStatic, canCompare, fixed, variant])
  const pictures = tiles[0]?.sides.length ?? 1
  const lines = tiles.some((t) => t.sides.some((s) => s.metric !== null)) ? 16 : 0
  const grid = tileGrid(width, height, tiles.length, 22 + lines, 8, pictures, leastSide)
  const mixed = Object.keys(outputOverride).length > 0 && tiles.some((t) => t.view !== outputView)
  return (
    <Panel
      title="Outputs" testId="outputs-panel" label="Outputs"
      actions={<>
        {canCompare && <Tooltip label={compareStatic ? 'Adaptive only' : 'Compare with static'}>
          <ActionIcon aria-label="Compare with static" aria-pressed={compareStatic} onClick={() => useInspect.setState({ compareStatic: !compareStatic })} data-testid="compare-static"><IconColumns2 size={16} stroke={1.5} /></ActionIcon>
        </Tooltip>}
        <Segmented label="Show" value={mixed ? null : outputView} choices={choices(small)} onChange={setOutputView} testId="output-view" />
      </>}
    >
      <div className={styles.area}><div ref={ref} className={styles.tiles} style={{ gridTemplateColumns: `repeat(${grid.columns}, auto)` }}>
        {width > 0 && tiles.map((t) => <OutputTileView key={t.task} tile={t} size={grid.size} lines={lines > 0} />)}
      </div></div>
    </Panel>
  )
}
