/** The status bar's quiet facts while the device page is in view. */
import { num, plural } from '../../components/format'
import { useDevices } from '../../state/devices'
import { useProfile } from './live/store'
import { useRun } from './run/store'
import { useDeviceView } from './view'

export function DeviceStatus() {
  const view = useDeviceView((s) => s.view)
  const { adb, devices, selected, simulations } = useDevices()
  const samples = useProfile((s) => s.frame?.samples ?? 0)
  const { detail, answeredMs } = useRun()
  const simulated = selected !== null && (selected in simulations || (devices?.find((d) => d.serial === selected)?.simulated ?? false))
  const run = view.at === 'run' ? detail : null
  return <>
    <span>one monotonic device clock</span>
    {run ? <span>{plural(run.samples, 'sample')}</span> : samples > 0 && <span>{plural(samples, 'sample')}</span>}
    {run && answeredMs !== null && <span data-testid="answered">traces read in {num(answeredMs)} ms</span>}
    <span className="sp" />
    {(run ? run.simulated : simulated) && <span>simulated, not a measurement of glasses</span>}
    {adb && <span className="hide-narrow">{adb.version === null ? 'no adb' : `adb ${adb.version}, 127.0.0.1:${adb.port}`}</span>}
  </>
}
