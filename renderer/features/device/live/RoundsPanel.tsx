/** The latency ratio of each round with its interval, against the line of no change. */
import { memo } from 'react'
import { CartesianGrid, ComposedChart, ErrorBar, ReferenceLine, ResponsiveContainer, Scatter, Tooltip, XAxis, YAxis } from 'recharts'
import { niceAxis } from '../../../charts/trace/axis'
import { num } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import type { Look } from '../variants'
import { noLook } from '../variants'
import { ratioText } from '../words'
import type { RoundEvent } from './store'
import styles from '../device.module.css'

interface Point { round: number; value: number; error: [number, number]; text: string; label: string }

function Tip({ active, payload }: { active?: boolean; payload?: readonly { payload: Point }[] }) {
  const p = payload?.[0]?.payload
  return active && p ? <div className={styles.tip}><b>Round {p.round}</b>, {p.label}: {p.text}</div> : null
}

/** Only a new round changes it, while all around it changes several times a second. */
export const RoundsPanel = memo(function RoundsPanel({ rounds, planned, looks }: { rounds: readonly RoundEvent[]; planned: number; looks: ReadonlyMap<string, Look> }) {
  const variants = [...new Set(rounds.map((r) => r.variant))]
  const low = Math.min(1, ...rounds.map((r) => r.latency.low))
  const high = Math.max(1, ...rounds.map((r) => r.latency.high))
  const axis = niceAxis(low, high, 3)
  const points = (id: string): Point[] => rounds.filter((r) => r.variant === id).map(({ round, latency: e }) => ({
    round: round + 1, value: e.value, error: [e.value - e.low, e.high - e.value], text: ratioText(e), label: looks.get(id)?.label ?? id
  }))
  return (
    <Panel title="Interval by round" testId="rounds" actions={<span className="f1 tx2">latency ratio</span>}>
      {rounds.length === 0 ? <p className={styles.quiet}>The first interval comes after the first round.</p> : <div className={styles.rounds}>
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart margin={{ top: 6, right: 10, bottom: -6, left: -2 }}>
            <CartesianGrid stroke="var(--grid)" vertical={false} />
            <XAxis dataKey="round" type="number" domain={[0.5, Math.max(2, planned) + 0.5]} ticks={roundTicks(planned)} tickLine={false} allowDuplicatedCategory={false} />
            <YAxis width={34} domain={[axis.low, axis.high]} ticks={axis.ticks} tickFormatter={(v: number) => num(v, axis.digits)} tickLine={false} axisLine={false} />
            <ReferenceLine y={1} stroke="var(--tx3)" strokeDasharray="3 3" label={{ value: 'no change', position: 'insideTopRight', fill: 'var(--tx3)', fontSize: 10 }} />
            <Tooltip content={<Tip />} cursor={false} />
            {variants.map((id) => {
              const color = `var(--${(looks.get(id) ?? noLook).color})`
              return <Scatter key={id} data={points(id)} dataKey="value" fill="var(--panel)" stroke={color} strokeWidth={1.5} isAnimationActive={false}><ErrorBar dataKey="error" direction="y" width={0} stroke={color} strokeWidth={2} /></Scatter>
            })}
          </ComposedChart>
        </ResponsiveContainer>
      </div>}
    </Panel>
  )
})

function roundTicks(planned: number): number[] {
  const by = Math.max(1, Math.ceil(planned / 10))
  return Array.from({ length: Math.floor(planned / by) }, (_, i) => (i + 1) * by)
}
