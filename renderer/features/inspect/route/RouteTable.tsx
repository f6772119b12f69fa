/** The route map's numbers as a table. */
import type { Measured } from '../../../charts/routemap/BlockFacts'
import type { RouteModel } from '../../../charts/routemap/model'
import styles from '../../../charts/routemap/routemap.module.css'
import { askedWord, blockShort, closeWord, outcome, selects, unionShare } from '../../../charts/routemap/words'
import { Swatch } from '../../../components/bits'
import { macs, ms, num, percent, prob, type MacsScale } from '../../../components/format'

interface Props { r: RouteModel; scale: MacsScale; measured: Record<string, Measured>; selected: string | null; height: number; onSelect(block: string): void }

export function RouteTable({ r, scale, measured, selected, height, onSelect }: Props) {
  const all = Object.values(measured)
  const timed = all.find((m) => m.time)?.time?.where
  const drawn = all.some((m) => m.draws !== undefined)
  return (
    <div className={styles.tableWrap} style={{ height }} data-testid="route-table">
      <table>
        <thead><tr>
          <th>Block</th><th>Outcome</th>
          {r.lanes.map((l) => <th key={l.id}><span className="row" style={{ gap: 5 }}><Swatch color={l.color.fill} />{l.id}</span></th>)}
          <th className="n">Tokens</th><th className="n">Union</th><th className="n">{scale.unit}</th><th className="n">Static</th>
          {timed && <th className="n" title={timed}>{timed.includes('simulated') ? 'Time, simulated' : 'Time'}</th>}{drawn && <th className="n">Ran, draws</th>}
        </tr></thead>
        <tbody>{r.blocks.map((b) => {
          const m = measured[b.id]
          return <tr key={b.id} aria-selected={b.id === selected} onClick={() => onSelect(b.id)}>
            <td><button type="button" className={styles.pick}>{blockShort(b)}</button></td>
            <td className={b.ran ? '' : 'tx3'}>{outcome(b, r)}</td>
            {b.lanes.map((l) => {
              const d = m?.draws?.[l.lane]
              return <td key={l.lane} className={l.asked ? 'num' : 'num tx3'} title={l.logit === null ? undefined : `logit ${num(l.logit, 2)}`}>
                {l.probability === null ? '' : `${prob(l.probability)} `}{askedWord(l)}{closeWord(l) ? ` · ${closeWord(l)}` : ''}{selects(l) && b.ran ? `, ${num(l.tokens)}` : ''}
                {d && <span className="tx3"> · {percent(d.activation)}, flips {percent(d.flip)}</span>}
              </td>
            })}
            <td className="n">{num(b.selected)} <span className="tx3">/ {num(b.total)}</span></td><td className="n">{unionShare(b)}</td>
            <td className="n">{macs(b.macs, scale)}</td><td className="n tx3">{macs(b.staticMacs, scale)}</td>
            {timed && <td className="n">{m?.time ? ms(m.time.ms) : '\u2013'}</td>}{drawn && <td className="n">{m?.ran === undefined ? '\u2013' : percent(m.ran)}</td>}
          </tr>
        })}</tbody>
      </table>
    </div>
  )
}
