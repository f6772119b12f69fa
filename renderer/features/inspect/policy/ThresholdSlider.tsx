import { Slider } from '@mantine/core'
import { defaultSettings } from '@shared/policy/settings'
import { num, prob } from '../../../components/format'
import { useInspect } from '../store'
import styles from './policy.module.css'

interface Props { label: string; value: number; disabled: boolean; why?: string; onChange(v: number): void; testId: string }

/** A threshold on a probability; the tick is the trained value, the logit is in the tooltip. */
export function ThresholdSlider({ label, value, disabled, why, onChange, testId }: Props) {
  const logit = value <= 0 ? '\u2212\u221e' : value >= 1 ? '\u221e' : num(Math.log(value / (1 - value)), 2)
  return (
    <div className={styles.line} title={disabled ? why : `logit ${logit}; the policy was trained with ${prob(defaultSettings.blockThreshold)}`} data-testid={testId}>
      <span className={disabled ? 'tx3' : 'tx2'}>{label}</span>
      <Slider min={0} max={1} step={0.01} value={value} onChange={onChange} onPointerDown={() => useInspect.setState({ dragging: true })} onChangeEnd={() => useInspect.setState({ dragging: false })} disabled={disabled} label={null} marks={[{ value: defaultSettings.blockThreshold }]} thumbLabel={label} />
      <span className={`m ${disabled ? 'tx3' : ''}`} style={{ textAlign: 'right' }}>{prob(value)}</span>
    </div>
  )
}
