/** The sheet of keyboard shortcuts. */
import { create } from 'zustand'
import { Modal } from '@mantine/core'
import { Kbd } from '../components/bits'
import styles from './shortcuts.module.css'

const useSheet = create<{ open: boolean }>(() => ({ open: false }))
export const openShortcuts = (): void => useSheet.setState({ open: true })

const groups: [string, [string[], string][]][] = [
  ['Everywhere', [[['Ctrl K'], 'Search or run a command'], [['Ctrl O'], 'Open a model'], [['Ctrl Alt O'], 'Open images'], [['Ctrl Shift O'], 'Open a folder'], [['Ctrl W'], 'Close the model'], [['['], 'Image before'], [[']'], 'Next image'], [['?', 'F1'], 'This sheet']]],
  ['Images', [[['↑', '↓', '←', '→'], 'Move'], [['PgUp', 'PgDn'], 'A screen up or down'], [['Home', 'End'], 'First, last']]],
  ['Route map', [[['←', '→'], 'Block before, next'], [['Shift ←', 'Shift →'], 'Stage before, next'], [['↑', '↓'], 'Lane'], [['Enter'], 'Select the block'], [['F'], 'Force the opposite, of the block or the lane'], [['Esc'], 'Release it'], [['Shift F10'], 'Menu of the block'], [['P'], 'Tokens or probability']]],
  ['Traces', [[['←', '→'], 'Move the cursor, with Shift farther'], [['+', '−'], 'Zoom'], [['0'], 'The whole run'], [['Esc'], 'No cursor']]],
  ['Sweep', [[['←', '→', '↑', '↓'], 'Block and task; along the points; an image up or down'], [['Enter'], 'Filter by it, or open the image'], [['/'], 'Filter by name'], [['Esc'], 'Clear the filter']]],
  ['Runs and sweeps', [[['↑', '↓'], 'Move'], [['Enter'], 'Open'], [['F2'], 'Rename'], [['Del'], 'Delete'], [['Ctrl Z'], 'Take a deletion back']]],
  ['Outputs', [[['1', '2', '3'], 'Prediction, truth, difference'], [['B'], 'Hold: before the change by hand']]]
]

export function Shortcuts() {
  const open = useSheet((s) => s.open)
  return (
    <Modal opened={open} onClose={() => useSheet.setState({ open: false })} title="Keyboard shortcuts" size={680}>
      <div className={styles.groups}>
        {groups.map(([name, keys]) => <section key={name}>
          <h3>{name}</h3>
          <dl>{keys.map(([caps, what]) => <div key={what}><dt>{caps.map((c) => <Kbd key={c}>{c}</Kbd>)}</dt><dd>{what}</dd></div>)}</dl>
        </section>)}
      </div>
    </Modal>
  )
}
