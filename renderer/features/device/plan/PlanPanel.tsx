/** Three presets, what the chosen one means, and the way to every field of it. */
import type { KeyboardEvent } from 'react'
import { Button } from '@mantine/core'
import { IconAdjustments } from '@tabler/icons-react'
import { presets } from '@shared/device/plan'
import { Panel } from '../../../components/Panel'
import { busy, useProfile } from '../live/store'
import { choosePreset, estimate, presetNames, protocolOf, usePlan, useVariants } from './store'
import { estimateText, planLines } from './words'
import styles from './plan.module.css'

export function PlanPanel() {
  const draft = usePlan((s) => s.protocol)
  const running = useProfile((s) => (busy(s) ? s.setup?.plan : undefined))
  const protocol = running ?? draft
  const variants = useVariants().filter((c) => c.on).map((c) => c.variant)
  const locked = running !== undefined
  const names = presetNames
  const key = (e: KeyboardEvent) => {
    const by = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
    if (by === 0 || locked) return
    e.preventDefault()
    const at = names.findIndex((n) => n === protocol.preset)
    const next = names[(at + by + names.length) % names.length]!
    choosePreset(next)
    const group = e.currentTarget
    requestAnimationFrame(() => group.querySelector<HTMLElement>(`[data-preset="${next}"]`)?.focus())
  }
  return (
    <Panel className={styles.panel} title="Plan" testId="plan" actions={locked
      ? <span className="tx3 f1">locked while running</span>
      : <Button size="xs" variant="subtle" leftSection={<IconAdjustments size={14} stroke={1.5} />} onClick={() => usePlan.setState({ editing: true })} data-testid="edit-plan">Edit</Button>}>
      <div className={styles.scroll}>
        <div role="radiogroup" aria-label="Preset" onKeyDown={key}>
          {names.map((name) => {
            const on = protocol.preset === name
            return <button
              key={name} type="button" role="radio" aria-checked={on} tabIndex={on || (protocol.preset === 'custom' && name === names[0]) ? 0 : -1} disabled={locked && !on} className={styles.preset}
              onClick={() => { if (!locked) choosePreset(name) }} data-preset={name} data-testid={`preset-${name}`}
            >
              <i aria-hidden="true" /><span className="m">{presets[name].label}</span><span className="num">{estimateText(estimate(protocolOf(name), variants))}</span><span className={styles.aboutPreset}>{presets[name].about}</span>
            </button>
          })}
          {protocol.preset === 'custom' && <div className={styles.preset} role="radio" aria-checked="true" tabIndex={-1} data-testid="preset-custom">
            <i aria-hidden="true" /><span className="m">Your own</span><span className="num">{estimateText(estimate(protocol, variants))}</span><span className={styles.aboutPreset}>changed by hand</span>
          </div>}
        </div>
        <dl className={styles.lines}>{planLines(protocol).map(([k, v]) => <div key={k}><dt>{k}</dt><dd title={v}>{v}</dd></div>)}</dl>
      </div>
    </Panel>
  )
}
