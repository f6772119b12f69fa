/** What is open, the way to every command, and the theme. */
import { useState } from 'react'
import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconInfoCircle, IconMoon, IconSearch, IconSun } from '@tabler/icons-react'
import { Kbd } from '../components/bits'
import { fileName } from '../components/format'
import { DeviceNote } from '../features/device/DeviceNote'
import { setAppearance } from '../state/appearance'
import { showsSample, useSession } from '../state/session'
import { Mark } from './Mark'
import { openPalette } from './palette/store'
import styles from './shell.module.css'
import { useTheme } from './useTheme'

export function TitleBar() {
  const model = useSession((s) => s.model)
  const images = useSession((s) => s.images)
  const study = useSession((s) => s.study)
  const theme = useTheme()
  const title = model?.sample && images?.sample !== false && study ? study.title : (model?.name ?? images?.title ?? 'No model open')
  return (
    <header className={styles.title}>
      <div className={styles.left}>
        <Mark /><span className="m ellipsis" data-testid="study-title">{title}</span>
        {model && <span className={`tx3 mono f1 ellipsis hide-narrow ${styles.file}`} title={model.file}>{fileName(model.file)}</span>}
        <SampleNote />
      </div>
      <button type="button" className={styles.search} onClick={openPalette} data-testid="open-palette">
        <IconSearch size={15} stroke={1.5} /><span className="ellipsis">Search or run a command</span><span className="sp" /><Kbd>Ctrl K</Kbd>
      </button>
      <div className={styles.right}>
        <DeviceNote />
        <Tooltip label={theme === 'dark' ? 'Light theme' : 'Dark theme'}>
          <ActionIcon aria-label={theme === 'dark' ? 'Switch to light theme' : 'Switch to dark theme'} onClick={() => setAppearance({ theme: theme === 'dark' ? 'light' : 'dark' })} data-testid="theme">
            {theme === 'dark' ? <IconSun size={16} stroke={1.5} /> : <IconMoon size={16} stroke={1.5} />}
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  )
}

/** What must be known about the sample study, always one click away while any of it is on screen. */
function SampleNote() {
  const study = useSession((s) => s.study)
  const shown = useSession(showsSample)
  const [open, setOpen] = useState(false)
  if (!study || !shown) return null
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" offset={6} classNames={{ dropdown: styles.noteText }} trapFocus={false} withinPortal>
      <Popover.Target>
        <button type="button" className={styles.note} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="sample-notice"><IconInfoCircle size={14} stroke={1.5} />Demonstration</button>
      </Popover.Target>
      <Popover.Dropdown><b>{study.title}</b>{study.notice}</Popover.Dropdown>
    </Popover>
  )
}
