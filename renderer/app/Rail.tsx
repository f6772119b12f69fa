import type { ReactNode } from 'react'
import { IconEyeglass, IconInfoCircle, IconLayoutGrid, IconSearch, IconSettings } from '@tabler/icons-react'
import { showPage, useSession, type Page } from '../state/session'
import styles from './shell.module.css'

/** The pages. */
export function Rail() {
  const page = useSession((s) => s.page)
  const entry = (to: Page, label: string, icon: ReactNode) => (
    <button type="button" aria-current={page === to ? 'page' : undefined} onClick={() => showPage(to)} data-testid={`rail-${to}`}>{icon}{label}</button>
  )
  return (
    <nav className={styles.rail} aria-label="Pages">
      {entry('inspect', 'Inspect', <IconSearch size={17} stroke={1.5} />)}
      {entry('sweep', 'Sweep', <IconLayoutGrid size={17} stroke={1.5} />)}
      {entry('device', 'Device', <IconEyeglass size={18} stroke={1.5} />)}
      <span className="sp" />
      {entry('about', 'About', <IconInfoCircle size={17} stroke={1.5} />)}
      {entry('settings', 'Settings', <IconSettings size={17} stroke={1.5} />)}
    </nav>
  )
}
