/** Nothing is open: one picture, one sentence, and the ways in. */
import { Button } from '@mantine/core'
import { IconFile, IconFolder, IconPhoto } from '@tabler/icons-react'
import { SmallStrands } from '../../charts/routemap/SmallStrands'
import type { LaneInfo } from '../../charts/routemap/model'
import { Kbd } from '../../components/bits'
import { fileName } from '../../components/format'
import { taskColor } from '../../components/taskColors'
import { useSize } from '../../components/useSize'
import { choose, openPaths, openSample } from '../../state/open'
import { useSession } from '../../state/session'
import styles from './start.module.css'

/** An ornament, not a result: four lanes through twelve blocks. */
const lanes: LaneInfo[] = [0, 1, 2, 3].map((i) => ({ id: `lane ${i}`, color: taskColor(i), off: false }))
const bits = (s: string): boolean[] => Array.from(s, (c) => c === '1')
const ornament = { ran: bits('111010011010'), asked: ['101010001010', '101010011000', '110000000000', '001000001010'].map(bits) }

export function FirstRun() {
  const [ref, { width }] = useSize<HTMLDivElement>()
  const recents = useSession((s) => s.recents)
  const images = useSession((s) => s.images)
  return (
    <div className={styles.center} data-testid="first-run">
      <div className={styles.wide}>
        <div ref={ref} style={{ marginBottom: 32 }}><SmallStrands {...ornament} lanes={lanes} depths={[2, 2, 6, 2]} width={width} height={96} /></div>
        <h1 className={styles.h1}>See what an adaptive model runs, and what it saves</h1>
        <p className={styles.lead}>{images ? `${images.title}: ${images.entries.length} images are ready. Open a model to run them.` : 'Start with the sample study, or open a model of your own.'}</p>
        <div className={styles.ways}>
          <div className={styles.way} data-first="true">
            <span className="b f3">Sample study</span><span className="tx2">A trained model for four tasks, with images and their ground truth.</span>
            <Button variant="filled" autoFocus onClick={() => void openSample()} data-testid="open-sample">Open sample study</Button>
          </div>
          <div className={styles.way}>
            <span className="b f3">Open a model</span><span className="tx2">.pth, .safetensors or .onnx. Checkpoints are read, never executed.</span>
            <Button onClick={() => void choose('model')} rightSection={<Kbd>Ctrl O</Kbd>}>Choose file</Button>
          </div>
          <div className={styles.way}>
            <span className="b f3">Open images</span><span className="tx2">A folder of images, with ground truth beside them or without.</span>
            <Button onClick={() => void choose('folder')}>Choose folder</Button>
          </div>
        </div>
        {recents.length > 0 && <div className={styles.recents}>
          <h2>Recent</h2>
          {recents.slice(0, 5).map((r) => (
            <button key={r.path} type="button" className={styles.recent} onClick={() => void openPaths([r.path])} title={r.path}>
              {r.kind === 'model' ? <IconFile size={15} stroke={1.5} /> : r.kind === 'folder' ? <IconFolder size={15} stroke={1.5} /> : <IconPhoto size={15} stroke={1.5} />}
              <span className="m nw">{fileName(r.path)}</span><span className="tx3 ellipsis">{r.path}</span>
            </button>
          ))}
        </div>}
        <p className="tx3 f1" style={{ marginTop: 16 }}>You can also drop a model, images or a folder of images anywhere in this window.</p>
      </div>
    </div>
  )
}
