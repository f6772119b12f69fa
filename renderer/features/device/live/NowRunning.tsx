/** The image that runs right now, and its route. */
import { macsScale, macs, num, saving, stem, fileName, ms } from '../../../components/format'
import { SmallStrands } from '../../../charts/routemap/SmallStrands'
import { lanesFor } from '../../../charts/routemap/model'
import { taskColor } from '../../../components/taskColors'
import { Panel } from '../../../components/Panel'
import { useSize } from '../../../components/useSize'
import { useRoutes } from '../../../state/routes'
import { useSession } from '../../../state/session'
import { useThumbnail } from '../../../state/thumbnails'
import { useProfile } from './store'
import styles from '../device.module.css'

const bits = (mask: string): boolean[] => Array.from(mask, (c) => c === '1')

export function NowRunning() {
  const { frame, images, setup } = useProfile()
  const last = frame?.last ?? null
  const path = last ? (images[last.image]?.path ?? null) : null
  return (
    <Panel title="Now running" className={styles.now} testId="now-running" aside={last && path ? <span className="tx3 f1 ellipsis">{stem(fileName(path))}, {setup?.plan.variants.find((v) => v.id === last.variant)?.label.toLowerCase()}</span> : undefined}
      actions={last && <span className="f1 m num">{ms((last.end - last.start) / 1e6)}</span>}>
      {last && path ? <Running path={path} route={last.route} executed={last.macs} fixed={setup?.plan.variants.find((v) => v.id === last.variant)?.settings.static ?? false} /> : <p className={styles.quiet}>No inference yet.</p>}
    </Panel>
  )
}

function Running({ path, route, executed, fixed }: { path: string; route: string; executed: number; fixed: boolean }) {
  const url = useThumbnail(path, 160)
  const [ref, { width }] = useSize<HTMLDivElement>()
  const manifest = useSession((s) => s.model?.manifest)
  const known = useRoutes((s) => s.byImage.get(path))
  const ran = bits(route)
  const depths = manifest?.architecture.depths ?? [ran.length]
  const fits = depths.reduce((a, b) => a + b, 0) === ran.length
  // Who asked is known where the route is the one that the policy takes by itself.
  const same = known !== undefined && !fixed && known.ran.length === ran.length && known.ran.every((r, i) => r === ran[i])
  const lanes = manifest && fits && (fixed || same) ? lanesFor(manifest) : [{ id: 'encoder', color: taskColor(undefined), off: false }]
  const asked = lanes.map((l) => (same ? (known.asked[l.id] ?? []) : ran))
  const all = known?.static ?? 0
  const s = macsScale(Math.max(all, executed))
  return (
    <div className={styles.body}>
      <div className={styles.running}>
        {url ? <img src={url} alt="" width={80} height={80} /> : <div className={styles.noImage} />}
        <dl>
          <div><dt>Blocks</dt><dd>{num(ran.filter(Boolean).length)} of {num(ran.length)}</dd></div>
          <div><dt>{s.unit}</dt><dd>{macs(executed, s)}</dd></div>
          {all > 0 && <div><dt>Predicted</dt><dd>{saving(executed, all)}</dd></div>}
        </dl>
      </div>
      <div ref={ref} style={{ marginTop: 12 }} title={fixed || same ? undefined : 'Which blocks ran; who asked for them is not known here'}><SmallStrands ran={ran} asked={asked} lanes={lanes} depths={fits ? depths : [ran.length]} width={width} height={64} /></div>
    </div>
  )
}
