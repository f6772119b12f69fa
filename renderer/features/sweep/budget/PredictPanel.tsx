/** Predicted latency: where its block times come from, and how far it lies from a measured run. */
import { useEffect } from 'react'
import { Button, Select } from '@mantine/core'
import { ProgressBar } from '../../../components/bits'
import { explain, num, percent, signed } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Simulated } from '../../../components/Simulated'
import { loadRuns, useRuns } from '../../device/runs/store'
import { PlaceChoice } from '../../inspect/dialogs/PlaceChoice'
import { useSweep } from '../result/data'
import type { PredictionError } from '@shared/sweep/latency/predict'
import { predict, usePrediction } from './prediction'
import styles from './budget.module.css'

const errorText = (e: PredictionError): string => `${percent(e.medianError, 1)} median error, bias ${signed(100 * e.bias, 1)} % over ${num(e.inferences)} inferences`

export function PredictPanel() {
  const { sweep, variant, paths } = useSweep(), { place, run, busy, data, measured, failure } = usePrediction(), { runs } = useRuns()
  useEffect(() => { void loadRuns() }, [])
  const model = sweep.models[variant.model]!, offered = (runs ?? []).filter((r) => r.models.some((m) => m.hash === model.hash))
  const held = data?.sweep === sweep.id ? data.run : null
  return (
    <Panel title="Predicted latency" testId="predict" className={styles.panel} aside={<span className="tx3 f1 ellipsis">from the time of each block, measured once</span>}>
      <div className={styles.ask}>
        <div className="row">
          <PlaceChoice place={place} disabled={busy !== null} onPlace={(p) => usePrediction.setState({ place: p })} onLeave={() => undefined} />
          <Select className="sp" aria-label="Compare with a measured run" placeholder={offered.length === 0 ? 'No run of this model to compare with' : 'Compare with a run'} disabled={offered.length === 0} clearable value={run} onChange={(v) => usePrediction.setState({ run: v })} data={offered.map((r) => ({ value: r.id, label: r.name }))} />
          <Button disabled={busy !== null || paths.length === 0} onClick={() => void predict(sweep, model, paths[0]!)} data-testid="predict-latency">Predict</Button>
        </div>
        {busy && <ProgressBar progress={busy.progress} label="Measuring block times" onCancel={busy.cancel} />}
        {failure && <div className={styles.refused} role="alert"><b>{failure.message}.</b> {explain(failure)}</div>}
        {data?.sweep === sweep.id && measured && <p className="f1" data-testid="prediction">
          Estimated for {measured.serial === null ? 'this computer' : measured.name}{measured.simulated && <> <Simulated /></>}: {data.variants.slice(0, 4).map((v) => `${sweep.plan.variants.find((x) => x.id === v.variant)?.label} ${v.meanMs === null ? '–' : `${num(v.meanMs, 1)} ms`}`).join(', ')}.
          {held && <> Against {held.name}{held.simulated && <> <Simulated /></>}: {held.raw ? errorText(held.raw) : 'nothing to compare'}{held.scaled && <>; {errorText(held.scaled)} once the baseline is made right</>}.</>}
        </p>}
      </div>
    </Panel>
  )
}
