/** An external meter's file on its way into a run. */
import path from 'node:path'
import fs from 'node:fs'
import { expect, it } from 'vitest'
import type { CallContext } from '../../../electron/engine/host/serve'
import type { MeterMapping } from '@shared/rpc/device-calls'
import { meterCalls } from '../../../electron/engine/calls/meter'
import { StudyFile } from '../../../electron/engine/store/study-file'
import { environment, inference, meta, phase, start } from '../../support/runs'
import { scratchFolder } from './support'

const scratch = scratchFolder()
const s = (seconds: number): number => start + Math.round(seconds * 1e9)
const context: CallContext<'meter.preview'> & CallContext<'meter.import'> = { signal: new AbortController().signal, progress: () => undefined, event: () => undefined }

/** Bursts at 5–8 s and 40–43 s, slots of 100 inferences between; 3 W in a burst, 2 W in a slot, else 1 W. The meter began 7.25 s before. */
const watts = (t: number): number => ((t >= 5 && t < 8) || (t >= 40 && t < 43) ? 3 : t >= 10 && t < 38 ? 2 : 1)
const rows = Array.from({ length: 60_000 }, (_, i) => i / 1000).map((t) => `${t},${watts(t - 7.25) * 1000 / 4},4`)
const file = path.join(scratch, 'meter.csv')
fs.writeFileSync(file, ['Time (s),Main Avg Current (mA),Main Avg Voltage (V)', ...rows].join('\n'))

it('shows what it holds, finds its place in the run, and gives the run its energy', async () => {
  const study = new StudyFile(path.join(scratch, 'meter.duckdb')), store = await study.open(), calls = meterCalls(study)
  const writer = await store.begin(meta)
  await writer.append([environment(), phase('begin', s(5), 'marker', null), phase('end', s(8), 'marker', null)])
  for (let slot = 0; slot < 4; slot++) {
    const at = 10 + slot * 7, of = { slot, round: slot >> 1, variant: slot % 2 ? 'adaptive' : 'static' }
    await writer.append([
      { t: 'phase', phase: 'slot', edge: 'begin', at: s(at), ...of }, ...Array.from({ length: 100 }, (_, i) => inference(s(at + i * 0.07), 69, { ...of, image: i % 2 })),
      { t: 'phase', phase: 'slot', edge: 'end', at: s(at + 7), ...of }
    ])
  }
  await writer.append([phase('begin', s(40), 'marker', null), phase('end', s(43), 'marker', null), { t: 'done', at: s(45), inferences: 400, stopped: false }])
  await writer.finish('finished', null)

  const preview = await calls['meter.preview']({ path: file, mapping: null }, context)
  expect(preview).toMatchObject({ guess: { format: 'monsoon-powertool' }, samples: 60_000, rateHz: 1000 })
  const mapping: MeterMapping = preview.guess!
  const { alignment, detail } = await calls['meter.import']({ run: writer.id, path: file, mapping, offsetS: null }, context)
  expect(alignment.offsetS).toBeCloseTo(7.25, 2)
  expect(alignment.confidence).toBeGreaterThan(0.9)
  // 2 W for the 6.999 s of a slot's hundred inferences.
  expect(detail.variants.find((v) => v.id === 'static')!.energy.grossJ!.value).toBeCloseTo(0.14, 3)
  const { sources } = await store.series(writer.id, { from: 9, to: 11, columns: 100 })
  const step = sources.meter!.t[sources.meter!.v.indexOf(2)]!
  expect(Math.abs(step - 10)).toBeLessThan(0.03)

  const byHand = await calls['meter.import']({ run: writer.id, path: file, mapping, offsetS: 8 }, context)
  expect(byHand.alignment).toMatchObject({ offsetS: 8, byHand: true })
  expect((await store.series(writer.id, { from: null, to: null, columns: 4000 })).points).toBe(400 + 60_000 - 8000 - 6999)
  await expect(calls['meter.preview']({ path: scratch, mapping: null }, context)).rejects.toMatchObject({ value: { code: 'unreadable' } })
  await expect(calls['meter.preview']({ path: path.join(scratch, 'none.csv'), mapping: null }, context)).rejects.toMatchObject({ value: { code: 'not-found' } })
  await study.close()
})
