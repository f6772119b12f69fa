import { describe, expect, it } from 'vitest'
import { parseLaunchArguments } from '../../../electron/main/launch-arguments'

const parse = (argv: string[], more: { defaultApp?: boolean; env?: Record<string, string> } = {}) =>
  parseLaunchArguments({ argv: ['/usr/bin/electron', ...argv], cwd: '/home/me', env: more.env ?? {}, defaultApp: more.defaultApp ?? false })

describe('paths', () => {
  it('are made absolute from where the user stood', () => {
    expect(parse(['model.pth', '../x', '/data']).paths).toEqual(['/home/me/model.pth', '/home/x', '/data'])
  })
  it('leave out the app\'s own folder, wherever switches stand', () => {
    expect(parse(['--no-sandbox', '/app', '--inspect=0', 'm.onnx'], { defaultApp: true }).paths).toEqual(['/home/me/m.onnx'])
  })
  it('may begin with a dash after --', () => {
    expect(parse(['--', '-odd.pth']).paths).toEqual(['/home/me/-odd.pth'])
  })
  it('are not switches of Chromium', () => {
    expect(parse(['--disable-gpu', '--remote-debugging-port=0', '-x']).paths).toEqual([])
  })
})

describe('folders', () => {
  it('come from switches, the last one wins', () => {
    expect(parse(['--user-data-dir=a', '--user-data-dir=b', '--demo=out'])).toMatchObject({ userData: '/home/me/b', demo: '/home/me/out' })
  })
  it('come from the environment, which switches override', () => {
    const env = { ADAMTL_USER_DATA: '/env' }
    expect(parse([], { env }).userData).toBe('/env')
    expect(parse(['--user-data-dir=/switch'], { env }).userData).toBe('/switch')
  })
  it('are null when nobody names them', () => {
    expect(parse([])).toEqual({ paths: [], userData: null, demo: null })
  })
})
