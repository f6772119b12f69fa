/** A model or study is being opened: what is happening, how far it is, and a way out. */
import { ProgressBar } from '../../components/bits'
import { fileName } from '../../components/format'
import type { Opening } from '../../state/session'
import styles from './start.module.css'

export function Importing({ opening }: { opening: Opening }) {
  return (
    <div className={styles.center} data-testid="importing">
      <div style={{ width: 'min(460px, 100%)', display: 'grid', gap: 12 }}>
        <div>
          <h1 className={styles.h1}>Opening {opening.what === 'study' ? 'the sample study' : 'the model'}</h1>
          <p className="tx2 mono ellipsis" title={opening.path}>{fileName(opening.path)}</p>
        </div>
        <ProgressBar progress={opening.progress} label="Reading" onCancel={opening.cancel} />
        <p className="tx3 f1">A checkpoint is imported once and remembered. The file is only read.</p>
      </div>
    </div>
  )
}
