import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPreferences, visibleBounds } from '../../../electron/main/preferences'

let folder = ''
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-preferences-')) })
afterEach(() => fs.rmSync(folder, { recursive: true }))

describe('the file', () => {
  it('is read again as it was written, and nothing else is left', () => {
    const bounds = { x: 1, y: 2, width: 1200, height: 800 }
    openPreferences(folder).set({ bounds, maximized: true })
    expect(openPreferences(folder).get()).toMatchObject({ bounds, maximized: true })
    expect(fs.readdirSync(folder)).toEqual(['window.json'])
  })
  it('is made together with its folder', () => {
    openPreferences(path.join(folder, 'new')).set({ maximized: true })
    expect(openPreferences(path.join(folder, 'new')).get().maximized).toBe(true)
  })
  it('that cannot be written does not keep a change from holding', () => {
    const blocked = path.join(folder, 'file')
    fs.writeFileSync(blocked, '')
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true), store = openPreferences(path.join(blocked, 'below'))
    store.set({ maximized: true })
    expect(store.get().maximized).toBe(true)
    expect(told).toHaveBeenCalledWith(expect.stringContaining('not remembered'))
    told.mockRestore()
  })
  it.each(['', '{', '[]', '{"version":2}', '{"version":1,"bounds":{"x":"left"}}'])('that is damaged or of a newer version means the defaults: %s', (text) => {
    fs.writeFileSync(path.join(folder, 'window.json'), text)
    expect(openPreferences(folder).get()).toMatchObject({ bounds: null, maximized: false, appearance: { theme: 'dark', zoom: null } })
  })
})

describe('a remembered place', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }
  it('is kept while it can be seen', () => {
    const bounds = { x: 1700, y: 100, width: 1440, height: 900 }
    expect(visibleBounds(bounds, [screen])).toEqual(bounds)
  })
  it.each([{ x: 1900, y: 0 }, { x: -1420, y: 0 }, { x: 0, y: 1060 }, { x: 0, y: -200 }])('is forgotten when its screen is gone: %o', (at) => {
    expect(visibleBounds({ ...at, width: 1440, height: 900 }, [screen])).toBeNull()
  })
})
