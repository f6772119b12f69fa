import { describe, expect, it } from 'vitest'
import { uniform } from '@shared/policy/noise'
import { guessMapping, previewHead } from '@shared/trace/meter-mapping'
import { meterFigures, MeterReader, numberOf } from '@shared/trace/meter-reader'

function read(text: string, mapping = guessMapping(text)!, piece = 7) {
  const reader = new MeterReader(mapping)
  for (let i = 0; i < text.length; i += piece) reader.push(text.slice(i, i + piece))
  return reader.end()
}
const rows = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => row(i)).join('\n')

describe('formats', () => {
  it.each([
    { name: 'Monsoon PowerTool', format: 'monsoon-powertool', text: `Time (s),Main Avg Current (mA),Main Avg Voltage (V)\r\n${rows(5000, (i) => `${(i * 0.0002).toFixed(4)},500,4.0\r`)}\n` },
    { name: 'PowerTool with peaks', format: 'monsoon-powertool', text: `Time (s),Main Max Current (mA),Main Avg Current (mA),USB Avg Current (mA),Main Avg Voltage (V)\n${rows(5000, (i) => `${(i * 0.0002).toFixed(4)},900,500,7,4.0`)}` },
    { name: 'PyMonsoon, seconds', format: 'pymonsoon', text: `Time(s),Main(mA),USB(mA),Aux(mA),Main Voltage(V),USB Voltage(V),\n${rows(5000, (i) => `${i * 0.0002},500,0,0,4,5,`)}` },
    { name: 'PyMonsoon, seconds under a header of milliseconds', format: 'pymonsoon', text: `Time(ms),Main(mA),Main Voltage(V),\n${rows(5000, (i) => `${i * 0.0002},500,4,`)}` },
    { name: 'PyMonsoon, true milliseconds', format: 'pymonsoon', text: `Time(ms),Main(mA),Main Voltage(V),\n${rows(5000, (i) => `${i * 0.2},500,4,`)}` },
    { name: 'PyMonsoon under newer NumPy', format: 'pymonsoon', text: `Time(ms),Main(mA),Main Voltage(V),\n${rows(5000, (i) => `np.float64(${i * 0.2}),np.float64(500.0),np.float64(4.0),`)}` },
    { name: 'INA219', format: 'generic', text: `time_us,bus_voltage_V,current_mA\n${rows(5000, (i) => `${i * 200},4,500`)}` },
    { name: 'semicolons and decimal commas', format: 'generic', text: `\uFEFFrecorded by a meter\n"Timestamp";"Main current (A)";"Main voltage (V)"\n${rows(5000, (i) => `${String(i * 0.0002).replace('.', ',')};0,5;4,0`)}` },
    { name: 'power alone, tabs', format: 'generic', text: `Elapsed [ms]\tPower [mW]\n${rows(5000, (i) => `${i * 0.2}\t2000`)}` },
    { name: 'microamperes', format: 'generic', text: `Time (ms),Current (µA),Voltage (mV)\n${rows(5000, (i) => `${i * 0.2},500000,4000`)}` }
  ])('$name', ({ text, format }) => {
    expect(guessMapping(text)?.format).toBe(format)
    const { power, problems } = read(text), f = meterFigures(power)
    expect(problems.filter((p) => !p.includes('less than a second'))).toEqual([])
    expect(f.samples).toBe(5000)
    expect(f.meanW).toBeCloseTo(2, 9)
    expect(f.rateHz).toBeCloseTo(5000, 3)
  })
  it('is not guessed from text without a header', () => {
    expect(guessMapping('0,1,2\n1,2,3\n')).toBeNull()
    expect(guessMapping('')).toBeNull()
    expect(previewHead('0;1;2\n1;2;3\n', null)).toEqual({ columns: ['Column 1', 'Column 2', 'Column 3'], rows: [['0', '1', '2'], ['1', '2', '3']], guess: null })
  })
})

describe('reading', () => {
  const header = 'Time (s),Main Avg Current (mA),Main Avg Voltage (V)\n'
  it('tells every bad row with its number and its reason', () => {
    const { power, problems } = read(`${header}0,500,4\n1,oops,4\n2,500,\n\nx,500,4\n4,500,4\n5,500,4\n5,500,4\n4.5,1,4\n6,500,4`)
    expect([...power.at]).toEqual([0, 4, 5, 6])
    expect(problems).toEqual([
      '1 row left out, the current is not a number: 3', '1 row left out, the voltage is not a number: 4', '1 row left out, the time is not a number: 6',
      '1 sample at the time of the one before: averaged', '1 sample back in time: left out'
    ])
  })
  it('names a few of many', () => {
    const { problems } = read(header + rows(40, (i) => `${i},${i % 2 ? 'n/a' : 500},4`))
    expect(problems[0]).toBe('20 rows left out, the current is not a number: 3, 5, 7, 9, 11 …')
  })
  it('does not depend on where the file is cut into pieces', () => {
    const text = header + rows(200, (i) => `${i / 10},${500 + i},4.1`), whole = read(text, guessMapping(text)!, text.length)
    const u = uniform(3)
    for (let k = 0; k < 20; k++) {
      const { power } = read(text, guessMapping(text)!, 1 + Math.floor(u() * 40))
      expect(power.watts).toEqual(whole.power.watts)
    }
  })
  it('takes a fixed voltage, and refuses columns that tell no power', () => {
    const text = `t,current_mA\n${rows(10, (i) => `${i},500`)}`, guess = guessMapping(text)!
    expect(guess.voltage).toBeNull()
    expect(() => new MeterReader(guess)).toThrow('do not tell power')
    expect(meterFigures(read(text, { ...guess, voltage: { fixed: 5 } }).power).meanW).toBeCloseTo(2.5, 12)
    expect(() => new MeterReader({ ...guess, current: null })).toThrow('do not tell power')
  })
  it('says so of a file without samples, and of a unit that cannot be', () => {
    expect(read(header).problems).toEqual(['Fewer than two samples: nothing to align or to integrate'])
    const text = header + rows(100, (i) => `${i * 200},500,4`)
    expect(read(text, { ...guessMapping(text)!, time: { column: 0, unit: 'ns' } }).problems).toContainEqual(expect.stringContaining('the unit of time may be wrong'))
  })
  it('of single numbers', () => {
    expect([numberOf(' "1.5" ', ','), numberOf('1,5', ';'), numberOf('', ','), numberOf('np.float32(2)', ','), numberOf('1e-3', ',')]).toEqual([1.5, 1.5, NaN, 2, 0.001])
  })
})
