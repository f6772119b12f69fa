/** The command palette: commands, blocks, images and what was opened before, found by typing. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { createPortal } from 'react-dom'
import { FocusTrap } from '@mantine/core'
import { IconBinaryTree2, IconChevronRight, IconHistory, IconSearch } from '@tabler/icons-react'
import { Kbd } from '../../components/bits'
import { plural } from '../../components/format'
import { useThumbnail } from '../../state/thumbnails'
import { usePaletteEntries } from './entries'
import { kinds, marked, search, type Entry, type Kind } from './search'
import { chosen, closePalette, usePalette } from './store'
import styles from './palette.module.css'

export function Palette() {
  return usePalette((s) => s.open) ? <Open /> : null
}

function Open() {
  const entries = usePaletteEntries()
  const recent = usePalette((s) => s.recent)
  const [query, setQuery] = useState('')
  const [only, setOnly] = useState<Kind | null>(null)
  const [at, setAt] = useState(0)
  const { groups, total } = useMemo(() => search(entries, query, only, recent), [entries, query, only, recent])
  const flat = groups.flatMap((g) => g.entries)
  const current = flat[Math.min(at, flat.length - 1)]
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => { list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }) }, [current])

  const run = (e: Entry) => { closePalette(); chosen(e.id); e.run() }
  const type = (text: string) => { setQuery(text); setAt(0) }
  const narrow = (next: Kind | null) => { setOnly(next); setAt(0) }
  const key = (e: KeyboardEvent) => {
    const last = flat.length - 1
    if (e.key === 'ArrowDown') setAt(at >= last ? 0 : at + 1)
    else if (e.key === 'ArrowUp') setAt(at <= 0 ? Math.max(0, last) : at - 1)
    else if (e.key === 'PageDown') setAt(Math.min(last, at + 8))
    else if (e.key === 'PageUp') setAt(Math.max(0, at - 8))
    else if (e.key === 'Enter' && current) run(current)
    else if (e.key === 'Escape') closePalette()
    else if (e.key === 'Tab') narrow(only ? (e.shiftKey ? null : kinds[(kinds.indexOf(only) + 1) % kinds.length]!) : (current?.kind ?? 'Commands'))
    else if (e.key === 'Backspace' && query === '' && only) narrow(null)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  return createPortal(
    <div className={styles.scrim} onMouseDown={(e) => { if (e.target === e.currentTarget) closePalette() }}>
      <FocusTrap>
        <div className={styles.box} role="dialog" aria-modal="true" aria-label="Command palette" onKeyDown={key} data-testid="palette">
          <div className={styles.input}>
            <IconSearch size={17} stroke={1.5} />
            {only && <span className={styles.only}>{only}</span>}
            <input
              data-autofocus value={query} onChange={(e) => type(e.currentTarget.value)} placeholder="Search blocks, commands, images" role="combobox" aria-expanded="true"
              aria-controls="palette-list" aria-activedescendant={current && optionId(current)} spellCheck={false} data-testid="palette-input"
            />
            <span className="f1">{query || only ? plural(total, 'result') : ''}</span>
          </div>
          <div className={styles.list} id="palette-list" role="listbox" aria-label="Results" ref={list}>
            {groups.map((g) => <div key={g.kind} role="group" aria-label={g.kind}>
              <div className={styles.group}>{g.kind}</div>
              {g.entries.map((e) => <Item key={e.id} e={e} query={query} selected={e === current} onPick={() => run(e)} onPoint={() => setAt(flat.indexOf(e))} />)}
            </div>)}
            {flat.length === 0 && <div className={styles.empty}>Nothing has these words. Blocks are named like S3 B0.</div>}
          </div>
          <div className={styles.foot}>
            <span><Kbd>↑</Kbd><Kbd>↓</Kbd>move</span><span><Kbd>Enter</Kbd>open</span><span><Kbd>Tab</Kbd>only this kind</span><span className="sp" /><span><Kbd>Esc</Kbd>close</span>
          </div>
        </div>
      </FocusTrap>
    </div>, document.body)
}

const optionId = (e: Entry): string => `palette-${e.id.replace(/[^\w-]/g, '_')}`

function Item({ e, query, selected, onPick, onPoint }: { e: Entry; query: string; selected: boolean; onPick(): void; onPoint(): void }) {
  return (
    <div id={optionId(e)} role="option" aria-selected={selected} className={styles.item} onClick={onPick} onMouseMove={selected ? undefined : onPoint}>
      {e.kind === 'Images' ? <Thumb path={e.id.slice('image '.length)} /> : e.kind === 'Blocks' ? <IconBinaryTree2 size={16} stroke={1.5} /> : e.kind === 'Recent' ? <IconHistory size={16} stroke={1.5} /> : <IconChevronRight size={16} stroke={1.5} />}
      <span className="m">{marked(e.label, query).map((p, i) => (p.hit ? <mark key={i}>{p.text}</mark> : p.text))}</span>
      <span className="tx3 f1 ellipsis">{e.hint}</span><span className="sp" />
      {e.shortcut ? <Kbd>{e.shortcut}</Kbd> : selected ? <Kbd>Enter</Kbd> : null}
    </div>
  )
}

function Thumb({ path }: { path: string }) {
  const url = useThumbnail(path, 160)
  return url ? <img className={styles.thumb} src={url} alt="" /> : <span className={styles.thumb} />
}
