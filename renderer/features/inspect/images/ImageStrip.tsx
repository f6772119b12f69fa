/** The images beside the page: how many, in which order, which of them. */
import { useMemo } from 'react'
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconArrowsSort, IconCheck, IconChevronDown, IconSearch } from '@tabler/icons-react'
import type { Route } from '@shared/rpc/contract'
import { lanesFor } from '../../../charts/routemap/model'
import { ProgressBar } from '../../../components/bits'
import { num, plural } from '../../../components/format'
import { useWindowWidth } from '../../../components/useWindow'
import { useRoutes } from '../../../state/routes'
import { selectImage, useSession } from '../../../state/session'
import { ImageGrid } from './ImageGrid'
import { ordered, setFilter, setSort, useImageList, type Sort } from './imagesStore'
import styles from './images.module.css'

export function ImageStrip() {
  const images = useSession((s) => s.images)
  const selected = useSession((s) => s.selected)
  const model = useSession((s) => s.model)
  const { sort, filter } = useImageList()
  const scan = useRoutes((s) => s.scan)
  // While sorted by name, routes that come in do not change the order.
  const routes = useRoutes((s) => (sort === 'macs' ? s.byImage : none))
  const wide = useWindowWidth()
  const narrow = wide <= 1180
  const entries = useMemo(() => ordered(images?.entries ?? [], filter, sort, routes), [images, filter, sort, routes])
  const manifest = model?.manifest
  const lanes = useMemo(() => (manifest && model.kind === 'adaptive' ? lanesFor(manifest) : []), [manifest, model?.kind])
  const depths = manifest?.architecture.depths ?? []
  const total = images?.entries.length ?? 0
  return (
    <aside className={styles.strip} aria-label="Images" data-testid="image-strip">
      <div className={styles.head}>
        <h2 title={plural(total, 'image')}>Images</h2>{!narrow && <span className="tx3 f1 num">{filter ? `${num(entries.length)} / ${num(total)}` : num(total)}</span>}<span className="sp" />
        {model?.kind === 'adaptive' && total > 1 && <SortMenu sort={sort} narrow={narrow} />}
      </div>
      {(total > 8 || scan) && <div className={styles.tools}>
        {scan ? <ProgressBar progress={narrow ? { ...scan.progress, stage: 'All' } : scan.progress} onCancel={scan.cancel} />
          : !narrow && <TextInput value={filter} onChange={(e) => setFilter(e.currentTarget.value)} placeholder="Filter by name" aria-label="Filter images by name" leftSection={<IconSearch size={14} stroke={1.5} />} spellCheck={false} data-testid="image-filter" />}
      </div>}
      {images && entries.length === 0 && <p className={styles.note}>{total === 0 ? `No images in ${images.title}. Drop a folder with images here.` : 'No image has this name.'}</p>}
      {images && images.skipped > 0 && <p className={styles.note} title="Only files that are images are listed">{plural(images.skipped, 'other file')} left out</p>}
      <ImageGrid entries={entries} selected={selected} columns={narrow ? 1 : wide > 2000 ? 3 : 2} lanes={lanes} depths={depths} onSelect={selectImage} />
    </aside>
  )
}

const none: ReadonlyMap<string, Route> = new Map()

function SortMenu({ sort, narrow }: { sort: Sort; narrow: boolean }) {
  const item = (value: Sort, label: string) => <Menu.Item leftSection={sort === value ? <IconCheck size={14} stroke={1.5} /> : <span style={{ width: 14 }} />} onClick={() => setSort(value)}>{label}</Menu.Item>
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        {narrow ? <ActionIcon aria-label="Sort images" size={20}><IconArrowsSort size={14} stroke={1.5} /></ActionIcon>
          : <Button size="xs" variant="subtle" rightSection={<IconChevronDown size={14} stroke={1.5} />} style={{ padding: '0 4px' }} aria-label="Sort images" data-testid="sort">{sort === 'name' ? 'Name' : 'MACs'}</Button>}
      </Menu.Target>
      <Menu.Dropdown>{item('name', 'Name')}{item('macs', 'MACs, few first')}</Menu.Dropdown>
    </Menu>
  )
}
