/** How a meter's file lies over the run: as the bursts tell, or as a person says. */
import { useState } from 'react'
import { Button, NumberInput } from '@mantine/core'
import { limits } from '@shared/runs/limits'
import { num, percent, withUnit } from '../../../components/format'
import { confidenceWord, type Alignment } from './meter'
import styles from './run.module.css'

interface Props { /** Null where the bursts could not be found. */ aligned: Alignment | null; busy: boolean; onPlace(offsetS: number | null): void }

export function Placement({ aligned: a, busy, onPlace }: Props) {
  const [offset, setOffset] = useState(a?.offsetS ?? 0)
  const weak = a !== null && !a.byHand && a.confidence < limits.confidence.refuse
  return (
    <div className={styles.aligned} data-weak={weak} role="status" data-testid="alignment">
      {a
        ? <div><b>{a.byHand ? 'Placed by hand.' : weak ? 'The bursts of load are not clear in this file.' : 'Found by the bursts of load.'}</b> Offset {withUnit(num(a.offsetS, 3), 's')}{a.byHand ? `; the bursts agree to ${percent(a.confidence)}.` : `, drift ${withUnit(num(a.driftPpm, 1), 'ppm')}, confidence ${percent(a.confidence)} (${confidenceWord(a.confidence)}).`}{weak && ' Energy is not told by it.'}</div>
        : <div><b>Place it by hand.</b> <span className="tx2">The offset is how far the meter&apos;s clock was ahead when the run began.</span></div>}
      <div className="row">
        <NumberInput aria-label="Offset" w={130} value={offset} step={0.01} decimalScale={3} suffix={'\u00a0s'} onChange={(v) => { if (typeof v === 'number') setOffset(v) }} data-testid="offset" />
        <Button disabled={busy || offset === a?.offsetS} onClick={() => onPlace(offset)} data-testid="apply-offset">Use this offset</Button>
        {a?.byHand && <Button variant="subtle" disabled={busy} onClick={() => onPlace(null)}>Find it by the bursts</Button>}
        <span className="tx3 f0">Meter time = device time + offset</span>
      </div>
    </div>
  )
}
