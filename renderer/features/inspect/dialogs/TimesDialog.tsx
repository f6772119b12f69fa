/** Kernel time by part: median over the runs, with the range. */
import { Button } from '@mantine/core'
import { Bar, BarChart, CartesianGrid, Cell, ErrorBar, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { BlockTimes } from '@shared/rpc/contract'
import { ms, num, percent } from '../../../components/format'
import { partColors, partNames, parts } from '../cost/bars'
import { measureTimes } from '../measure'
import { timedParts, type TimedPart } from './parts'
import styles from './dialogs.module.css'

interface Tip { active?: boolean; payload?: readonly { payload: TimedPart }[] }

function TimeTip({ active, payload }: Tip) {
  const p = payload?.[0]?.payload
  return active && p ? <div className={styles.tip}><b>{p.label}</b> {ms(p.ms)} <span className="tx3">[{num(p.minMs, 2)}, {num(p.maxMs, 2)}]</span></div> : null
}

export function TimesDialog({ times }: { times: BlockTimes }) {
  const rows = timedParts(times)
  const data = rows.map((r) => ({ ...r, range: [r.ms - r.minMs, r.maxMs - r.ms] }))
  const width = Math.max(100, rows.length * 26)
  return <>
    <div className={styles.figures}>
      <div><b>{ms(times.totalMs)}</b><span>median of {num(times.runs)} runs, kernels</span></div>
      {parts.map((p) => { const sum = rows.filter((r) => r.part === p).reduce((n, r) => n + r.ms, 0); return sum > 0 && <div key={p}><b>{ms(sum)}</b><span>{partNames[p]}</span></div> })}
      <div><b>{percent(times.attributed)}</b><span>of kernel time has a part</span></div>
      <span className="sp" /><Button size="xs" onClick={() => void measureTimes(times.runs)}>Measure again</Button>
    </div>
    <div style={{ overflowX: 'auto' }}><div className={styles.chart} style={{ minWidth: width }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={data} margin={{ top: 4, right: 4, bottom: 36, left: 0 }} barCategoryGap={3}>
          <CartesianGrid stroke="var(--grid)" vertical={false} />
          <XAxis dataKey="label" interval={0} angle={-40} textAnchor="end" tickLine={false} />
          <YAxis width={40} tickCount={5} tickFormatter={(v: number) => num(v, v < 1 && v > 0 ? 1 : 0)} unit=" ms" tickLine={false} />
          <Tooltip content={<TimeTip />} cursor={{ fill: 'var(--raised)' }} />
          <Bar dataKey="ms" radius={2} isAnimationActive={false}>
            {data.map((d) => <Cell key={d.id} fill={partColors[d.part]} />)}
            <ErrorBar dataKey="range" width={3} strokeWidth={1} stroke="var(--tx3)" />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div></div>
    <div className={styles.keys}>{parts.map((p) => <span key={p}><i style={{ background: partColors[p] }} />{partNames[p]}</span>)}<span className="sp" /><span className="tx3">bracket: least and most of all runs</span></div>
    <div className={styles.table}><table>
      <thead><tr><th>Part</th><th>Kind</th><th className="n">Median</th><th className="n">Least</th><th className="n">Most</th></tr></thead>
      <tbody>{rows.map((r) => <tr key={r.id}><td>{r.label}</td><td className="tx2">{partNames[r.part]}</td><td className="n">{ms(r.ms)}</td><td className="n tx2">{ms(r.minMs)}</td><td className="n tx2">{ms(r.maxMs)}</td></tr>)}</tbody>
    </table></div>
  </>
}
