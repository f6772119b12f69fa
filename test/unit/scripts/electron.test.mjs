import { describe, expect, it } from 'vitest'
import { appArguments, sandboxArguments } from '../../../scripts/lib/electron.mjs'
import { root } from '../../../scripts/lib/project.mjs'

describe('Chromium\'s sandbox', () => {
  it('is off for root, who cannot have it', () => expect(sandboxArguments(0)).toEqual(['--no-sandbox']))
  it('is on for everyone else', () => {
    expect(sandboxArguments(1000)).toEqual([])
    expect(appArguments(['m.pth'], 1000)).toEqual([root, 'm.pth'])
  })
})
