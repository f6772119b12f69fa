/** Deployment over the real adb server to simulated glasses: what deploy.test.ts shows in a folder holds on a device. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultSettings } from '@shared/policy/settings'
import { deploy, modelFiles } from '../../electron/engine/device/deploy'
import { bundlePlaces, findBundle, type Bundle } from '../../electron/engine/device/deploy-bundle'
import { cleanUp, keepAwake, removeAll } from '../../electron/engine/device/deploy-clean'
import { base, runFolder } from '../../electron/engine/device/deploy-places'
import { timesOnDevice } from '../../electron/engine/device/deploy-times'
import { openLab, type Lab } from './lab'
import { buildRunner } from './runner-process'
import { writeSamplePlan, type SamplePlan } from './sample-plan'

let lab: Lab, bundle: Bundle, sample: SamplePlan
beforeAll(async () => {
  bundle = await findBundle('x86_64', bundlePlaces(null, { ADAMTL_RUNNER_DIR: path.dirname(await buildRunner()) }))
  lab = await openLab()
  const folder = path.join(lab.folder, 'sample')
  fs.mkdirSync(folder)
  sample = await writeSamplePlan(folder, 1)
})
afterAll(() => lab.close())

it('goes once to the glasses, measures there, and can be removed without a trace', async () => {
  const { transport } = await lab.glasses(), model = path.join(sample.folder, 'model'), { manifest } = sample.desktop
  const assets = await modelFiles('model', model, manifest)
  expect((await deploy(transport, bundle, assets)).keptBytes).toBe(0)
  expect((await deploy(transport, bundle, assets)).pushedBytes).toBe(0)

  const times = await timesOnDevice(transport, { bundle, folder: model, manifest, prepared: sample.prepared[0]!, settings: { ...defaultSettings, static: true }, threads: 1, runs: 3 })
  expect(times.runs).toBe(3)
  expect(times.parts.filter((p) => /^s\d+\.b\d+$/.test(p.id))).toHaveLength(12)

  // What a crash would leave: a run's folder with the pid of something else, and the screen kept on.
  await keepAwake(transport)
  await transport.read(`mkdir -p ${runFolder(bundle.manifest.version, 'old')} && echo 1 > ${runFolder(bundle.manifest.version, 'old')}/runner.pid`)
  expect(await cleanUp(transport)).toEqual({ killed: 0, removed: 1, busy: false })
  expect(await removeAll(transport)).toBeGreaterThan(100e6)
  expect((await transport.read(`ls ${base} ${base}/stay-awake`)).code).not.toBe(0)
})
