/** Where in the picture tokens are selected, averaged over the set, by block and task. */
import { useEffect, useRef, useState } from 'react'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import { Swatch } from '../../../../components/bits'
import { explain, num, percent } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { useScheme } from '../../../../components/useScheme'
import { call } from '../../../../state/engine'
import { blockShort } from '../../words'
import { useSweep } from '../data'
import { useResult } from '../store'
import styles from '../views.module.css'

interface Densities { images: number; blocks: Record<string, Record<string, Float32Array>> }

function useDensities(sweep: string, variant: string): { data: Densities | null; none: boolean; failure: ErrorValue | null } {
  const version = useResult((s) => s.version)
  const [state, set] = useState<{ key: string; data: Densities | null; none: boolean; failure: ErrorValue | null }>({ key: '', data: null, none: false, failure: null })
  const key = `${sweep} ${variant}`
  useEffect(() => {
    let gone = false
    call('sweeps.densities', { sweep, variant }).then((data) => { if (!gone) set({ key, data, none: data === null, failure: null }) }, (e: unknown) => { if (!gone) set({ key, data: null, none: false, failure: toErrorValue(e) }) })
    return () => { gone = true }
  }, [sweep, variant, key, version])
  return state.key === key ? state : { data: null, none: false, failure: null }
}

const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)

export function TokensView() {
  const d = useSweep(), { sweep, variant, lanes, c } = d
  const { data, none, failure } = useDensities(sweep.id, variant.id)
  const [ref, { width }] = useSize<HTMLDivElement>()
  const [chosen, setChosen] = useState<{ block: string; lane: string } | null>(null)
  const rows = [...lanes.map((l) => ({ id: l.id, color: l.color.fill })), { id: 'union', color: 'var(--run)' }]
  const side = Math.max(26, Math.min(84, Math.floor((width - 24 - 116) / Math.max(1, c.blocks.length)) - 8))
  const shown = chosen ?? (data ? firstOf(data, c.blocks) : null)
  const density = shown && data?.blocks[shown.block]?.[shown.lane]
  return (
    <div className={`${styles.two} ${styles.broad}`}>
      <Panel title="Where tokens are selected" testId="tokens-view" className={styles.panel} aside={<span className="tx3 f1 ellipsis">{data ? `share of ${num(data.images)} images; the filter does not apply` : ''}</span>}>
        {failure ? <p className={styles.note} role="alert">{failure.message}. {explain(failure)}</p> : none ? <p className={styles.note}>This sweep kept no token densities: only one that is made for its own sake does.</p>
          : <div ref={ref} className={styles.maps} style={{ gridTemplateColumns: `104px repeat(${c.blocks.length}, ${side + 2}px)` }}>
              <span />{c.blocks.map((b) => <span key={b} className={styles.head}>{blockShort(b)}</span>)}
              {data && rows.map((r) => <FragmentRow key={r.id} r={r} data={data} side={side} blocks={c.blocks} chosen={shown} onChoose={setChosen} />)}
            </div>}
      </Panel>
      <Panel title={<h2>{shown ? `${blockShort(shown.block)}, ${shown.lane}` : 'A block'}</h2>} className={styles.panel} testId="token-map" aside={density ? <span className="tx3 f1">{percent(mean(density))} of its tokens, mean</span> : undefined}>
        {density && <Large density={density} color={rows.find((r) => r.id === shown.lane)?.color ?? 'var(--run)'} label={`${blockShort(shown.block)}, ${shown.lane}`} />}
        <p className={styles.note}>Each square is a token where it lies in the picture: the brighter, the more images selected it. A block that did not run selected none.</p>
      </Panel>
    </div>
  )
}

/** The first block whose tokens differ from each other: there is something to see. */
function firstOf(data: Densities, blocks: readonly string[]): { block: string; lane: string } | null {
  const spread = (b: string): number => { const u = data.blocks[b]?.union; return u ? Math.max(...u) - Math.min(...u) : 0 }
  const best = [...blocks].sort((a, b) => spread(b) - spread(a))[0]
  return best === undefined ? null : { block: best, lane: 'union' }
}

interface RowProps { r: { id: string; color: string }; data: Densities; side: number; blocks: readonly string[]; chosen: { block: string; lane: string } | null; onChoose(to: { block: string; lane: string }): void }

function FragmentRow({ r, data, side, blocks, chosen, onChoose }: RowProps) {
  return <>
    <span className={styles.lane}>{r.id !== 'union' && <Swatch color={r.color} />}<span className={r.id === 'union' ? 'b' : 'ellipsis'}>{r.id === 'union' ? 'any task' : r.id}</span></span>
    {blocks.map((block) => {
      const density = data.blocks[block]?.[r.id], share = density ? mean(density) : 0
      return <button key={block} type="button" className={styles.map} aria-pressed={chosen?.block === block && chosen.lane === r.id} aria-label={`${blockShort(block)}, ${r.id}: ${percent(share)} of tokens`} title={`${blockShort(block)}, ${r.id}: ${percent(share)} of tokens`} onClick={() => onChoose({ block, lane: r.id })} style={{ width: side + 2, height: side + 2 }}>
        {density && <DensityMap density={density} color={r.color} side={side} />}
      </button>
    })}
  </>
}

function Large({ density, color, label }: { density: Float32Array; color: string; label: string }) {
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const side = Math.max(40, Math.floor(Math.min(width, height, 420)))
  return <div className={styles.large} ref={ref} role="img" aria-label={label}>{width > 0 && <DensityMap density={density} color={color} side={side} />}</div>
}

function DensityMap({ density, color, side }: { density: Float32Array; color: string; side: number }) {
  const ref = useRef<HTMLCanvasElement>(null), theme = useScheme()
  const n = Math.round(Math.sqrt(density.length))
  useEffect(() => {
    const c = ref.current?.getContext('2d')
    if (!c) return
    c.canvas.width = n
    c.canvas.height = n
    const name = /var\((--[\w-]+)\)/.exec(color)?.[1] ?? '--run'
    c.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    density.forEach((v, i) => { c.globalAlpha = Math.min(1, v); c.fillRect(i % n, Math.floor(i / n), 1, 1) })
  }, [density, color, n, theme])
  return <canvas ref={ref} style={{ width: side, height: side }} />
}
