/** One block's numbers as a small table; in the hover card and in the block detail. */
import type { ReactNode } from 'react'
import { macs, ms, num, percent, prob, type MacsScale } from '../../components/format'
import type { BlockMark, RouteModel } from './model'
import { askedWord, blockName, closeWord, outcome, selects, usefulFact } from './words'
import styles from './routemap.module.css'

/** Measured on top of one decision. */
export interface Measured {
  /** Median kernel time of the block, ms, and where it was measured. */
  time?: { ms: number; where: string }
  /** By lane: share of noisy draws that asked, and that differ from the rule without noise. */
  draws?: Record<string, { activation: number; flip: number }>
  /** Share of draws in which the block ran. */
  ran?: number
}

interface Props { b: BlockMark; r: RouteModel; scale: MacsScale; measured?: Measured | undefined; focusLane?: string | null; head?: ReactNode }

export function BlockFacts({ b, r, scale, measured, focusLane = null, head }: Props) {
  const fact = usefulFact(b, r, scale)
  const draws = measured?.draws
  const anyP = b.lanes.some((l) => l.probability !== null)
  return <div className={styles.facts} data-testid="block-facts">
    {head ?? <div className="row" style={{ marginBottom: 5 }}>
      <span className="b f1 nw">{blockName(b)}</span><span className="sp" /><span className={styles.chip}>{outcome(b, r)}</span>
    </div>}
    <table>
      <thead><tr>
        <th>{r.lanes.length === r.ends.length ? 'Task' : 'Policy'}</th>
        {anyP && <th className="n">P(run)</th>}
        <th>Asked</th>
        {draws && <th className="n">Draws</th>}
        {draws && <th className="n">Flips</th>}
        <th className="n">Tokens</th>
      </tr></thead>
      <tbody>{b.lanes.map((l, k) => {
        const info = r.lanes[k]!
        const close = closeWord(l)
        const d = draws?.[l.lane]
        return <tr key={l.lane} data-focus={focusLane === l.lane}>
          <td><span className={styles.taskName}><span className={styles.dot} style={{ background: info.color.fill, opacity: info.off ? 0.3 : 1 }} /><span className="ellipsis" title={l.lane}>{l.lane}</span></span></td>
          {anyP && <td className="n" title={l.logit === null ? undefined : `logit ${num(l.logit, 2)}`}>{l.probability === null ? '\u2013' : prob(l.probability)}</td>}
          <td className={l.asked ? 'nw' : 'nw tx3'}>{info.off ? 'off' : askedWord(l)}{close && !draws && <span className={`tx3 ${styles.roomy}`}> · {close}</span>}</td>
          {draws && <td className="n">{d ? percent(d.activation) : '\u2013'}</td>}
          {draws && <td className="n">{d ? percent(d.flip) : '\u2013'}</td>}
          <td className={l.asked ? 'n nw' : 'n nw tx3'}>{selects(l) && (b.ran || b.emptied) ? <>{num(l.tokens)}{!draws && <span className={`tx3 ${styles.roomy}`}> / {num(b.total)}</span>}</> : '\u2013'}</td>
        </tr>
      })}</tbody>
    </table>
    <div className={styles.foot}>
      <div><span className="tx2">Cost</span><span><b>{b.ran ? macs(b.macs, scale) : '0'}</b> of {macs(b.staticMacs, scale)} {scale.unit}</span></div>
      <div><span className="tx2">{fact.label}</span><span>{fact.value}</span></div>
      {measured?.time && <div><span className="tx2">{measured.time.where}</span><span>{ms(measured.time.ms)}</span></div>}
      {measured?.ran !== undefined && <div><span className="tx2">Ran, of all draws</span><span>{percent(measured.ran)}</span></div>}
    </div>
  </div>
}
