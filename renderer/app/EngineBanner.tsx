/** Says that the engine is away, and offers to start it when it was given up. */
import { Button, Loader } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { toErrorValue } from '@shared/errors'
import { restartEngine, useEngine } from '../state/engine'
import { warn } from '../state/notices'
import styles from './shell.module.css'

export function EngineBanner() {
  const { state, reason, restarts } = useEngine()
  const start = () => { restartEngine().catch((e: unknown) => warn(toErrorValue(e))) }
  if (state === 'restarting') {
    return <div className={styles.bannerIn} role="status" data-testid="engine-banner">
      <Loader size={14} color="currentColor" /><span className="b">The engine stopped and is starting again.</span><span>The page comes back as it was.{reason ? ` ${reason}` : ''}</span>
    </div>
  }
  if (state === 'failed') {
    return <div className={styles.bannerIn} data-tone="bad" role="alert" data-testid="engine-banner">
      <IconAlertTriangle size={16} stroke={1.5} /><span className="b">The engine does not stay up.</span><span className="ellipsis">{reason ?? ''} It was started {restarts + 1} times.</span>
      <span className="sp" /><Button size="xs" onClick={start}>Start it again</Button>
    </div>
  }
  return null
}
