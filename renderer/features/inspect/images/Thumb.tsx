/** One image of the list: picture, route with the policy left alone, and what share of the static cost it ran. */
import { memo } from 'react'
import { IconPhotoOff } from '@tabler/icons-react'
import { Glyph } from '../../../charts/routemap/Glyph'
import type { LaneInfo } from '../../../charts/routemap/model'
import { middle, percent, stem } from '../../../components/format'
import { useRoutes } from '../../../state/routes'
import { useThumbnail } from '../../../state/thumbnails'
import styles from './images.module.css'

/** One size for all layouts, so that thumbnails survive a resize; sharp on dense displays. */
export const thumbnailPixels = 160

interface Props { id: string; path: string; name: string; selected: boolean; width: number; lanes: readonly LaneInfo[]; depths: readonly number[]; onSelect(path: string): void }

export const Thumb = memo(function Thumb({ id, path, name, selected, width, lanes, depths, onSelect }: Props) {
  const url = useThumbnail(path, thumbnailPixels)
  const route = useRoutes((s) => s.byImage.get(path))
  return (
    <div id={id} role="option" aria-selected={selected} aria-label={name} title={name} className={styles.thumb} onClick={() => onSelect(path)} data-testid="thumb" data-name={name}>
      {url ? <img className={styles.picture} src={url} alt="" draggable={false} />
        : <div className={`${styles.picture} ${styles.broken}`}>{url === '' && <IconPhotoOff size={20} stroke={1.5} aria-label="cannot be read" />}</div>}
      <div className={styles.glyph}>{route && lanes.length > 0 && <Glyph ran={route.ran} asked={route.asked} lanes={lanes} depths={depths} width={width - 8} />}</div>
      <div className={styles.cap}><span className="nw">{middle(stem(name), Math.max(5, Math.floor((width - 40) / 5.6)))}</span><span className="nw">{route && route.static > 0 ? percent(route.executed / route.static) : ''}</span></div>
    </div>
  )
})
