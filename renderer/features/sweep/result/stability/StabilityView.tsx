/** How steady the policy is under the noise of its training. */
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import { stabilityOf } from '@shared/sweep/analysis/stability'
import { Heatmap, type HeatRow } from '../../../../charts/heatmap/Heatmap'
import { macs, num, percent, plural } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { newSweep, useStart, wish } from '../../start/store'
import { noiseOf } from '../../start/variants'
import { blockShort } from '../../words'
import { useSweep } from '../data'
import { useResult, wantColumns } from '../store'
import styles from '../views.module.css'

export function StabilityView() {
  const d = useSweep(), { sweep, variant } = d
  // Of a draw in view, what it is a draw of.
  const plain = useMemo(() => sweep.plan.variants.find((v) => v.settings.noiseSeed === null && noiseOf(sweep.plan.variants, v).some((n) => n.id === variant.id)) ?? variant, [sweep, variant])
  const noisy = useMemo(() => noiseOf(sweep.plan.variants, plain), [sweep, plain])
  const columns = useResult((s) => s.columns)
  useEffect(() => { void wantColumns([plain.id, ...noisy.map((v) => v.id)]) }, [plain, noisy])
  const base = columns[plain.id], drawn = useMemo(() => noisy.flatMap((v) => { const c = columns[v.id]; return c ? [c] : [] }), [noisy, columns])
  const s = useMemo(() => (base && drawn.length === noisy.length ? stabilityOf(base, drawn) : null), [base, drawn, noisy])
  if (noisy.length === 0) return <Panel className={styles.panel} label="Stability"><div className={styles.empty} data-testid="no-noise">
    <h2>No draws of noise in this sweep</h2>
    <p>While it was trained, the policy drew its answers with Gumbel noise. A sweep with several draws shows which blocks it is sure of: how often an answer flips, and how evenly it is split.</p>
    <Button variant="filled" onClick={() => { wish({ seeds: 10 }); useStart.setState({ limit: Math.min(200, sweep.images) }); newSweep() }} data-testid="sweep-noise">Sweep with 10 draws</Button>
  </div></Panel>
  if (!s) return <Panel className={styles.panel} label="Stability"><p className={styles.note}>Reading {plural(noisy.length, 'draw')}{'\u2026'}</p></Panel>
  const spread = s.executed.noisy
  return (
    <div style={{ display: 'grid', gridTemplateRows: 'auto minmax(0, 1fr)', gap: 8, minHeight: 0 }}>
      <Panel label="Stability in figures" testId="stability"><div className={styles.figures} style={{ paddingTop: 10 }}>
        <div><b>{percent(s.meanFlip, 1)}</b><span>of answers differ from the noise-free rule</span></div>
        <div><b>{num(s.meanEntropy, 2)} bit</b><span>entropy of an answer, mean; 1 is a coin</span></div>
        <div><b>{num(s.seeds)} × {num(s.images)}</b><span>draws × images</span></div>
        <div><b>{macs(spread.reduce((a, b) => a + b, 0) / spread.length, d.scale)} {d.scale.unit}</b><span>mean of the draws; noise-free {macs(s.executed.base, d.scale)}, from {macs(Math.min(...spread), d.scale)} to {macs(Math.max(...spread), d.scale)}</span></div>
      </div></Panel>
      <div className={`${styles.two} ${styles.even}`}>
        <Grid title="Flip rate" about="% of answers that noise turned" values={s.flip} union={s.ranFlip} mean={(row) => `${num((100 * row.reduce((a, b) => a + b, 0)) / row.length, 1)} %`} text={(v) => num(100 * v)} say={(who, what, v) => `${who} of ${what}: ${percent(v, 1)} of draws gave the other answer`} />
        <Grid title="Entropy" about="hundredths of a bit, mean over images" values={s.entropy} union={null} mean={(row) => num(row.reduce((a, b) => a + b, 0) / row.length, 2)} text={(v) => num(100 * v)} say={(who, what, v) => `${who} of ${what}: ${num(v, 2)} bit; 0 is always the same answer, 1 a coin`} />
      </div>
    </div>
  )
}

interface GridProps { title: string; about: string; values: number[][]; union: number[] | null; mean(row: readonly number[]): string; text(v: number): string; say(who: string, what: string, value: number): string }

function Grid({ title, about, values, union, mean, text, say }: GridProps) {
  const { lanes, depths, c } = useSweep()
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const [at, setAt] = useState<{ row: number; column: number } | null>(null)
  const rows: HeatRow[] = [...lanes.map((l, k) => ({ id: l.id, label: l.id, color: l.color.fill, values: values[k]!, mean: mean(values[k]!) })), ...(union ? [{ id: 'ran', label: 'ran (union)', color: 'var(--run)', values: union, mean: mean(union), union: true }] : [])]
  // Flips are rare: the strongest cell is drawn at full strength, its number says how strong that is.
  const top = Math.max(0.1, ...rows.flatMap((r) => r.values))
  const describe = (row: number, column: number): string => say(rows[row]!.label, blockShort(c.blocks[column]!), rows[row]!.values[column]!)
  return (
    <Panel title={title} className={styles.panel} aside={<span className="tx3 f1 ellipsis">{about}</span>}>
      <div className={styles.chart} ref={ref}>{width > 0 && <Heatmap rows={rows} depths={depths} width={width} height={height} label={title} meanTitle="mean" top={top} text={text} onAt={setAt} describe={describe} selected={null} />}</div>
      <div className={styles.readout}>{at ? describe(at.row, at.column) : `full colour is ${num(100 * top)}`}</div>
    </Panel>
  )
}
