/** Everything the palette can find, from what is open right now. */
import { useMemo } from 'react'
import { lanesFor } from '../../charts/routemap/model'
import { blockShort } from '../../charts/routemap/words'
import { fileName, list, macs, macsScale } from '../../components/format'
import { choose, clearRecents, closeModel, openPaths, openSample } from '../../state/open'
import { setAppearance } from '../../state/appearance'
import { selectImage, showPage, useSession } from '../../state/session'
import { setSort } from '../../features/inspect/images/imagesStore'
import { order } from '../../features/device/live/control'
import { busy, useProfile } from '../../features/device/live/store'
import { startSimulation } from '../../state/devices'
import { usePlan } from '../../features/device/plan/store'
import { showDevice } from '../../features/device/view'
import { measureStability, showTimes } from '../../features/inspect/measure'
import { pin, unpin } from '../../features/inspect/pin'
import { releaseAll, resetPolicy, setAllOn, setOutputView, setVariant, toggleForce, toggleMode, useInspect } from '../../features/inspect/store'
import { newSweep } from '../../features/sweep/start/store'
import { showSweep } from '../../features/sweep/view'
import { openShortcuts } from '../Shortcuts'
import type { Entry } from './search'

const command = (id: string, label: string, run: () => void, more: Partial<Entry> = {}): Entry => ({ id, kind: 'Commands', label, run, ...more })

const always: Entry[] = [
  command('open-model', 'Open a model', () => void choose('model'), { shortcut: 'Ctrl O', hint: '.pth, .safetensors, .onnx' }),
  command('open-folder', 'Open a folder', () => void choose('folder'), { shortcut: 'Ctrl Shift O', hint: 'images, or a model folder' }),
  command('open-images', 'Open images', () => void choose('images'), { shortcut: 'Ctrl Alt O' }),
  command('open-sample', 'Open the sample study', () => void openSample()),
  command('sweep', 'Sweep: a whole data set', newSweep, { hint: 'routes and accuracy over many images' }),
  command('sweeps', 'Sweeps', () => showSweep({ at: 'list' }), { hint: 'what was swept' }),
  command('device', 'Device: profile', () => showDevice({ at: 'profile' }), { hint: 'latency and energy on glasses' }),
  command('runs', 'Runs', () => showDevice({ at: 'runs' }), { hint: 'what was recorded' }),
  command('simulate', 'Use simulated glasses', () => { showDevice({ at: 'profile' }); void startSimulation() }),
  command('plan', 'Edit the plan of a profile', () => { showDevice({ at: 'profile' }); usePlan.setState({ editing: true }) }),
  command('shortcuts', 'Keyboard shortcuts', openShortcuts, { shortcut: 'F1' }),
  command('settings', 'Settings', () => showPage('settings')),
  command('about', 'About, model card', () => showPage('about')),
  command('theme-dark', 'Dark theme', () => setAppearance({ theme: 'dark' })),
  command('theme-light', 'Light theme', () => setAppearance({ theme: 'light' })),
  command('clear-recents', 'Clear recent files', () => void clearRecents())
]

const withModel: Entry[] = [
  command('static', 'Show the static model', () => setVariant('static'), { hint: 'every block runs, no controller does' }),
  command('adaptive', 'Show the adaptive model', () => setVariant('adaptive'), { hint: 'the policy left alone' }),
  command('mode', 'Switch between tokens and probability', toggleMode, { shortcut: 'P' }),
  command('table', 'Route map as a table, or back', () => useInspect.setState((s) => ({ table: !s.table }))),
  command('force', 'Force block on or off', () => { const { block } = useInspect.getState(); if (block) toggleForce(block, null) }, { hint: 'the selected block; the model stays as it is', shortcut: 'F' }),
  command('release', 'Release all forced gates', releaseAll),
  command('all-on', 'Run every block, keep the controllers', () => setAllOn(true), { hint: 'shows what the policy would have asked' }),
  command('reset', 'Reset the policy', resetPolicy),
  command('times', 'Measure block times', showTimes, { hint: 'on this computer or on glasses' }),
  command('stability', 'Stability over 100 draws', () => void measureStability(100, 1), { hint: 'with the noise of training' }),
  command('pin', 'Pin to compare', pin, { hint: 'image, settings and model' }),
  command('unpin', 'End the comparison', unpin),
  command('compare-static', 'Compare outputs with static, or stop', () => useInspect.setState((s) => ({ compareStatic: !s.compareStatic }))),
  command('prediction', 'Show predictions', () => setOutputView('prediction'), { shortcut: '1' }),
  command('truth', 'Show truth', () => setOutputView('truth'), { shortcut: '2' }),
  command('difference', 'Show differences', () => setOutputView('difference'), { shortcut: '3' }),
  command('sort-name', 'Sort images by name', () => setSort('name')),
  command('sort-macs', 'Sort images by MACs', () => setSort('macs')),
  command('close-model', 'Close the model', () => void closeModel(), { shortcut: 'Ctrl W' })
]

const whileProfiling: Entry[] = [
  command('pause', 'Pause the profile', () => void order('pause')),
  command('resume', 'Resume the profile', () => void order('resume')),
  command('stop', 'Stop the profile and keep what it has', () => void order('stop'))
]

export function usePaletteEntries(): Entry[] {
  const model = useSession((s) => s.model)
  const images = useSession((s) => s.images)
  const recents = useSession((s) => s.recents)
  const shown = useInspect((s) => s.shown)
  const profiling = useProfile(busy)
  return useMemo(() => {
    const m = model?.manifest
    const decision = shown?.inspection.decision
    const blocks: Entry[] = !m || !decision ? [] : decision.blocks.map((b) => {
      const scale = macsScale(decision.macs.static)
      const asked = lanesFor(m).map((l) => l.id).filter((l) => b.tasks[l]?.active)
      const hint = b.ran ? `${asked.length > 0 ? `${list(asked)}${asked.length === 1 ? ' only' : ''}, ` : ''}${macs(b.macs, scale)} ${scale.unit}` : 'bypassed'
      return { id: `block ${b.id}`, kind: 'Blocks', label: blockShort(b), hint, keywords: b.id, run: () => { showPage('inspect'); useInspect.setState({ block: b.id }) } }
    })
    const pictures = (images?.entries ?? []).map((e): Entry => ({ id: `image ${e.path}`, kind: 'Images', label: e.name, run: () => { showPage('inspect'); selectImage(e.path) } }))
    const before = recents.map((r): Entry => ({ id: `recent ${r.path}`, kind: 'Recent', label: fileName(r.path), hint: r.path, run: () => void openPaths([r.path]) }))
    return [...(profiling ? whileProfiling : []), ...blocks, ...(m ? withModel : []), ...always, ...pictures, ...before]
  }, [model, images, recents, shown, profiling])
}
