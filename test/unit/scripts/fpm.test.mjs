import { describe, expect, it } from 'vitest'
import { controlFile, parseArguments } from '../../../scripts/fpm.mjs'

const args = ['-s', 'dir', '--force', '-t', 'deb', '-d', 'libnss3', '-d', 'libgbm1', '--deb-compression', 'xz', '--description', 'Short\n  Longer text',
  '--version', '1.2.3', '--name', 'app', '--maintainer', 'Me <me@localhost>', '--architecture', 'amd64', '/build/=/opt/App', '/x/a=b.png=/usr/share/a.png']

describe('fpm stand-in', () => {
  it('reads the arguments of electron-builder', () => {
    const { options, files } = parseArguments(args)
    expect(options).toMatchObject({ target: ['deb'], depends: ['libnss3', 'libgbm1'], 'deb-compression': ['xz'], version: ['1.2.3'] })
    expect(files).toEqual([{ from: '/build/', to: '/opt/App' }, { from: '/x/a=b.png', to: '/usr/share/a.png' }])
  })
  it('writes a control file without empty fields', () => {
    expect(controlFile(parseArguments(args).options, 42)).toBe([
      'Package: app', 'Version: 1.2.3', 'Architecture: amd64', 'Maintainer: Me <me@localhost>', 'Installed-Size: 42', 'Depends: libnss3, libgbm1',
      'Section: misc', 'Priority: optional', 'Description: Short', ' Longer text', ''].join('\n'))
  })
})
