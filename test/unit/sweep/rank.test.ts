import { expect, it } from 'vitest'
import { orderOf, ranks, spearman } from '@shared/stats/rank'
import { runningMedian } from '@shared/stats/running-median'
import { wilson } from '@shared/stats/wilson'

it('sorts any number, ties in their order, NaN last', () => {
  const values = [3, -1, 0, -0, NaN, -Infinity, Infinity, -2.5, 3, -NaN]
  expect([...orderOf(values)]).toEqual([5, 7, 1, 2, 3, 0, 8, 6, 4, 9])
})
it('equal values share the mean of their ranks', () => expect([...ranks([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1]))
it('Spearman by hand: ranks 1 2 3 4 and 1 3 2 4 give 1 − 6·2/(4·15)', () => {
  expect(spearman([1, 2, 3, 9, 5], [10, 30, 20, 40, NaN])).toEqual({ rho: expect.closeTo(0.8, 12) as number, n: 4 })
  expect(spearman([1, 2, 3], [3, 2, 1])!.rho).toBeCloseTo(-1, 12)
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull()
  expect(spearman([1, 2], [1, 2])).toBeNull()
})
it('Wilson by the textbook: 8 of 10 is [0.4902, 0.9433]', () => {
  const e = wilson(8, 10)
  expect([e.value, e.low, e.high]).toEqual([0.8, expect.closeTo(0.49016, 4), expect.closeTo(0.94332, 4)])
  expect([wilson(0, 5).low, wilson(5, 5).high]).toEqual([0, 1])
  expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 })
})
it('running median: bins of equal width, thin ones left out', () => {
  const x = [0, 0.1, 0.2, 0.3, 0.4, 0.6, 1], y = [1, 2, 9, 3, 4, 5, 6]
  expect(runningMedian(x, y, 2, 3)).toEqual([{ x: expect.closeTo(0.2, 12) as number, y: 3, n: 5 }])
  expect(runningMedian([1, 1], [2, 3], 4)).toEqual([])
})
