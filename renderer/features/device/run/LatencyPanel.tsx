/** Which share of inferences took at most so long, and the percentiles. */
import { useMemo, type ReactNode } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { RunDetail } from '@shared/runs/run'
import { niceAxis } from '../../../charts/trace/axis'
import { Skeleton } from '../../../components/bits'
import { ms, num, percent } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Key } from '../Key'
import { looks, noLook } from '../variants'
import { Ci } from './Ci'
import { ecdf, ecdfDomain, type EcdfPoint } from './ecdf'
import { useRun } from './store'
import page from '../device.module.css'
import styles from './run.module.css'

interface Tip { active?: boolean; payload?: readonly { payload: EcdfPoint; dataKey?: unknown; value?: unknown }[]; label(id: string): string }

function DrawTip({ active, payload, label }: Tip) {
  const p = payload?.[0]
  if (!active || !p) return null
  const id = String(p.dataKey).replace(/^share /, '')
  return <div className={page.tip}>{label(id)}: <b>{percent(Number(p.value))}</b> within {ms(p.payload.ms)}</div>
}

export function LatencyPanel({ detail, tabs }: { detail: RunDetail; tabs?: ReactNode }) {
  const latencies = useRun((s) => s.latencies)
  const look = looks(detail.plan.variants)
  const slowest = Math.max(0, ...detail.variants.map((v) => v.latencyMs?.p50 ?? 0))
  const d = slowest < 10 ? 2 : slowest < 100 ? 1 : 0
  const data = useMemo(() => (latencies ? ecdf(latencies) : null), [latencies])
  const axis = useMemo(() => { const [low, high] = latencies ? ecdfDomain(latencies) : [0, 1]; return niceAxis(low, high, 4) }, [latencies])
  return (
    <Panel title={tabs ?? 'Latency'} testId="latency" aside={<span className="tx3 f1">ms</span>}>
      <div className={styles.split}>
        <div className={styles.chart}>
          {!data ? <Skeleton height="100%" /> : data.length === 0 ? <p className={page.quiet}>No inference was recorded.</p>
            : <ResponsiveContainer width="100%" height="100%">
                <LineChart data={data} margin={{ top: 6, right: 12, bottom: -4, left: 0 }}>
                  <CartesianGrid stroke="var(--grid)" vertical={false} />
                  <XAxis dataKey="ms" type="number" domain={[axis.low, axis.high]} ticks={axis.ticks} allowDataOverflow tickFormatter={(v: number) => num(v, axis.digits)} tickLine={false} />
                  <YAxis width={44} domain={[0, 1]} ticks={[0, 0.5, 0.9, 1]} tickFormatter={(v: number) => (v === 0.5 ? 'p50' : v === 0.9 ? 'p90' : percent(v))} tickLine={false} axisLine={false} />
                  <ReferenceLine y={0.5} stroke="var(--line2)" strokeDasharray="3 3" />
                  <Tooltip content={<DrawTip label={(id) => look.get(id)?.label ?? id} />} cursor={{ stroke: 'var(--line2)' }} />
                  {detail.variants.map((v) => <Line key={v.id} dataKey={`share ${v.id}`} type="stepAfter" connectNulls dot={false} stroke={`var(--${(look.get(v.id) ?? noLook).color})`} strokeWidth={2} isAnimationActive={false} activeDot={{ r: 3 }} />)}
                </LineChart>
              </ResponsiveContainer>}
        </div>
        <div className={styles.figures}><table>
          <thead><tr><th>Variant</th><th className="n">Median, 95 %</th><th className="n">p90</th><th className="n">p99</th><th className="n">Max</th><th className="n" title="Beyond Tukey's fences; kept and flagged">Outliers</th></tr></thead>
          <tbody>{detail.variants.map((v) => {
            const l = v.latencyMs
            return <tr key={v.id}><td><span className="row"><Key look={look.get(v.id) ?? noLook} /><span className={styles.label}>{v.label}</span></span></td>
              {l ? <><Ci e={l.median} least={d} most={d} /><td className="n">{num(l.p90, d)}</td><td className="n">{num(l.p99, d)}</td><td className="n">{num(l.max, d)}</td></> : <td className="n tx3" colSpan={4}>no inference</td>}
              <td className="n" title={`${num(v.outliers)} of ${num(v.inferences)} inferences`}>{num(v.outliers)}</td></tr>
          })}</tbody>
        </table></div>
      </div>
    </Panel>
  )
}
