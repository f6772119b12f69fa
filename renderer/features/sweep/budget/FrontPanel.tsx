/** What accuracy costs: the variants of a sweep, and the front of those that no other one beats. */
import { useMemo, useState } from 'react'
import { paretoFront } from '@shared/sweep/pareto'
import { tunedId } from '@shared/sweep/tune/variants'
import { axisOf, nearestPoint, toX, toY, type Frame } from '../../../charts/scatter/geometry'
import { ms, num, percent, signed, withUnit } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Segmented } from '../../../components/Segmented'
import { useSize } from '../../../components/useSize'
import { useSweep } from '../result/data'
import { useGains } from '../result/gains'
import { usePooled } from '../result/pooled'
import { usePrediction } from './prediction'
import styles from './budget.module.css'

type Against = 'macs' | 'latency' | 'energy'

export function FrontPanel() {
  const d = useSweep(), { sweep, c, rows, base } = d
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const [at, setAt] = useState<number | null>(null)
  const [wanted, setAgainst] = useState<Against>('macs')
  const prediction = usePrediction((s) => (s.data?.sweep === sweep.id ? s.data : null))
  const against = prediction === null || (wanted === 'energy' && !prediction.run?.meanW) ? 'macs' : wanted
  const variants = useMemo(() => sweep.plan.variants.filter((v) => v.settings.noiseSeed === null && Object.keys(v.settings.blocks).length === 0), [sweep])
  const sets = useMemo(() => [{ c, rows }], [c, rows])
  const { figures } = usePooled(sweep.id, variants.map((v) => v.id), sets), gains = useGains(sweep.id, base.id, variants.filter((v) => v.id !== base.id).map((v) => v.id), sets[0]!)
  const points = useMemo(() => {
    const others = variants.filter((v) => v.id !== base.id)
    return variants.map((v, i) => {
      const pooled = figures[0]?.[i], predicted = prediction?.variants.find((p) => p.variant === v.id)
      const cost = against === 'macs' ? (pooled?.executed ?? NaN) / (pooled?.staticMacs ?? NaN) : (against === 'latency' ? predicted?.meanMs : predicted?.energyJ) ?? NaN
      return { v, cost, gain: v.id === base.id ? 0 : gains?.[others.indexOf(v)]?.gain.value ?? NaN }
    })
  }, [variants, figures, gains, prediction, against, base])
  const front = paretoFront(points), known = points.filter((p) => Number.isFinite(p.cost) && Number.isFinite(p.gain))
  const left = 46, top = 14, f: Frame = {
    left, top, width: Math.max(10, width - left - 16), height: Math.max(10, height - top - 36),
    x: axisOf(known.map((p) => p.cost), 5), y: axisOf(known.map((p) => p.gain), 4)
  }
  const cost = (v: number): string => (against === 'macs' ? percent(v, 1) : against === 'latency' ? ms(v) : withUnit(num(v, 3), 'J'))
  const x = (p: { cost: number }): number => toX(f, p.cost), y = (p: { gain: number }): number => toY(f, p.gain)
  const say = (i: number): string => { const p = points[i]!; return `${p.v.label}: ${cost(p.cost)}${against === 'macs' ? ' of the static MACs' : ''}, Δm ${signed(p.gain, 2)} %${front.includes(i) ? ', on the front' : ''}` }
  return (
    <Panel title="Accuracy against cost" testId="front" className={styles.panel} aside={<span className="tx3 f1 ellipsis hide-narrow">Δm against {base.label.toLowerCase()}, %; the line joins what nothing else beats</span>}
      actions={prediction && <Segmented<Against> label="Cost" value={against} onChange={setAgainst} choices={[{ value: 'macs', label: 'MACs' }, { value: 'latency', label: 'Latency', title: 'Predicted from block times' }, { value: 'energy', label: 'Energy', title: 'Estimated: predicted latency × measured power', disabled: !prediction.run?.meanW }]} />}>
      <div className={styles.chart} ref={ref}>
        {width > 0 && known.length > 0 && <svg width={width} height={height} role="img" aria-label={`Accuracy against cost of ${num(known.length)} variants`} onMouseLeave={() => setAt(null)} onMouseMove={(e) => {
          const box = e.currentTarget.getBoundingClientRect(), i = nearestPoint(f, points.map((p) => p.cost), points.map((p) => p.gain), e.clientX - box.left, e.clientY - box.top, 40)
          setAt(i < 0 ? null : i)
        }}>
          {f.y.ticks.map((t) => <g key={t}><path d={`M${left} ${toY(f, t)}H${left + f.width}`} stroke="var(--grid)" /><text x={left - 6} y={toY(f, t) + 3.5} textAnchor="end" className={styles.tick}>{num(t, tickDigits(f.y.ticks))}</text></g>)}
          {f.x.ticks.map((t) => <text key={t} x={toX(f, t)} y={height - 18} textAnchor="middle" className={styles.tick}>{against === 'macs' ? percent(t) : num(t, tickDigits(f.x.ticks))}</text>)}
          <text x={left + f.width / 2} y={height - 3} textAnchor="middle" className={styles.tick}>{against === 'macs' ? 'mean MACs, of the static model' : against === 'latency' ? 'predicted latency, ms' : 'estimated energy, J'}</text>
          {front.length > 1 && <path d={front.map((i, k) => `${k === 0 ? 'M' : 'L'}${x(points[i]!)} ${y(points[i]!)}`).join('')} fill="none" stroke="var(--adapt)" opacity={0.5} />}
          {points.map((p, i) => Number.isFinite(p.cost) && Number.isFinite(p.gain) && <g key={p.v.id} tabIndex={0} role="img" aria-label={say(i)} onFocus={() => setAt(i)} onBlur={() => setAt(null)} data-testid="front-point">
            <circle cx={x(p)} cy={y(p)} r={p.v.id === tunedId ? 6 : 4.5} fill={p.v.id === base.id ? 'var(--static)' : p.v.id === tunedId ? 'var(--adapt)' : 'var(--panel)'} stroke={p.v.id === base.id ? 'var(--static)' : 'var(--adapt)'} strokeWidth={1.6} />
            {(variants.length <= 6 || at === i) && <text x={x(p) + (x(p) > left + f.width * 0.7 ? -10 : 10)} y={y(p) + 4} textAnchor={x(p) > left + f.width * 0.7 ? 'end' : 'start'} className={styles.name} data-on={at === i}>{p.v.label}</text>}
          </g>)}
        </svg>}
        {known.length === 0 && <p className={styles.none}>{gains === null || figures.length === 0 ? 'Being worked out' : 'No task has ground truth here, so there is no accuracy to show.'}</p>}
      </div>
      <div className={styles.readout}>{at === null ? 'Point at a variant for its figures' : say(at)}</div>
    </Panel>
  )
}

/** As many digits as tell neighbouring ticks apart. */
function tickDigits(ticks: readonly number[]): number {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0))
  return step >= 1 || step === 0 ? 0 : Math.min(4, Math.ceil(-Math.log10(step) - 1e-9))
}
