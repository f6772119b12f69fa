/** The route map in its panel: as a map or as a table, with what can be done to a block. */
import { useMemo, useState } from 'react'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import type { Manifest } from '@shared/model/manifest'
import { laneHeightFor } from '../../../charts/routemap/geometry'
import { buildRoute } from '../../../charts/routemap/model'
import { RouteMap } from '../../../charts/routemap/RouteMap'
import type { BlockEvents, ReadoutRow, RouteMode } from '../../../charts/routemap/view'
import { macsScale } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Segmented } from '../../../components/Segmented'
import { useSize } from '../../../components/useSize'
import { useWindowHeight } from '../../../components/useWindow'
import type { Difference } from '../compare/difference'
import { setForcedBlock, setForcedLane, switchTask, toggleForce, toggleMode, useInspect, type Shown } from '../store'
import { BlockMenu } from './BlockMenu'
import { Legend } from './Legend'
import { RouteTable } from './RouteTable'
import { timesFor } from '../places'
import { differenceRow, drawsRow, endsOf, macsRow, measuredOf, timesRow, tokensRow } from './rows'
import styles from './route.module.css'

interface Props {
  shown: Shown
  manifest: Manifest
  /** Against another decision, and what that is called. */
  diff: { difference: Difference; label: string } | null
  /** `A` in front of a comparison, `B` for what was pinned; null without one. */
  letter: 'A' | 'B' | null
  aside: string
  /** The decision can be changed by hand. */
  editable: boolean
}

export function RoutePanel({ shown, manifest, diff, letter, aside, editable }: Props) {
  const { mode, table, solo, block, timesAt, stability, pinned } = useInspect()
  const [ref, { width }] = useSize<HTMLDivElement>()
  const height = useWindowHeight()
  const [menu, setMenu] = useState<{ block: string; x: number; y: number; from: Element | null } | null>(null)
  const { decision } = shown.inspection
  const scale = useMemo(() => macsScale(decision.macs.static), [decision.macs.static])
  const route = useMemo(() => buildRoute(manifest, decision, shown.settings), [manifest, decision, shown.settings])
  const t = useInspect((s) => timesFor(s, shown.key)?.data ?? null)
  const s = stability?.key === shown.key ? stability.data : null
  const measured = useMemo(() => measuredOf(t, timesAt, s), [t, timesAt, s])
  const ends = useMemo(() => endsOf(shown.inspection, scale), [shown.inspection, scale])
  const short = height < (pinned ? 1000 : 760)
  const dense = route.blocks.length * 44 > width - 320
  const rows = useMemo(() => {
    const out: ReadoutRow[] = [macsRow(route, decision, scale)]
    if (!short) out.push(tokensRow(route, decision, scale, dense))
    if (diff) out.push(differenceRow(route, diff.difference, diff.label, scale))
    if (letter === null && t) out.push(timesRow(route, t, timesAt))
    if (letter === null && s) out.push(drawsRow(route, s))
    return short && letter === null ? out.slice(0, 2) : out
  }, [route, decision, scale, short, dense, diff, t, timesAt, s, letter])

  const tasks = useMemo(() => manifest.tasks.map((x) => x.id), [manifest])
  const events = useMemo<BlockEvents>(() => ({
    onSelect: (id) => useInspect.setState({ block: id }),
    onToggleForce: (id, lane) => { if (editable) toggleForce(id, lane) },
    onRelease: (id, lane) => { if (editable) { if (lane === null) setForcedBlock(id, null); else setForcedLane(id, lane, null) } },
    onMenu: (id, at) => { useInspect.setState({ block: id }); if (editable) setMenu({ block: id, ...at, from: document.activeElement }) }
  }), [editable])
  const closeMenu = () => {
    setMenu(null)
    if (menu?.from instanceof SVGElement) menu.from.focus() // keys go on where they were
  }
  const gates = route.blocks.some((b) => b.lanes.some((l) => l.probability !== null))
  const shownMode: RouteMode = gates ? mode : 'tokens'
  const laneHeight = pinned ? Math.min(height < 1000 ? 16 : 20, laneHeightFor(height, route.lanes.length)) : laneHeightFor(height, route.lanes.length)

  return (
    <Panel
      testId={letter === 'B' ? 'route-panel-b' : 'route-panel'} label={letter === 'B' ? 'Pinned route map' : 'Route map'}
      title={letter ? <><span className={styles.letter}>{letter}</span><h2 className="ellipsis">{aside}</h2></> : 'Route map'}
      aside={letter ? undefined : <span className="tx3 f1 hide-narrow">{aside}</span>}
      actions={letter === 'B' ? <span className="tx3 f1">pinned</span> : <>
        {route.gated && <Legend />}
        <Tooltip label={table ? 'Show the map' : 'Show the numbers as a table'}>
          <ActionIcon aria-label="Table of the route" aria-pressed={table} onClick={() => useInspect.setState({ table: !table })} data-testid="route-table-toggle"><IconTable size={16} stroke={1.5} /></ActionIcon>
        </Tooltip>
        <Segmented<RouteMode> label="Marks in the lanes" value={shownMode} onChange={(m) => useInspect.setState({ mode: m })} testId="route-mode"
          choices={[{ value: 'tokens', label: 'Tokens', title: 'Share of tokens each task selected' }, { value: 'probability', label: 'Probability', title: gates ? 'P(run), with a tick at the threshold' : 'This run has no block gates', disabled: !gates }]} />
      </>}
    >
      <div className={styles.body}><div ref={ref}>
        {width > 0 && (table && letter !== 'B'
          ? <RouteTable r={route} scale={scale} measured={measured} selected={block} height={Math.max(220, laneHeight * route.lanes.length + 140)} onSelect={events.onSelect} />
          : <RouteMap
              route={route} scale={scale} mode={shownMode} width={width} laneHeight={laneHeight} rows={rows} ends={ends.values}
              endTitle={width < 1000 ? ends.short : ends.title} selected={block} solo={solo} differing={diff?.difference.differing} measured={measured}
              events={events} onMode={toggleMode} onSolo={(lane) => useInspect.setState({ solo: lane })} onToggleTask={(task) => { if (editable) switchTask(task, tasks) }}
              label={`Route map${letter ? ` ${letter}` : ''}, ${aside}`}
            />)}
      </div></div>
      <BlockMenu at={menu} route={route} settings={shown.settings} onClose={closeMenu} />
    </Panel>
  )
}
