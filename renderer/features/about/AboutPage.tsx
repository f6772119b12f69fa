/** The studio's version, and the card of the open model. */
import { useEffect, useState } from 'react'
import { Button } from '@mantine/core'
import { toErrorValue } from '@shared/errors'
import type { Output } from '@shared/rpc/contract'
import { copy } from '../../components/copy'
import { Panel } from '../../components/Panel'
import { call } from '../../state/engine'
import { warn } from '../../state/notices'
import { useSession } from '../../state/session'
import styles from '../settings/settings.module.css'
import { modelCard } from './modelCard'

const Facts = ({ facts }: { facts: readonly (readonly [string, string])[] }) => (
  <dl className={styles.card}>{facts.flatMap(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}=`}>{value}</dd>])}</dl>
)

export function AboutPage() {
  const model = useSession((s) => s.model)
  const study = useSession((s) => s.study)
  const [info, setInfo] = useState<Output<'app.info'> | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    call('app.info', {}, { signal: abort.signal }).then(setInfo, (e: unknown) => { if (!abort.signal.aborted) warn(toErrorValue(e)) })
    return () => abort.abort()
  }, [])
  const card = model ? modelCard(model) : []
  return (
    <div className={styles.page} data-testid="about">
      <div className={styles.in}>
        <div><h1>AdaMTL Studio{info ? ` ${info.version}` : ''}</h1><p className="tx2">A profiling studio for adaptive multi-task models. It shows what a policy runs for an image, block by block and task by task, and what that saves.</p></div>
        {model && <Panel title="Model card" actions={<Button size="xs" variant="subtle" onClick={() => copy(card.map(([k, v]) => `${k}: ${v}`).join('\n'))}>Copy</Button>}><Facts facts={card} /></Panel>}
        {study && <Panel title={study.title}><p className="tx2 select" style={{ padding: '0 12px 12px', maxWidth: '70ch' }}>{study.notice}</p></Panel>}
        <Panel title="Versions"><Facts facts={info ? [['AdaMTL Studio', info.version], ['ONNX Runtime', info.onnxruntime || 'not loaded'], ['Node', info.node]] : [['Engine', 'asking']]} /></Panel>
        <Panel title="Method"><p className="tx2 select" style={{ padding: '0 12px 12px', maxWidth: '70ch' }}>
          AdaMTL: Adaptive Input-dependent Inference for Efficient Multi-Task Learning, arXiv 2304.08594. MACs are multiply-accumulates, counted per executed operator. Times are of this computer and say nothing about another.
        </p></Panel>
      </div>
    </div>
  )
}
