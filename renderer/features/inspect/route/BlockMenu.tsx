/** What can be done with a block by hand, at the pointer. */
import { Menu } from '@mantine/core'
import { IconCheck, IconFilter, IconLock, IconLockOpen } from '@tabler/icons-react'
import type { Settings, Switch } from '@shared/policy/settings'
import type { RouteModel } from '../../../charts/routemap/model'
import { blockName } from '../../../charts/routemap/words'
import { Kbd, Swatch } from '../../../components/bits'
import { filterByBlock, useResult } from '../../sweep/result/store'
import { setForcedBlock, setForcedLane } from '../store'

interface Props { at: { block: string; x: number; y: number } | null; route: RouteModel; settings: Settings; onClose(): void }

export function BlockMenu({ at, route, settings, onClose }: Props) {
  const inSweep = useResult((s) => at !== null && s.variant !== null && (s.columns[s.variant]?.blocks.includes(at.block) ?? false))
  const b = at && route.blocks.find((x) => x.id === at.block)
  if (!at || !b) return null
  const now = settings.blocks[b.id]
  const item = (label: string, to: Switch | null, current: Switch | undefined, run: (to: Switch | null) => void, key?: string) => (
    <Menu.Item key={label} leftSection={current === (to ?? undefined) && to !== null ? <IconCheck size={14} stroke={1.5} /> : to === null ? <IconLockOpen size={14} stroke={1.5} /> : <IconLock size={14} stroke={1.5} />}
      rightSection={key ? <Kbd>{key}</Kbd> : undefined} disabled={to === null && current === undefined} onClick={() => run(to)}>{label}</Menu.Item>
  )
  const lanes = route.gated ? route.lanes.filter((l) => !l.off) : []
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} withinPortal returnFocus>
      <Menu.Target><span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} /></Menu.Target>
      <Menu.Dropdown data-testid="block-menu" miw={200}>
        <Menu.Label>{blockName(b)}</Menu.Label>
        {item('Force on', 'on', now, (to) => setForcedBlock(b.id, to), b.ran ? undefined : 'F')}
        {item('Force off', 'off', now, (to) => setForcedBlock(b.id, to), b.ran ? 'F' : undefined)}
        {item('Release', null, now, (to) => setForcedBlock(b.id, to), 'Esc')}
        {inSweep && <Menu.Item leftSection={<IconFilter size={14} stroke={1.5} />} onClick={() => filterByBlock(b.id)} data-testid="filter-sweep">Filter the sweep by this block</Menu.Item>}
        {lanes.length > 0 && <><Menu.Divider /><Menu.Label>{route.lanes.length === route.ends.length ? 'What one task asks' : 'What the policy asks'}</Menu.Label></>}
        {lanes.map((lane) => {
          const current = settings.blockTasks[b.id]?.[lane.id]
          return (
            <Menu.Sub key={lane.id} position="right-start">
              <Menu.Sub.Target><Menu.Sub.Item leftSection={<Swatch color={lane.color.fill} />}>{lane.id}{current ? `, forced ${current}` : ''}</Menu.Sub.Item></Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                {item('Ask', 'on', current, (to) => setForcedLane(b.id, lane.id, to))}
                {item('Decline', 'off', current, (to) => setForcedLane(b.id, lane.id, to))}
                {item('Release', null, current, (to) => setForcedLane(b.id, lane.id, to))}
              </Menu.Sub.Dropdown>
            </Menu.Sub>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
