/**
 * Where everything of the route map lies, in pixels. Pure: counts and sizes in, coordinates out.
 * The map has three parts: lane names at the left, the columns (which scroll when there are many), the decoders at the right.
 * All x of a layout are relative to the left edge of the columns.
 */
export interface LayoutInput {
  /** Width of all three parts. */
  width: number
  /** Blocks per stage. */
  depths: readonly number[]
  lanes: number
  /** Decoders at the right end. */
  ends: number
  /** Distance of two lanes. */
  laneHeight: number
  /** Lines of text below the columns. */
  rows: number
  /** Longest lane name, in characters. */
  nameLength: number
}

export interface Column { index: number; stage: number; block: number; /** Left edge of the cell. */ x: number; /** Centre. */ cx: number }

export interface Layout {
  compact: boolean
  labelWidth: number
  endWidth: number
  /** Visible width of the columns, and the width of what is in it. */
  viewWidth: number
  contentWidth: number
  scrolls: boolean
  pitch: number
  gap: number
  cellWidth: number
  columns: Column[]
  /** Patch merging between stages. */
  merges: { x: number; after: number }[]
  stages: { stage: number; x1: number; x2: number }[]
  cellY: number
  cellHeight: number
  laneY: number[]
  /** Bundle of strands below the cells, by lane. */
  bypassY: number[]
  endY: number[]
  barY: number
  /** Baselines of the lines of text. */
  rowY: number[]
  height: number
}

export const minPitch = 34
const maxPitch = 180
const head = 44
const bundle = 3.6
export const barHeight = 12

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0)
const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x))

/** Height of a lane for a window: more room, taller lanes; many lanes share what there is. */
export function laneHeightFor(windowHeight: number, lanes: number): number {
  if (windowHeight < 780) return lanes > 4 ? 16 : 20
  const roomy = clamp(26 + (windowHeight - 900) / 30, 26, 44)
  return lanes > 4 && windowHeight < 1000 ? 20 : Math.round(roomy)
}

export function layout(i: LayoutInput): Layout {
  const compact = i.width < 1000
  const labelWidth = clamp(Math.ceil(i.nameLength * 6.6) + 40, compact ? 102 : 112, 176) - 6
  const endWidth = compact ? 92 : 112
  const viewWidth = Math.max(60, i.width - labelWidth - endWidth)
  // Many blocks need the room more than the gaps between them do.
  const tight = compact || sum(i.depths) > 18
  const mergeWidth = tight ? 20 : 30
  const n = Math.max(1, sum(i.depths))
  const between = Math.max(0, i.depths.filter((d) => d > 0).length - 1) * mergeWidth
  const minLead = tight ? 16 : 24
  const fit = (viewWidth - 2 * minLead - between) / n
  const scrolls = fit < minPitch
  const pitch = clamp(fit, minPitch, maxPitch)
  const used = n * pitch + between
  const contentWidth = scrolls ? used + 2 * minLead : viewWidth
  const lead = (contentWidth - used) / 2
  const gap = clamp(pitch * 0.34, 13, 52)
  const cellWidth = pitch - gap

  const columns: Column[] = []
  const merges: Layout['merges'] = []
  const stages: Layout['stages'] = []
  let x = lead
  i.depths.forEach((depth, stage) => {
    if (depth === 0) return
    if (columns.length > 0) { merges.push({ x: x + mergeWidth / 2, after: columns.length - 1 }); x += mergeWidth }
    for (let block = 0; block < depth; block++, x += pitch) {
      columns.push({ index: columns.length, stage, block, x: x + gap / 2, cx: x + pitch / 2 })
    }
    stages.push({ stage, x1: columns[columns.length - depth]!.x, x2: columns[columns.length - 1]!.x + cellWidth })
  })

  // A single lane that feeds several decoders needs room for their lines at the right.
  const laneHeight = Math.max(i.laneHeight, i.lanes < i.ends ? (i.ends * 16) / i.lanes : 0)
  const cellY = head
  const cellHeight = laneHeight * i.lanes + 8
  const laneY = Array.from({ length: i.lanes }, (_, k) => cellY + 4 + laneHeight * (k + 0.5))
  const bypassTop = cellY + cellHeight + 11.6
  const bypassY = laneY.map((_, k) => bypassTop + bundle * k)
  const barY = bypassTop + bundle * Math.max(3, i.lanes - 1) + 15.6
  const rowY = Array.from({ length: i.rows }, (_, r) => barY + 19 + 15 * r)
  const endPitch = (laneHeight * i.lanes) / Math.max(1, i.ends)
  const endY = i.ends === i.lanes ? [...laneY] : Array.from({ length: i.ends }, (_, k) => cellY + 4 + endPitch * (k + 0.5))
  return {
    compact, labelWidth, endWidth, viewWidth, contentWidth, scrolls, pitch, gap, cellWidth, columns, merges, stages,
    cellY, cellHeight, laneY, bypassY, endY, barY, rowY, height: (rowY[rowY.length - 1] ?? barY) + 6
  }
}

