/** The file does not say everything: a short form for what is missing, then the same file again. */
import { useState, type SubmitEvent } from 'react'
import { Button, TextInput } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { Badge } from '../../components/bits'
import { useEscape } from '../../components/useEscape'
import { fileName } from '../../components/format'
import { openModel } from '../../state/open'
import { dismissFailure, type Failure } from '../../state/session'
import styles from './start.module.css'

export function Questions({ failure: { error, config, answers: earlier }, path }: { failure: Failure; path: string }) {
  const questions = error.questions ?? []
  useEscape(dismissFailure)
  const [answers, setAnswers] = useState<Record<string, string>>(() => Object.fromEntries(questions.map((q) => [q.key, earlier?.[q.key] ?? q.suggestion ?? ''])))
  const complete = questions.every((q) => (answers[q.key] ?? '').trim() !== '')
  const submit = (e: SubmitEvent) => {
    e.preventDefault()
    if (complete) void openModel(path, { config, asked: error, answers: { ...earlier, ...Object.fromEntries(questions.map((q) => [q.key, (answers[q.key] ?? '').trim()])) } })
  }
  return (
    <div className={styles.center} data-testid="questions">
      <form className={styles.narrow} onSubmit={submit}>
        <div className="row" style={{ marginBottom: 12 }}>
          <Badge><IconHelpCircle size={14} stroke={1.5} />{questions.length === 1 ? 'One question' : `${questions.length} questions`}</Badge><span className="mono tx2 ellipsis" title={path}>{fileName(path)}</span>
        </div>
        <h1 className={styles.h1}>{error.message}</h1>
        <p className={styles.lead} style={{ marginTop: 8 }}>{error.why ?? error.fix ?? 'Names and shapes in a checkpoint do not tell everything about the model.'}</p>
        <div className={styles.form}>
          {questions.map((q, i) => <div key={q.key} className={styles.question}>
            <TextInput
              label={q.question} description={q.hint} value={answers[q.key] ?? ''} onChange={(e) => setAnswers({ ...answers, [q.key]: e.currentTarget.value })}
              autoFocus={i === 0} spellCheck={false} placeholder={q.suggestion} rightSectionWidth={200} data-testid={`answer-${q.key}`}
            />
            <span className="tx3 f0">In a config file: <span className="mono">{q.key}</span></span>
          </div>)}
        </div>
        <div className="row">
          <Button variant="filled" type="submit" disabled={!complete} data-testid="answer">{questions.length === 1 ? 'Open with this answer' : 'Open with these answers'}</Button>
          <Button onClick={dismissFailure}>Do not open</Button>
        </div>
        <p className="tx3 f1" style={{ marginTop: 12 }}>Answers are kept with the imported model. Dropping the checkpoint together with its config file answers all of this too.</p>
      </form>
    </div>
  )
}
