/** The image as the model sees it, with the tokens of the selected block, and that block's numbers. */
import { useMemo } from 'react'
import type { Manifest } from '@shared/model/manifest'
import type { Picture } from '@shared/rpc/contract'
import { BlockFacts } from '../../../charts/routemap/BlockFacts'
import { buildRoute } from '../../../charts/routemap/model'
import { blockShort, selects } from '../../../charts/routemap/words'
import { Swatch } from '../../../components/bits'
import { macsScale, num, percent } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Segmented } from '../../../components/Segmented'
import { tileGrid } from '../../../components/tileGrid'
import { useSize } from '../../../components/useSize'
import { timesFor } from '../places'
import { measuredOf } from '../route/rows'
import { useInspect, type Shown } from '../store'
import { laneTiles, unionPicture } from './pictures'
import { TokenCanvas } from './TokenCanvas'
import styles from './tokens.module.css'

interface Props { shown: Shown; manifest: Manifest }

/** The prepared image belongs to the result; another image's is not shown under it. */
function usePrepared(shown: Shown): Picture | null {
  const prepared = useInspect((s) => s.prepared)
  return prepared?.key === `${shown.model}|${shown.image}` ? prepared.picture : null
}

export function TokensPanel({ shown, manifest }: Props) {
  const { block, tokensView, solo, timesAt, stability, pinned } = useInspect()
  const times = useInspect((s) => timesFor(s, shown.key)?.data ?? null)
  const prepared = usePrepared(shown)
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const { inspection } = shown
  const route = useMemo(() => buildRoute(manifest, inspection.decision, shown.settings), [manifest, inspection.decision, shown.settings])
  const b = route.blocks.find((x) => x.id === block)
  const other = useMemo(() => (pinned ? buildRoute(pinned.manifest, pinned.shown.inspection.decision, pinned.shown.settings) : null), [pinned])
  const otherBlock = other?.blocks.find((x) => x.id === block)
  const union = useMemo(() => (b ? unionPicture(inspection, route, b, prepared, solo) : null), [inspection, route, b, prepared, solo])
  const otherUnion = useMemo(() => (pinned && other && otherBlock ? unionPicture(pinned.shown.inspection, other, otherBlock, pinned.prepared, solo) : null), [pinned, other, otherBlock, solo])
  const tiles = useMemo(() => (b ? laneTiles(inspection, route, b, prepared) : []), [inspection, route, b, prepared])
  if (!b || !union) return null

  // Where nothing decides, all lanes run all tokens.
  const selective = route.gated || route.tokenwise
  const byTask = tokensView === 'task' && route.lanes.length > 1 && selective && !pinned
  const grid = tileGrid(width, height, byTask ? tiles.length : pinned ? 2 : 1, byTask || pinned ? 20 : 0, byTask ? 6 : 8, 1, byTask ? 48 : 0)
  const sentence = !b.ran ? (b.emptied ? 'No token was selected, so the block was skipped' : 'Bypassed: no token runs here')
    : route.tokenwise ? `${percent(b.total > 0 ? b.selected / b.total : 0)} of ${num(b.total)} tokens run the FFN` : `All ${num(b.total)} tokens run`
  const measured = measuredOf(times, timesAt, stability?.key === shown.key ? stability.data : null)[b.id]
  return (
    <Panel
      title="Tokens" aside={<span className="tx3 f1 nw hide-narrow">{blockShort(b)}</span>} testId="tokens-panel" label="Tokens of the selected block"
      actions={route.lanes.length > 1 && selective && !pinned && <Segmented label="Tokens of" value={tokensView} onChange={(v) => useInspect.setState({ tokensView: v })}
        choices={[{ value: 'union', label: 'Union' }, { value: 'task', label: 'By task' }]} />}
    >
      <div className={styles.area} ref={ref} title={`${sentence}. Attention always sees all tokens.`}>
        {width > 0 && (byTask
          ? <div className={styles.tiles} style={{ gridTemplateColumns: `repeat(${grid.columns}, ${grid.size}px)` }}>
              {tiles.map((t) => <div key={t.id}>
                <div className={styles.cap}><Swatch color={t.color ?? 'var(--neutral)'} /><span className="ellipsis" title={t.label}>{t.label}</span><span className="sp" />{grid.size >= 100 && <span className="tx2">{b.lanes.some((l) => l.lane === t.id && selects(l)) ? num(t.selected) : '\u2013'}</span>}</div>
                <TokenCanvas picture={t.picture} size={grid.size} label={`${t.label}: ${t.selected} of ${t.total} tokens`} />
              </div>)}
            </div>
          : pinned
            ? <div className={styles.tiles} style={{ gridTemplateColumns: `repeat(${grid.columns}, ${grid.size}px)` }}>
                <div><div className={styles.cap}><span className={styles.letter}>A</span><span className="tx2">{num(b.selected)} of {num(b.total)}</span></div><TokenCanvas picture={union} size={grid.size} label={`A: ${sentence}`} /></div>
                <div><div className={styles.cap}><span className={styles.letter}>B</span><span className="tx2">{otherBlock ? `${num(otherBlock.selected)} of ${num(otherBlock.total)}` : 'no such block'}</span></div>{otherUnion && <TokenCanvas picture={otherUnion} size={grid.size} label="B" />}</div>
              </div>
            : <TokenCanvas picture={union} size={Math.floor(Math.min(width, height))} label={sentence} />)}
      </div>
      <div className={styles.line}>{sentence}</div>
      {!pinned && <div className={styles.detail}><BlockFacts b={b} r={route} scale={macsScale(inspection.decision.macs.static)} measured={measured} /></div>}
    </Panel>
  )
}
