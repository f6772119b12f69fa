/** Nothing chosen yet: the ways to a data set. */
import { Button } from '@mantine/core'
import { IconFolder } from '@tabler/icons-react'
import { fileName } from '../../../components/format'
import { chooseDataset, chooseFolder, chooseSample, useStart } from './store'
import styles from './start.module.css'

export function ChooseDataset() {
  const recent = useStart((s) => s.recent)
  return (
    <div className={styles.center}>
      <div className={styles.choose}>
        <h2>Which images?</h2>
        <p className="tx2">What is found there is shown before anything runs. The files stay as they are.</p>
        <div className={styles.ways}>
          <div className={styles.way} data-first="true">
            <span className="b f3">Validation set of the sample study</span><span className="tx2">200 rendered scenes with ground truth for four tasks.</span>
            <Button variant="filled" autoFocus onClick={() => void chooseSample()} data-testid="use-sample">Use it</Button>
          </div>
          <div className={styles.way}>
            <span className="b f3">A folder</span><span className="tx2">PASCAL-Context, NYUD, a study, or any folder of images with ground truth beside them or without.</span>
            <Button onClick={() => void chooseFolder()} data-testid="choose-dataset">Choose folder</Button>
          </div>
        </div>
        {recent.length > 0 && <div className={styles.recents}>
          <h3>Recent</h3>
          {recent.slice(0, 5).map((root) => <button key={root} type="button" className={styles.recent} onClick={() => void chooseDataset(root)} title={root} data-testid="recent-dataset">
            <IconFolder size={15} stroke={1.5} /><span className="m nw">{fileName(root)}</span><span className="tx3 ellipsis">{root}</span>
          </button>)}
        </div>}
        <p className="tx3 f1">You can also drop a folder anywhere in this window.</p>
      </div>
    </div>
  )
}
