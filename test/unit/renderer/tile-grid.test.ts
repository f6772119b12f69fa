import { describe, expect, it } from 'vitest'
import { tileGrid } from '../../../renderer/components/tileGrid'
import { assignColors } from '../../../renderer/components/taskColors'

describe('tileGrid', () => {
  it('prefers the arrangement with the largest tiles', () => {
    expect(tileGrid(400, 440, 4, 22, 8)).toMatchObject({ columns: 2, rows: 2 })
    expect(tileGrid(900, 240, 4, 22, 8)).toMatchObject({ columns: 4, rows: 1 })
    expect(tileGrid(400, 400, 1, 22, 8)).toMatchObject({ columns: 1, size: 378 })
  })
  it('never leaves its box', () => {
    for (const n of [1, 2, 3, 5, 6]) {
      const { columns, rows, size } = tileGrid(411, 333, n, 22, 8)
      expect(columns * size + (columns - 1) * 8).toBeLessThanOrEqual(411)
      expect(rows * (size + 22) + (rows - 1) * 8).toBeLessThanOrEqual(333)
      expect(columns * rows).toBeGreaterThanOrEqual(n)
    }
    expect(tileGrid(10, 5, 4, 22, 8).size).toBe(0)
  })
  it('goes on below rather than becoming smaller than what can be seen', () => {
    expect(tileGrid(318, 130, 12, 38, 8, 1, 72)).toEqual({ columns: 4, rows: 3, size: 72 })
    expect(tileGrid(318, 130, 12, 38, 8, 2, 72)).toEqual({ columns: 2, rows: 6, size: 72 })
    expect(tileGrid(60, 130, 3, 38, 8, 1, 72)).toEqual({ columns: 1, rows: 3, size: 60 })
    expect(tileGrid(400, 440, 4, 22, 8, 1, 72)).toEqual(tileGrid(400, 440, 4, 22, 8))
  })
})

describe('task colours', () => {
  it('stay with the kind of task, whatever the order', () => {
    expect(assignColors([{ id: 'n', kind: 'normals' }, { id: 's', kind: 'segmentation' }])).toEqual({ n: 2, s: 0 })
  })
  it('are distinct up to eight tasks, also for unknown and repeated kinds', () => {
    const tasks = Array.from({ length: 8 }, (_, i) => ({ id: `t${i}`, kind: i % 2 ? 'segmentation' as const : 'other' as const }))
    expect(new Set(Object.values(assignColors(tasks))).size).toBe(8)
    expect(Object.keys(assignColors([...tasks, { id: 'x', kind: 'other' as const }]))).toHaveLength(9)
  })
})
