import { describe, expect, it } from 'vitest'
import { barBox, curve, laneHeightFor, layout, minPitch, step, strandPath, type LayoutInput } from '../../../renderer/charts/routemap/geometry'

const input = (over: Partial<LayoutInput> = {}): LayoutInput =>
  ({ width: 1140, depths: [2, 2, 6, 2], lanes: 4, ends: 4, laneHeight: 26, rows: 2, nameLength: 11, ...over })

describe('columns', () => {
  it('has one per block, in order, grouped by stage', () => {
    const l = layout(input())
    expect(l.columns.map((c) => [c.stage, c.block])).toEqual([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1], [2, 2], [2, 3], [2, 4], [2, 5], [3, 0], [3, 1]])
    expect(l.merges.map((m) => m.after)).toEqual([1, 3, 9])
    expect(l.stages).toHaveLength(4)
  })

  it.each([
    ['the usual model', {}], ['compact', { width: 840 }], ['24 blocks', { depths: [2, 2, 18, 2] }], ['two stages', { depths: [1, 3], lanes: 1 }],
    ['five stages', { depths: [2, 2, 2, 2, 2], width: 2200 }], ['six lanes', { lanes: 6, ends: 6 }], ['very narrow', { width: 400 }]
  ] satisfies [string, Partial<LayoutInput>][])('neither overlaps nor leaves its width: %s', (_, over) => {
    const l = layout(input(over))
    for (const [i, c] of l.columns.entries()) {
      const next = l.columns[i + 1]
      expect(c.x).toBeGreaterThan(0)
      expect(c.x + l.cellWidth).toBeLessThan(l.contentWidth)
      if (next) expect(next.x - (c.x + l.cellWidth)).toBeGreaterThanOrEqual(12.9)
      const box = barBox(l, c, true)
      expect(box.x).toBeGreaterThanOrEqual(c.x)
      expect(box.x + box.width).toBeLessThanOrEqual(c.x + l.cellWidth)
    }
    for (const m of l.merges) {
      expect(m.x - 4).toBeGreaterThan(l.columns[m.after]!.x + l.cellWidth)
      expect(m.x + 4).toBeLessThan(l.columns[m.after + 1]!.x)
    }
  })

  it('fits without scrolling while a column is 34 px or wider, and scrolls below', () => {
    expect(layout(input()).scrolls).toBe(false)
    expect(layout(input({ depths: [2, 2, 18, 2] })).scrolls).toBe(false)
    const many = layout(input({ depths: [2, 2, 36, 2] }))
    expect(many.scrolls).toBe(true)
    expect(many.pitch).toBe(minPitch)
    expect(many.contentWidth).toBeGreaterThan(many.viewWidth)
  })

  it('does not stretch a few blocks over a wide window', () => {
    const l = layout(input({ width: 2300, depths: [1, 1] }))
    expect(l.pitch).toBeLessThanOrEqual(180)
    expect(l.columns[0]!.x).toBeCloseTo(l.contentWidth - (l.columns[1]!.x + l.cellWidth), 5)
  })
})

describe('lanes', () => {
  it('stay inside the cells, the bundle below them, the text below that', () => {
    for (const lanes of [1, 2, 4, 6]) {
      const l = layout(input({ lanes, ends: lanes }))
      const bottom = l.cellY + l.cellHeight
      for (const y of l.laneY) { expect(y).toBeGreaterThan(l.cellY); expect(y).toBeLessThan(bottom) }
      for (const y of l.bypassY) { expect(y).toBeGreaterThan(bottom + 10); expect(y).toBeLessThan(l.barY - 8) }
      expect(l.rowY[0]!).toBeGreaterThan(l.barY + 5)
      expect(l.height).toBeGreaterThan(l.rowY[1]!)
    }
  })
  it('makes room for the decoders of a single policy', () => {
    const l = layout(input({ lanes: 1, ends: 4 }))
    for (let k = 1; k < 4; k++) expect(l.endY[k]! - l.endY[k - 1]!).toBeGreaterThanOrEqual(16)
  })
  it('grow with the window, shrink with their number', () => {
    expect([700, 900, 1440].map((h) => laneHeightFor(h, 4))).toEqual([20, 26, 44])
    expect(laneHeightFor(900, 6)).toBeLessThan(26)
  })
})

describe('strands', () => {
  const l = layout(input({ depths: [2, 2] }))
  it('are level where every block ran, broken inside cells', () => {
    const d = strandPath(l, 0, [true, true, true, true])
    expect(d).not.toContain('C')
    expect(d.match(/M/g)).toHaveLength(5)
  })
  it('dive once for consecutive skips and come up again', () => {
    const d = strandPath(l, 1, [true, false, false, true])
    expect(d.match(/C/g)).toHaveLength(2)
    expect(d).toContain(` ${Math.round(l.bypassY[1]! * 10) / 10}`)
  })
  it('end level at the right edge', () => {
    expect(strandPath(l, 3, [false, false, false, false]).endsWith(`${l.contentWidth} ${l.laneY[3]}`)).toBe(true)
  })
  it('curves leave and arrive level', () => expect(curve(0, 10, 20, 30)).toBe('C10 10 10 30 20 30'))
})

describe('keys', () => {
  const l = layout(input())
  it('moves by block and stops at the ends', () => {
    expect([step(l, 0, -1, false), step(l, 0, 1, false), step(l, 11, 1, false)]).toEqual([0, 1, 11])
  })
  it('moves by stage: forward to the next first block, back to the own first block, then the one before', () => {
    expect([step(l, 0, 1, true), step(l, 5, 1, true), step(l, 10, 1, true)]).toEqual([2, 10, 11])
    expect([step(l, 7, -1, true), step(l, 4, -1, true), step(l, 0, -1, true)]).toEqual([4, 2, 0])
  })
})
