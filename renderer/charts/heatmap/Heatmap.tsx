/** Blocks by lanes, each cell a share with its number: rows in their task's colour, the union neutral below them. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useScheme } from '../../components/useScheme'
import { fillOf, inkOf, readShades } from './shade'
import styles from './heatmap.module.css'

export interface HeatRow { id: string; label: string; /** CSS colour, a token. */ color: string; values: readonly number[]; /** Right of the row. */ mean: string; /** Set apart, below the others. */ union?: boolean }

interface Props {
  rows: readonly HeatRow[]
  depths: readonly number[]
  width: number
  height: number
  label: string
  /** Above the column at the right, and below it. */
  meanTitle: string
  meanFoot?: string
  /** Value that is drawn at full strength; 1 where left out. */
  top?: number
  text(value: number): string
  /** In place of `text`, where a cell's words do not follow from its strength: by row and column. */
  texts?: readonly (readonly string[])[]
  /** Under the cell that is pointed at or focused. */
  onAt(at: { row: number; column: number } | null): void
  describe(row: number, column: number): string
  selected: { row: number; column: number } | null
  onPick?(row: number, column: number): void
  testId?: string
}

const head = 40, right = 56

export function Heatmap({ rows, depths, width, height, label, meanTitle, meanFoot, top = 1, text, texts, onAt, describe, selected, onPick, testId }: Props) {
  const theme = useScheme()
  // The theme's tokens change with the theme, which React knows by its name alone.
  const shades = useMemo(() => ({ theme, ...readShades() }), [theme])
  const svg = useRef<SVGSVGElement>(null)
  const [focus, setFocus] = useState<{ row: number; column: number }>({ row: 0, column: 0 })
  const columns = depths.reduce((a, b) => a + b, 0), starts = depths.map((_, i) => depths.slice(0, i).reduce((a, b) => a + b, 0))
  const left = Math.min(120, Math.max(84, ...rows.map((r) => r.label.length * 6.4 + 22)))
  const gap = width < 560 ? 8 : 16
  const cell = (width - left - right - gap * (depths.length - 1)) / columns
  const union = rows.some((r) => r.union)
  const rowHeight = Math.max(18, Math.min(height > 420 ? 96 : 52, (height - head - 22) / (rows.length + (union ? 0.35 : 0))))
  const y = (row: number): number => head + row * rowHeight + (rows[row]?.union ? rowHeight * 0.25 : 0)
  const stageOf = (column: number): number => starts.findLastIndex((s) => s <= column)
  const x = (column: number): number => left + column * cell + gap * stageOf(column)
  const from = useRef(false)
  useEffect(() => { if (from.current) { from.current = false; svg.current?.querySelector<SVGElement>(`[data-cell="${focus.row} ${focus.column}"]`)?.focus() } }, [focus])

  const key = (e: KeyboardEvent) => {
    const { row, column } = focus
    const to = e.key === 'ArrowLeft' ? { row, column: Math.max(0, column - 1) } : e.key === 'ArrowRight' ? { row, column: Math.min(columns - 1, column + 1) }
      : e.key === 'ArrowUp' ? { row: Math.max(0, row - 1), column } : e.key === 'ArrowDown' ? { row: Math.min(rows.length - 1, row + 1), column }
      : e.key === 'Home' ? { row, column: 0 } : e.key === 'End' ? { row, column: columns - 1 } : null
    if (to) { e.preventDefault(); from.current = true; setFocus(to) }
    else if ((e.key === 'Enter' || e.key === ' ') && onPick) { e.preventDefault(); onPick(row, column) }
  }
  return (
    <svg ref={svg} width={width} height={height} className={styles.map} role="grid" aria-label={label} onKeyDown={key} onMouseLeave={() => onAt(null)} data-testid={testId}>
      {depths.map((depth, s) => depth > 0 && <text key={s} x={x(starts[s]!) + 1} y={11} className={styles.stage}>{cell * depth > 42 ? `Stage ${s + 1}` : `S${s + 1}`}</text>)}
      {Array.from({ length: columns }, (_, i) => <text key={i} x={x(i) + cell / 2} y={32} textAnchor="middle">B{i - starts[stageOf(i)]!}</text>)}
      <text x={width - right + 10} y={32} className={styles.quiet}>{meanTitle}</text>
      {rows.map((r, k) => <g key={r.id} role="row">
        {!r.union && <rect x={0} y={y(k) + rowHeight / 2 - 5} width={10} height={10} rx={3} fill={r.color} />}
        <text x={r.union ? 0 : 16} y={y(k) + rowHeight / 2 + 4} className={styles.name} data-union={r.union ?? false}>{r.label}</text>
        {r.values.map((v, i) => {
          const at = { row: k, column: i }, share = v / top
          return <g key={i} role="gridcell" tabIndex={focus.row === k && focus.column === i ? 0 : -1} aria-label={describe(k, i)} aria-selected={selected?.row === k && selected.column === i} className={styles.cell} data-cell={`${k} ${i}`} data-testid="heat-cell"
            onMouseEnter={() => onAt(at)} onFocus={() => { setFocus(at); onAt(at) }} onBlur={() => onAt(null)} onClick={() => onPick?.(k, i)}>
            <rect x={x(i) + 1} y={y(k) + 1} width={Math.max(1, cell - 2)} height={rowHeight - 2} rx={2} style={{ fill: fillOf(share, r.color) }} />
            {cell >= 15 && <text x={x(i) + cell / 2} y={y(k) + rowHeight / 2 + 4} textAnchor="middle" style={{ fill: inkOf(share, r.color, shades), fontWeight: r.union ? 600 : 400 }}>{texts?.[k]?.[i] ?? text(v)}</text>}
          </g>
        })}
        <text x={width - right + 10} y={y(k) + rowHeight / 2 + 4} className={styles.mean}>{r.mean}</text>
      </g>)}
      {meanFoot && <text x={width - right + 10} y={Math.min(height - 2, y(rows.length - 1) + rowHeight + 14)} className={styles.quiet}>{meanFoot}</text>}
    </svg>
  )
}
