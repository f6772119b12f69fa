/** An estimate in a table: the value, and its 95 % interval below it. */
import type { Estimate } from '@shared/runs/run'
import { num } from '../../../components/format'
import { digitsFor, interval } from '../words'
import styles from './run.module.css'

export function Ci({ e, least = 0, most = 4 }: { e: Estimate | null; /** Digits at least. */ least?: number; most?: number }) {
  if (!e) return <td className="n tx3">{'\u2013'}</td>
  const digits = Math.max(least, digitsFor(e, most))
  return <td className={`n nw ${styles.ci}`}><b>{num(e.value, digits)}</b><span>{interval(e, digits)}</span></td>
}
