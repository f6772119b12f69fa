/** The route map, or two of them, above tokens, outputs, and cost with policy. */
import { useMemo } from 'react'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ErrorValue } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { explain, stem } from '../../components/format'
import { useSession } from '../../state/session'
import { difference } from './compare/difference'
import { CostPolicy } from './CostPolicy'
import { OutputsPanel } from './outputs/OutputsPanel'
import { RoutePanel } from './route/RoutePanel'
import { describeChanges } from './settings'
import { useInspect, type Pinned, type Shown, type Variant } from './store'
import { TokensPanel } from './tokens/TokensPanel'
import styles from './inspect.module.css'

interface Props { shown: Shown; manifest: Manifest; error: ErrorValue | null }

/** `g25, adaptive, sample model` – no longer than it has to be to tell A from B. */
function title(image: string, variant: Variant, changes: string[], model: string | null): string {
  return [stem(image), variant === 'manual' && changes.length > 0 ? changes.join(', ') : variant, ...(model ? [model] : [])].join(', ')
}

/** What decides whether a block runs, in a few words. */
function rule({ lanes, tasks, architecture }: Manifest, fixed: boolean): string {
  if (lanes.length === 0) return 'a static model: every block runs'
  if (fixed) return 'every block runs, no controller does'
  if (lanes.length === 1 && !tasks.some((t) => t.id === lanes[0])) return 'one policy decides for all tasks'
  const who = lanes.length === 1 ? 'the task' : 'any task'
  return architecture.adaptiveBlocks ? `a block runs if ${who} asks for it` : `a block runs if ${who} selects a token`
}

function useTitles(shown: Shown, manifest: Manifest, pinned: Pinned | null): { a: string; b: string } {
  const model = useSession((s) => s.model)
  const images = useSession((s) => s.images)
  const variant = useInspect((s) => s.variant)
  const name = images?.entries.find((e) => e.path === shown.image)?.name ?? shown.image
  const two = pinned !== null && pinned.shown.model !== shown.model
  const tasks = manifest.tasks.map((t) => t.id)
  return {
    a: title(name, variant, describeChanges(shown.settings, tasks), two ? (model?.name ?? '') : null),
    b: pinned ? title(pinned.imageName, pinned.variant, describeChanges(pinned.shown.settings, pinned.manifest.tasks.map((t) => t.id)), two ? pinned.modelName : null) : ''
  }
}

export function Result({ shown, manifest, error }: Props) {
  const pinned = useInspect((s) => s.pinned)
  const baseline = useInspect((s) => s.baseline)
  const titles = useTitles(shown, manifest, pinned)
  const editable = manifest.lanes.length > 0
  const diff = useMemo(() => {
    if (pinned) {
      const d = difference(shown.inspection.decision, pinned.shown.inspection.decision)
      return d.comparable ? { difference: d, label: 'A \u2212 B' } : null
    }
    if (!baseline || baseline.key === shown.key || shown.settings.static) return null
    return { difference: difference(shown.inspection.decision, baseline.inspection.decision), label: 'change' }
  }, [shown, pinned, baseline])
  const aside = pinned ? titles.a : rule(manifest, shown.settings.static)
  return <>
    <RoutePanel shown={shown} manifest={manifest} diff={diff} letter={pinned ? 'A' : null} aside={aside} editable={editable} />
    {pinned && <RoutePanel shown={pinned.shown} manifest={pinned.manifest} diff={null} letter="B" aside={titles.b} editable={false} />}
    <div className={styles.low}>
      <TokensPanel shown={shown} manifest={manifest} />
      <OutputsPanel shown={shown} manifest={manifest} />
      <CostPolicy shown={shown} manifest={manifest} />
    </div>
    {error && <div className={styles.over} role="alert"><IconAlertTriangle size={15} stroke={1.5} /><b>{error.message}</b><span className="ellipsis">{explain(error)}</span></div>}
  </>
}
