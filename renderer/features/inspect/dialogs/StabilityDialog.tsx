/** How the decision holds up under noise: how often each block ran, and how often each task asked. */
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { Manifest } from '@shared/model/manifest'
import type { Stability } from '@shared/rpc/contract'
import { buildRoute } from '../../../charts/routemap/model'
import { blockShort } from '../../../charts/routemap/words'
import { Swatch } from '../../../components/bits'
import { macs, macsScale, num, percent } from '../../../components/format'
import { measureStability } from '../measure'
import type { Shown } from '../store'
import styles from './dialogs.module.css'

interface Row { id: string; label: string; ran: number; [lane: `lane ${string}`]: number }
interface Tip { active?: boolean; payload?: readonly { payload: Row }[]; lanes: readonly { id: string; color: { fill: string } }[] }

function DrawTip({ active, payload, lanes }: Tip) {
  const p = payload?.[0]?.payload
  if (!active || !p) return null
  return <div className={styles.tip}><b>{p.label}</b> ran in {percent(p.ran)}{lanes.map((l) => <div key={l.id} className="row" style={{ gap: 5 }}><Swatch color={l.color.fill} />{l.id} {percent(p[`lane ${l.id}`] ?? 0)}</div>)}</div>
}

export function StabilityDialog({ stability, shown, manifest }: { stability: Stability; shown: Shown; manifest: Manifest }) {
  const route = useMemo(() => buildRoute(manifest, shown.inspection.decision, shown.settings), [manifest, shown])
  const lanes = route.lanes.filter((l) => !l.off)
  const rows = route.blocks.map((b): Row => ({
    id: b.id, label: blockShort(b), ran: stability.ran[b.id] ?? 0,
    ...Object.fromEntries(lanes.map((l) => [`lane ${l.id}`, stability.blocks[b.id]?.[l.id]?.activation ?? 0]))
  }))
  const s = macsScale(shown.inspection.decision.macs.static)
  const unsure = rows.filter((r) => r.ran > 0.05 && r.ran < 0.95).length
  return <>
    <div className={styles.figures}>
      <div><b>{macs(stability.macs.mean, s)} {s.unit}</b><span>mean of {num(stability.draws)} draws</span></div>
      <div><b>[{macs(stability.macs.min, s)}, {macs(stability.macs.max, s)}]</b><span>least, most</span></div>
      <div><b>{num(unsure)} of {num(rows.length)}</b><span>blocks run in 5 to 95 % of draws</span></div>
      <span className="sp" /><Button size="xs" onClick={() => void measureStability(stability.draws * 5 > 1000 ? 1000 : stability.draws * 5, 1)} disabled={stability.draws >= 1000}>More draws</Button>
    </div>
    <div className={styles.chart}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={rows} margin={{ top: 6, right: 4, bottom: 0, left: 0 }} barCategoryGap="24%">
          <CartesianGrid stroke="var(--grid)" vertical={false} />
          <XAxis dataKey="label" interval={0} tickLine={false} />
          <YAxis width={40} domain={[0, 1]} ticks={[0, 0.25, 0.5, 0.75, 1]} tickFormatter={(v: number) => percent(v)} tickLine={false} />
          <Tooltip content={<DrawTip lanes={lanes} />} cursor={{ fill: 'var(--raised)' }} />
          <Bar dataKey="ran" fill="var(--line2)" radius={2} isAnimationActive={false} />
          {lanes.map((l) => <Line key={l.id} dataKey={`lane ${l.id}`} stroke="none" dot={{ r: 4, fill: l.color.fill, stroke: 'var(--panel)', strokeWidth: 1 }} activeDot={false} isAnimationActive={false} />)}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
    <div className={styles.keys}><span><i style={{ background: 'var(--line2)' }} />block ran</span>{lanes.map((l) => <span key={l.id}><i style={{ background: l.color.fill, borderRadius: 4 }} />{l.id} asked</span>)}</div>
    <div className={styles.table}><table>
      <thead><tr><th>Block</th><th className="n">Ran</th>{lanes.map((l) => <th key={l.id} className="n">{l.id} asks, flips</th>)}</tr></thead>
      <tbody>{route.blocks.map((b) => <tr key={b.id}><td>{blockShort(b)}</td><td className="n">{percent(stability.ran[b.id] ?? 0)}</td>
        {lanes.map((l) => { const d = stability.blocks[b.id]?.[l.id]; return <td key={l.id} className="n">{d ? <>{percent(d.activation)} <span className="tx3">{percent(d.flip)}</span></> : '\u2013'}</td> })}</tr>)}</tbody>
    </table></div>
    <p className="tx3 f0" style={{ marginTop: 8 }}>Flips: share of draws in which the answer differs from the rule without noise.</p>
  </>
}
