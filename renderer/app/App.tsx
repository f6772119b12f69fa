/** The window: shell, page, and what lies over it. */
import { useEffect, useState } from 'react'
import { AboutPage } from '../features/about/AboutPage'
import { DevicePage } from '../features/device/DevicePage'
import { InspectPage } from '../features/inspect/InspectPage'
import { SettingsPage } from '../features/settings/SettingsPage'
import { ErrorPage } from '../features/start/ErrorPage'
import { FirstRun } from '../features/start/FirstRun'
import { Importing } from '../features/start/Importing'
import { PlainModelPage } from '../features/start/PlainModelPage'
import { Questions } from '../features/start/Questions'
import { typing } from '../components/typing'
import { useSession, type Opening } from '../state/session'
import { SweepPage } from '../features/sweep/SweepPage'
import { DropTarget } from './DropTarget'
import { EngineBanner } from './EngineBanner'
import { Palette } from './palette/Palette'
import { openPalette } from './palette/store'
import { Rail } from './Rail'
import { Shortcuts, openShortcuts } from './Shortcuts'
import { start } from './startup'
import { StatusBar } from './StatusBar'
import { TitleBar } from './TitleBar'
import styles from './shell.module.css'

/** An opening that takes long enough to be worth a page of its own. */
function useSlow(opening: Opening | null): Opening | null {
  const [slow, setSlow] = useState<Opening['cancel'] | null>(null)
  const id = opening && opening.what !== 'images' ? opening.cancel : null
  useEffect(() => {
    if (!id) return setSlow(null)
    const timer = window.setTimeout(() => setSlow(() => id), 200)
    return () => window.clearTimeout(timer)
  }, [id])
  return id && slow === id ? opening : null
}

function Page() {
  const { page, opening, failure, model, starting } = useSession()
  const slow = useSlow(opening)
  if (page === 'settings') return <SettingsPage />
  if (page === 'about') return <AboutPage />
  if (slow) return <Importing opening={slow} />
  if (page === 'device') return <DevicePage />
  if (page === 'sweep') return <SweepPage />
  if (failure) return failure.error.code === 'needs-answer' && failure.path ? <Questions key={failure.error.message} failure={failure} path={failure.path} /> : <ErrorPage failure={failure} />
  if (!model) return starting || opening ? null : <FirstRun />
  return model.kind === 'plain' ? <PlainModelPage model={model} /> : <InspectPage />
}

export function App() {
  useEffect(() => {
    void start()
    const key = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') { e.preventDefault(); openPalette() }
      if (e.key === 'F1' || (e.key === '?' && !typing(e))) { e.preventDefault(); openShortcuts() }
    }
    window.addEventListener('keydown', key)
    return () => window.removeEventListener('keydown', key)
  }, [])
  return <>
    <div className={styles.app}>
      <TitleBar />
      <div className={styles.banner}><EngineBanner /></div>
      <Rail />
      <main className={styles.page}><Page /></main>
      <StatusBar />
    </div>
    <Palette />
    <Shortcuts />
    <DropTarget />
  </>
}
