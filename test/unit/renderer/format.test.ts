import { describe, expect, it } from 'vitest'
import { decimals, niceTicks } from '../../../renderer/components/ticks'
import { bytes, fileName, list, macs, macsScale, macsSigned, metricDelta, middle, metricValue, ms, num, percent, plural, saving, signed, stem } from '../../../renderer/components/format'

const THIN = '\u202f', NB = '\u00a0', MINUS = '\u2212'

describe('numbers', () => {
  it('groups thousands with a thin space', () => {
    expect(num(1000)).toBe(`1${THIN}000`)
    expect(num(1234567.891, 1)).toBe(`1${THIN}234${THIN}567.9`)
    expect(num(999)).toBe('999')
  })
  it('writes a true minus, and none before a zero', () => {
    expect(num(-5)).toBe(`${MINUS}5`)
    expect(num(-0.0004, 2)).toBe('0.00')
    expect(signed(0.0004, 2)).toBe('0.00')
    expect(signed(2.5, 1)).toBe('+2.5')
    expect(signed(-1200)).toBe(`${MINUS}1${THIN}200`)
  })
  it('shows a dash for what is not a number', () => expect(num(NaN)).toBe('\u2013'))
  it('puts units after a space, except degrees', () => {
    expect(percent(0.384)).toBe(`38${NB}%`)
    expect(ms(9.44)).toBe(`9.44${NB}ms`)
    expect(ms(94.44)).toBe(`94.4${NB}ms`)
    expect(ms(1234)).toBe(`1${THIN}234${NB}ms`)
    expect(metricValue(14.83, '°')).toBe('14.8°')
    expect(metricValue(0.6421, '')).toBe('0.642')
    expect(metricDelta(-0.0132, '')).toBe(`${MINUS}0.013`)
    expect(metricDelta(1.25, '°')).toBe('+1.3°')
    expect(metricDelta(-1.25, '%')).toBe(`${MINUS}1.3`)
    expect(bytes(114_200_000)).toBe(`114${NB}MB`)
    expect(bytes(2_450)).toBe(`2.5${NB}kB`)
  })
  it('keeps one unit and precision per model', () => {
    const s = macsScale(249_100_000)
    expect([macs(129_412_000, s), macs(0, s), macsSigned(-23_600_000, s)]).toEqual(['129.4', '0.0', `${MINUS}23.6`])
    expect(macsScale(2e10).unit).toBe('G MACs')
    expect(macs(120_000, macsScale(6e6))).toBe('0.12')
    expect(macsScale(9e5).unit).toBe('k MACs')
  })
  it('states a saving', () => {
    expect(saving(54, 100)).toBe(`${MINUS}46${NB}%`)
    expect(saving(100, 100)).toBe(`\u00b10${NB}%`)
    expect(saving(104, 100)).toBe(`+4${NB}%`)
    expect(saving(1, 0)).toBe(`\u00b10${NB}%`)
  })
})

describe('names', () => {
  it('joins as in a sentence', () => {
    expect(list([])).toBe('')
    expect(list(['a'])).toBe('a')
    expect(list(['a', 'b', 'c'])).toBe('a, b and c')
    expect(plural(1, 'block')).toBe('1 block')
    expect(plural(2, 'block')).toBe('2 blocks')
  })
  it('cuts long ones in the middle', () => {
    expect([middle('img_00001', 9), middle('img_00001', 7), middle('img_00001', 6)]).toEqual(['img_00001', 'im…0001', 'im…001'])
  })
  it('takes the last part of any path', () => {
    expect(fileName('/a/b/c.png')).toBe('c.png')
    expect(fileName('C:\\x\\y.pth')).toBe('y.pth')
    expect(fileName('/a/b/')).toBe('b')
    expect(stem('g25.tar.png')).toBe('g25.tar')
    expect(stem('.hidden')).toBe('.hidden')
  })
})

describe('ticks', () => {
  it('are round and stay below the top', () => {
    expect(niceTicks(2.1, 4)).toEqual([0, 1, 2])
    expect(niceTicks(0.9, 4)).toEqual([0, 0.25, 0.5, 0.75])
    expect(niceTicks(16, 4)).toEqual([0, 5, 10, 15])
    expect(decimals([0, 0.25, 0.5])).toBe(2)
  })
})
