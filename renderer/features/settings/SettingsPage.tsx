/** How the studio looks, and what it remembers. */
import { Button, Switch } from '@mantine/core'
import { zooms, type Theme } from '@shared/rpc/bridge'
import { percent, plural } from '../../components/format'
import { Segmented } from '../../components/Segmented'
import { clearRecents } from '../../state/open'
import { setAppearance, useAppearance } from '../../state/appearance'
import { useOwn } from '../../state/own'
import { useSession } from '../../state/session'
import { ImportedModels } from './ImportedModels'
import { Setting } from './Setting'
import styles from './settings.module.css'

export function SettingsPage() {
  const { theme, zoom } = useAppearance()
  const own = useOwn()
  const recents = useSession((s) => s.recents)
  return (
    <div className={styles.page} data-testid="settings">
      <div className={styles.in}>
        <h1>Settings</h1>
        <div className={styles.group}>
          <Setting title="Theme" about="Task colours are the same tasks in both.">
            <Segmented<Theme> label="Theme" value={theme} onChange={(v) => setAppearance({ theme: v })} choices={[{ value: 'dark', label: 'Dark' }, { value: 'light', label: 'Light' }, { value: 'system', label: 'As the system' }]} />
          </Setting>
          <Setting title="Zoom" about="Everything larger, on this screen and the next start.">
            <Segmented label="Zoom" value={String(zoom)} onChange={(v) => setAppearance({ zoom: zooms.find((z) => String(z) === v) ?? 1 })} choices={zooms.map((z) => ({ value: String(z), label: percent(z) }))} />
          </Setting>
          <Setting title="Less movement" about="No transitions, also when the system does not ask for it.">
            <Switch aria-label="Less movement" checked={own.reduceMotion} onChange={(e) => useOwn.setState({ reduceMotion: e.currentTarget.checked })} />
          </Setting>
          <Setting title="Fewer notices" about="Only say when something did not work.">
            <Switch aria-label="Fewer notices" checked={own.quiet} onChange={(e) => useOwn.setState({ quiet: e.currentTarget.checked })} />
          </Setting>
          <Setting title="Recent files" about={recents.length === 0 ? 'Nothing is remembered.' : `${plural(recents.length, 'entry', 'entries')} in the menu, on the first page and in the palette.`}>
            <Button onClick={() => void clearRecents()} disabled={recents.length === 0} data-testid="clear-recents">Clear recent files</Button>
          </Setting>
          <ImportedModels />
        </div>
      </div>
    </div>
  )
}
