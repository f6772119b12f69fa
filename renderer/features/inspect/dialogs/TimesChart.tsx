/** Kernel time by part as bars with the range of all runs. */
import { Bar, BarChart, CartesianGrid, ErrorBar, LabelList, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { ms, num } from '../../../components/format'
import { decimals, niceTicks } from '../../../components/ticks'
import { partColors, partNames, parts } from '../cost/bars'
import { timedBars, type TimedBar, type TimedPart } from './parts'
import styles from './dialogs.module.css'

interface Tip { active?: boolean; payload?: readonly { payload: TimedBar }[] }

function TimeTip({ active, payload }: Tip) {
  const p = payload?.[0]?.payload
  return active && p ? <div className={styles.tip}><b>{p.label}</b> {ms(p.ms)}{p.beyond ? <span className="tx3"> one run took far longer</span> : null}</div> : null
}

/** A small triangle at the end of a bracket that the axis cuts. */
function Beyond({ x, width, value }: { x?: number | string; width?: number | string; value?: unknown }) {
  return value === true ? <path d={`M${Number(x) + Number(width) / 2 - 3.5} 10l3.5-6 3.5 6z`} fill="var(--tx3)" /> : null
}

export function TimesChart({ rows }: { rows: readonly TimedPart[] }) {
  const { bars, top } = timedBars(rows)
  const ticks = niceTicks(top, 4)
  const beyond = bars.some((b) => b.beyond)
  return <>
    <div style={{ overflowX: 'auto' }}><div className={styles.chart} style={{ minWidth: bars.length * 24 + 60 }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={bars.map((b) => ({ ...b, fill: partColors[b.part] }))} margin={{ top: 12, right: 4, bottom: 36, left: 0 }} barCategoryGap={3}>
          <CartesianGrid stroke="var(--grid)" vertical={false} />
          <XAxis dataKey="label" interval={0} angle={-40} textAnchor="end" tickLine={false} />
          <YAxis width={48} ticks={ticks} domain={[0, top]} tickFormatter={(v: number) => num(v, decimals(ticks))} unit=" ms" tickLine={false} />
          <Tooltip content={<TimeTip />} cursor={{ fill: 'var(--raised)' }} isAnimationActive={false} />
          <Bar dataKey="ms" radius={2} isAnimationActive={false}>
            <ErrorBar dataKey="range" width={3} strokeWidth={1} stroke="var(--tx3)" isAnimationActive={false} />
            <LabelList dataKey="beyond" content={<Beyond />} />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div></div>
    <div className={styles.keys}>
      {parts.map((p) => <span key={p}><i style={{ background: partColors[p] }} />{partNames[p]}</span>)}<span className="sp" />
      <span className="tx3">bracket: least and most of all runs{beyond ? '; \u25b2 goes on beyond the axis' : ''}</span>
    </div>
  </>
}
