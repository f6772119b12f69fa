/** What is compared: the static baseline, the policy left alone, and the settings of the inspect page. */
import { Switch } from '@mantine/core'
import { useSession } from '../../../state/session'
import { describeChanges } from '../../inspect/settings'
import { Key } from '../Key'
import { looks } from '../variants'
import { usePlan, type Choice } from './store'
import styles from './plan.module.css'

export function VariantList({ choices, locked = false }: { choices: readonly Choice[]; locked?: boolean }) {
  const tasks = useSession((s) => s.model?.manifest?.tasks)
  const look = looks(choices.map((c) => c.variant))
  const set = (c: Choice, on: boolean): void => usePlan.setState(c.variant.id === 'manual' ? { manual: on } : { adaptive: on })
  if (choices.length === 0) return <p className="tx2 f1">Open an adaptive model first.</p>
  return (
    <div className={styles.variants} data-testid="variants">
      {choices.map((c) => {
        const about = c.variant.id === 'manual' ? describeChanges(c.variant.settings, (tasks ?? []).map((t) => t.id)).join(', ') : c.about
        return <div key={c.variant.id} className={styles.variant} data-on={c.on}>
          <Key look={look.get(c.variant.id)!} />
          <span className="m nw">{c.variant.label}</span><span className="tx3 f1 ellipsis" title={about}>{about}</span><span className="sp" />
          {c.fixed ? <span className="tx3 f0 nw">always in</span> : <Switch aria-label={`Compare ${c.variant.label}`} checked={c.on} disabled={locked} onChange={(e) => set(c, e.currentTarget.checked)} data-testid={`variant-${c.variant.id}`} />}
        </div>
      })}
    </div>
  )
}
