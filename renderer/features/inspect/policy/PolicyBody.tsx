/** The policy by hand: thresholds, tasks, noise. Every change runs at once. */
import { useMemo } from 'react'
import { Button, NumberInput, Switch, Tooltip } from '@mantine/core'
import type { Manifest } from '@shared/model/manifest'
import { ownThresholds } from '@shared/policy/own-thresholds'
import { buildRoute } from '../../../charts/routemap/model'
import { ProgressBar } from '../../../components/bits'
import { plural } from '../../../components/format'
import { assignColors, taskColor } from '../../../components/taskColors'
import { useSize } from '../../../components/useSize'
import { measureStability } from '../measure'
import { effective, setAllOn, setNoise, setThreshold, switchTask, useInspect, type Shown } from '../store'
import { Dots } from './Dots'
import { ThresholdSlider } from './ThresholdSlider'
import styles from './policy.module.css'

export const draws = 100

export function PolicyBody({ shown, manifest }: { shown: Shown; manifest: Manifest }) {
  const state = useInspect()
  const settings = effective(state)
  const [ref, { width }] = useSize<HTMLDivElement>()
  const route = useMemo(() => buildRoute(manifest, shown.inspection.decision, shown.settings), [manifest, shown.inspection.decision, shown.settings])
  const { adaptiveBlocks, adaptiveTokens } = manifest.architecture
  const tasks = manifest.tasks.map((t) => t.id)
  const colors = assignColors(manifest.tasks)
  const active = settings.tasks ?? tasks, own = ownThresholds(settings)
  const select = (block: string) => useInspect.setState({ block })
  if (settings.static) return <p className={styles.note}>The static model runs every block and has no policy. Choose Adaptive above to change thresholds and tasks.</p>
  const { stability } = state
  return (
    <div className={styles.body} data-testid="policy">
      <div ref={ref} className={styles.dotsRoom}>{adaptiveBlocks && <Dots r={route} threshold={settings.blockThreshold} selected={state.block} width={width} onSelect={select} />}</div>
      <ThresholdSlider label="Block threshold" value={settings.blockThreshold} disabled={!adaptiveBlocks} why="This model does not decide about blocks" onChange={(v) => setThreshold('block', v)} testId="block-threshold" />
      <ThresholdSlider label="Token threshold" value={settings.tokenThreshold} disabled={!adaptiveTokens} why="This model does not decide about tokens" onChange={(v) => setThreshold('token', v)} testId="token-threshold" />
      {own > 0 && <p className={styles.note} data-testid="own-thresholds">{plural(own, 'threshold')} by stage and task in place of these; a move of the slider takes theirs.</p>}
      {tasks.length > 1 && <div className={styles.tasks}>{tasks.map((t) => (
        <Switch key={t} label={t} wrapperProps={{ title: t }} checked={active.includes(t)} disabled={active.length === 1 && active.includes(t)} onChange={() => switchTask(t, tasks)} style={{ '--switch': taskColor(colors[t]).fill }} data-testid={`task-${t}`} />
      ))}</div>}
      <div className={styles.extra}>
        <Tooltip label="Everything runs, the controllers too: shows what the policy would have asked"><span><Switch label="Run all blocks" checked={settings.allOn} onChange={(e) => setAllOn(e.currentTarget.checked)} data-testid="all-on" /></span></Tooltip>
        <Tooltip label="The Gumbel noise of training, from a seed"><span><Switch label="Noise" checked={settings.noiseSeed !== null} onChange={(e) => setNoise(e.currentTarget.checked ? 1 : null)} data-testid="noise" /></span></Tooltip>
        {settings.noiseSeed !== null && <NumberInput className={styles.seed} aria-label="Seed" value={settings.noiseSeed} min={0} max={0xffffffff} allowDecimal={false} allowNegative={false} clampBehavior="strict" hideControls prefix="seed "
          onChange={(v) => { if (typeof v === 'number') setNoise(v) }} />}
        <span className="sp" />
        {stability?.progress !== undefined && stability.cancel
          ? <div style={{ flex: '1 0 180px' }}><ProgressBar progress={stability.progress} label="Drawing" onCancel={stability.cancel} /></div>
          : stability?.data && stability.key === shown.key
            ? <Button size="xs" onClick={() => useInspect.setState({ dialog: 'stability' })}>{settings.noiseSeed === null ? `Stability, ${stability.data.draws} draws` : 'Stability'}</Button>
            : <Button size="xs" onClick={() => void measureStability(draws, 1)} data-testid="stability">{settings.noiseSeed === null ? `Stability over ${draws} draws` : 'Stability'}</Button>}
      </div>
    </div>
  )
}
