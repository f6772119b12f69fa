/** Something could not be opened: what happened, why, what to do, and how far the checks came. */
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import { errorLine, type Check, type ErrorValue } from '@shared/errors'
import { Badge, Code } from '../../components/bits'
import { copy } from '../../components/copy'
import { useEscape } from '../../components/useEscape'
import { explain, fileName } from '../../components/format'
import { choose, retry } from '../../state/open'
import { dismissFailure, useSession, type Failure } from '../../state/session'
import styles from './start.module.css'

/** Plain text with everything that helps to find the cause. */
export function report(e: ErrorValue): string {
  const lines = [errorLine(e), `Code: ${e.code}`, ...(e.checks ?? []).map((c) => `[${c.state}] ${c.label}${c.detail ? `: ${c.detail}` : ''}`)]
  if (e.snippet) lines.push('', e.snippet)
  return lines.join('\n')
}

export function ErrorPage({ failure }: { failure: Failure }) {
  const { what, error, path, asked, lost } = failure
  const model = useSession((s) => s.model)
  const again = lost || (error.code === 'engine-lost' && what !== 'images')
  useEscape(dismissFailure)
  const file = error.file ?? path
  const lines = error.snippet?.trimEnd().split('\n').length ?? 0
  return (
    <div className={styles.center} data-testid="error-page">
      <div className={styles.narrow}>
        <div className="row" style={{ marginBottom: 12 }}>
          <Badge tone="bad"><IconAlertTriangle size={14} stroke={1.5} />{error.code === 'internal' ? 'Defect' : 'Not opened'}</Badge>
          {file && <span className="mono tx2 ellipsis select" title={file}>{fileName(file)}</span>}
        </div>
        <h1 className={`${styles.h1} select`}>{error.message}</h1>
        <p className={styles.lead} style={{ margin: '8px 0 20px' }}>{explain(error)}</p>
        {error.snippet && <Code>{error.snippet.trimEnd()}</Code>}
        <div className="row" style={{ margin: '16px 0 24px' }}>
          {again && <Button variant="filled" autoFocus onClick={() => void retry(failure)}>Try again</Button>}
          <Button variant={again ? 'default' : 'filled'} autoFocus={!again} onClick={() => void choose(what === 'images' ? 'folder' : 'model')}>{what === 'images' ? 'Choose another folder' : 'Choose another file'}</Button>
          {asked && <Button onClick={() => useSession.setState({ failure: { ...failure, error: asked } })} data-testid="answer-again">Change the answers</Button>}
          {error.snippet && <Button onClick={() => copy(error.snippet!)}>{lines === 1 ? 'Copy the line' : `Copy the ${lines === 2 ? 'two' : lines} lines`}</Button>}
          <Button onClick={dismissFailure} data-testid="dismiss">{model ? `Back to ${model.name}` : 'Start page'}</Button>
          <span className="sp" />
          <Button variant="subtle" onClick={() => copy(report(error))} data-testid="copy-report">Copy error report</Button>
        </div>
        {error.checks && error.checks.length > 0 && <div className={styles.checks}>{error.checks.map((c) => <CheckLine key={c.label} c={c} />)}</div>}
        <p className="tx3 f1" style={{ marginTop: 12 }}>{lost ? 'The engine was started again and needs this file again. What it showed before can still be looked at.' : `Nothing was changed${model ? `, and ${model.name} is still open` : ''}.`}</p>
      </div>
    </div>
  )
}

function CheckLine({ c }: { c: Check }) {
  const Icon = c.state === 'ok' ? IconCheck : c.state === 'failed' ? IconX : IconMinus
  return <div className={styles.check} data-state={c.state}>
    <Icon size={16} stroke={1.5} aria-label={c.state === 'ok' ? 'passed' : c.state === 'failed' ? 'failed' : 'not reached'} /><span>{c.label}</span><span>{c.detail ?? (c.state === 'not-reached' ? 'not reached' : '')}</span>
  </div>
}
