/** A sweep that goes on: how far, how fast, how long still; pause, and stop and keep. */
import { Button, Progress } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { duration } from '../../../charts/trace/axis'
import { num, plural } from '../../../components/format'
import { orderSweep, type Live } from '../live/store'
import { useResult } from './store'
import styles from './result.module.css'

export function LiveStrip({ sweep, live }: { sweep: string; live: Live }) {
  const { done, total, failed, imagesPerSecond, secondsLeft, paused, stopping } = live
  const failures = useResult((s) => s.failures)
  const last = failures.at(-1)
  return (
    <div className={styles.live} role="status" data-testid="sweep-live" data-paused={paused}>
      <Progress className={styles.liveBar} size={6} value={total > 0 ? (100 * done) / total : 0} aria-label="Progress of the sweep" color={paused ? 'var(--tx3)' : undefined} />
      <span className="nw"><b data-testid="live-done">{num(done)}</b> of {plural(total, 'image')}</span>
      <span className="tx2 nw hide-small" data-testid="live-rate">{paused ? 'paused' : imagesPerSecond === null ? '' : `${num(imagesPerSecond, imagesPerSecond < 10 ? 1 : 0)} images/s`}</span>
      <span className="tx2 nw" data-testid="live-left">{stopping ? 'stopping after these images' : paused || secondsLeft === null ? '' : `${duration(Math.ceil(secondsLeft))} left`}</span>
      {failed > 0 && <button type="button" className={styles.failed} title={last ? last.message : undefined} onClick={() => useResult.setState({ tab: 'overview', showFailed: true })} data-testid="live-failed">{num(failed)} failed</button>}
      {paused
        ? <Button size="xs" leftSection={<IconPlayerPlay size={14} stroke={1.5} />} disabled={stopping} onClick={() => void orderSweep(sweep, 'resume')} data-testid="go-on">Go on</Button>
        : <Button size="xs" leftSection={<IconPlayerPause size={14} stroke={1.5} />} disabled={stopping} onClick={() => void orderSweep(sweep, 'pause')} data-testid="pause-sweep">Pause</Button>}
      <Button size="xs" leftSection={<IconPlayerStop size={14} stroke={1.5} />} disabled={stopping} onClick={() => void orderSweep(sweep, 'stop')} data-testid="stop-sweep">Stop and keep</Button>
    </div>
  )
}
