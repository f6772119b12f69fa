import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { profileFileSchema } from '@shared/device/profile-file'
import { readJson, readUserJson } from '../../../electron/engine/calls/json-file'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-json-')), file = path.join(folder, 'plan.json')
afterAll(() => fs.rmSync(folder, { recursive: true }))
const plan = (text: string) => {
  fs.writeFileSync(file, text)
  return readUserJson(file, 'plan', profileFileSchema)
}
const good = { models: ['m.pth'], images: 'i' }

it.each([
  ['too small', JSON.stringify({ ...good, rounds: 0 }), /^rounds: Too small/],
  ['too large', JSON.stringify({ ...good, rounds: 1e9 }), /^rounds: Too big/],
  ['deep', JSON.stringify({ ...good, warmUp: { maxSeconds: 1, stableWithin: 2 }, sampleHz: 0 }), /warmUp\.stableWithin: .*; sampleHz: |sampleHz: .*; warmUp\.stableWithin: /],
  ['unknown', JSON.stringify({ ...good, round: 2 }), /Unrecognized key: "round"/],
  ['missing', '{"images":"i"}', /^models: /],
  ['no JSON', '{"models":["m"],"images":"i","rounds":NaN}', /^It is not valid JSON: .*N/],
  ['empty', '', /^It is empty/]
])('a person\'s file names the field that is wrong and stays: %s', async (_, text, why) => {
  await expect(plan(text)).rejects.toMatchObject({ value: { message: 'This plan cannot be used', why: expect.stringMatching(why) as string, fix: 'Correct it, and try again.', file } })
})
it('a byte order mark is no mistake, and a file that is not there is null', async () => {
  expect(await plan(`\uFEFF${JSON.stringify(good)}`)).toMatchObject(good)
  expect(await readUserJson(path.join(folder, 'none'), 'plan', profileFileSchema)).toBeNull()
})
it('of the studio\'s own it says that it may be deleted', async () => {
  fs.writeFileSync(file, '{')
  await expect(readJson(file, profileFileSchema)).rejects.toMatchObject({ value: { message: 'This file of the studio is damaged', fix: expect.stringMatching(/^Delete it/) as string } })
})
