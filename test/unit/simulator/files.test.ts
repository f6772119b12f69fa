/** Files and paths of the device. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NodeFiles } from '../../../electron/engine/simulator/node-files'
import { parseStat } from '../../../electron/engine/simulator/processes'
import { rewrite } from '../../../electron/engine/simulator/rewrite'

let folder = ''
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'simulator-test-')) })
afterEach(() => fs.rmSync(folder, { recursive: true }))

it('a file that a reader keeps open shows each new value and nothing of the old one', () => {
  const files = new NodeFiles(folder)
  files.set('/sys/a/current_now', -1_500_000)
  const fd = fs.openSync(path.join(folder, 'sys/a/current_now'), 'r'), buffer = Buffer.alloc(64)
  const read = (): string => buffer.toString('latin1', 0, fs.readSync(fd, buffer, 0, 64, 0))
  expect(read()).toBe('-1500000\n')
  for (const value of [42, 7_000_000_000, -3]) {
    files.set('/sys/a/current_now', value)
    expect(read()).toBe(`${value}\n`)
  }
  fs.closeSync(fd)
  files.close()
})

describe('paths in commands', () => {
  it.each([
    ['cat /sys/class/thermal/thermal_zone0/temp', 'cat /R/sys/class/thermal/thermal_zone0/temp'],
    ['cd /data/local/tmp && exec ./node > /data/out', 'cd /R/data/local/tmp && exec ./node > /R/data/out'],
    ['for z in /sys/class/thermal/*; do cat "$z"; done', 'for z in /R/sys/class/thermal/*; do cat "$z"; done'],
    ['X=/data/x; echo \'/sdcard\'', 'X=/R/data/x; echo \'/R/sdcard\''],
    ['ls /', 'ls /'], ['cat /proc/stat', 'cat /proc/stat'], ['/usr/data/x /database /systemd', '/usr/data/x /database /systemd']
  ])('%s', (command, expected) => expect(rewrite(command, '/R')).toBe(expected))
})

it('reads a process\'s state whatever its name is', () => {
  const fields = ['S', 17, ...Array<number>(9).fill(0), 120, 30, 0, 0, 20, 0, 1, 0, 555, 1000, 77, 0]
  expect(parseStat(`4711 (a) b (c) ${fields.join(' ')}`)).toEqual({ pid: 4711, parent: 17, ticks: 150, pages: 77 })
})
