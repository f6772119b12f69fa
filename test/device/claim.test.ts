/** One at a time measures on a device, whoever comes at the same moment and whatever a lost connection leaves. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claiming, DeviceClaim } from '../../electron/engine/device/claim'
import { cleanUp, removeAll, removeOthers } from '../../electron/engine/device/deploy-clean'
import { base, claimFolder, runFolder } from '../../electron/engine/device/deploy-places'
import { doctor } from '../../electron/engine/device/doctor/doctor'
import { openLab, type Lab } from './lab'
import { LocalDevice } from './local-device'

let root = '', device: LocalDevice
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-claim-'))
  device = new LocalDevice(root)
})
afterEach(() => {
  device.unplug()
  fs.rmSync(root, { recursive: true, force: true })
})

const busy = /A run is under way on this device/

it('is held by one, refused to others, and leaves nothing', async () => {
  const first = await DeviceClaim.take(device)
  await expect(DeviceClaim.take(new LocalDevice(root))).rejects.toThrow(busy)
  // What cleans up meanwhile leaves it alone.
  await removeOthers(device, 'none')
  expect(await cleanUp(device, { keepRecent: true })).toMatchObject({ busy: true })
  expect(await cleanUp(device)).toMatchObject({ busy: false })
  await expect(removeAll(device)).rejects.toThrow(busy)
  await first.release()
  expect(fs.existsSync(device.here(base))).toBe(false)
  expect(await claiming(device, () => Promise.resolve('mine'))).toBe('mine')
})

it.each([false, true])('of many that come at once one gets it, also where an earlier was left behind: %s', async (left) => {
  // No process has this number.
  if (left) fs.mkdirSync(path.join(device.here(claimFolder), '4999999'), { recursive: true })
  const takes = await Promise.allSettled(Array.from({ length: 8 }, () => DeviceClaim.take(device)))
  const got = takes.flatMap((t) => (t.status === 'fulfilled' ? [t.value] : []))
  expect(got).toHaveLength(1)
  for (const t of takes) if (t.status === 'rejected') expect(String(t.reason)).toMatch(busy)
  await got[0]!.release()
})

it('ends with its connection, and its owner takes it again, though the device did not notice', async () => {
  const first = await DeviceClaim.take(device)
  // The same claim over another connection, while the device still has the old one.
  await first.renew(0)
  await expect(DeviceClaim.take(device)).rejects.toThrow(busy)
  device.unplug()
  device.plugIn()
  await expect.poll(() => DeviceClaim.take(device).then((c) => c.release().then(() => true), () => false), { timeout: 5000 }).toBe(true)
})

it('is refused where a runner works whose claim is lost, but not to its owner', async () => {
  const run = device.here(runFolder('v', 'r')), first = await DeviceClaim.take(device)
  fs.mkdirSync(run, { recursive: true })
  // It has our name in its command line, as the runner has.
  await device.shell(`sh -c ': adamtl; sleep 60; :' >/dev/null 2>&1 & echo $! > ${runFolder('v', 'r')}/runner.pid`)
  const pid = Number(fs.readFileSync(path.join(run, 'runner.pid'), 'utf8'))
  await first.release()
  await expect(DeviceClaim.take(device)).rejects.toThrow(busy)
  await first.renew(0)
  await first.release()
  process.kill(pid)
  await claiming(device, () => Promise.resolve())
})

it('works through adb with and without its shell protocol', async () => {
  const lab: Lab = await openLab()
  try {
    for (const faults of [[], ['no-shell-v2' as const]]) {
      const { transport, simulation, device } = await lab.glasses({ faults }), second = lab.another()
      const held = await DeviceClaim.take(transport)
      await expect(DeviceClaim.take(second.open(simulation.serial))).rejects.toThrow(busy)
      await expect(doctor(second, device)).rejects.toThrow(busy)
      await held.release()
      await claiming(second.open(simulation.serial), () => Promise.resolve())
      expect((await transport.read('ls /data/local/tmp')).stdout).toBe('')
    }
  } finally {
    await lab.close()
  }
})