const f = (x: number): string => String(Math.round(x * 10) / 10)

/** Cubic between two points with both control points at half way, so that it leaves and arrives level. */
export function curve(x1: number, y1: number, x2: number, y2: number): string {
  if (Math.abs(y1 - y2) < 0.05) return `L${f(x2)} ${f(y2)}`
  const m = f((x1 + x2) / 2)
  return `C${m} ${f(y1)} ${m} ${f(y2)} ${f(x2)} ${f(y2)}`
}

/** As much of a layout as a strand needs. */
export type StrandLayout = Pick<Layout, 'columns' | 'laneY' | 'bypassY' | 'cellWidth' | 'contentWidth'>

/**
 * One lane's strand through the columns: level between blocks that ran, bundled below the skipped ones.
 * Inside a cell that ran it lifts the pen; the lane's mark is drawn there.
 */
export function strandPath(l: StrandLayout, lane: number, ran: readonly boolean[]): string {
  const level = l.laneY[lane]!
  const below = l.bypassY[lane]!
  const inset = Math.min(9, l.cellWidth * 0.22)
  let path = `M0 ${f(level)}`
  let x = 0
  let y = level
  for (const c of l.columns) {
    const on = ran[c.index] ?? false
    const ny = on ? level : below
    const enter = c.x + (on ? 0 : inset)
    const leave = c.x + l.cellWidth - (on ? 0 : inset)
    path += curve(x, y, enter, ny) + (on ? `M${f(leave)} ${f(ny)}` : `L${f(leave)} ${f(ny)}`)
    x = leave
    y = ny
  }
  return path + curve(x, y, l.contentWidth, level)
}

/** From the lane's end to its decoder, where one lane feeds several. */
export const fanPath = (l: Layout, lane: number, end: number, width: number): string => `M0 ${f(l.laneY[lane]!)}${curve(0, l.laneY[lane]!, width, l.endY[end]!)}`

/** The bar of a lane inside a cell. */
export function barBox(l: Layout, c: Column, ran: boolean): { x: number; width: number } {
  const x = ran ? Math.min(9, l.cellWidth * 0.3) : Math.min(7, l.cellWidth * 0.25)
  return { x: c.x + x, width: Math.max(3, l.cellWidth - x - (ran ? 6 : 7)) }
}

/** Next column for a key: one along, or the first one of the next stage. */
export function step(l: Pick<Layout, 'columns'>, index: number, direction: 1 | -1, byStage: boolean): number {
  const last = l.columns.length - 1
  if (!byStage) return clamp(index + direction, 0, last)
  const stage = l.columns[index]?.stage ?? 0
  if (direction === 1) return l.columns.find((c) => c.stage > stage)?.index ?? last
  const first = l.columns.find((c) => c.stage === stage)?.index ?? 0
  if (index > first) return first
  const before = l.columns[first - 1]?.stage
  return l.columns.find((c) => c.stage === before)?.index ?? 0
}
