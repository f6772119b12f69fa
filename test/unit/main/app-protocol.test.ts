import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveAppFile, serveAppFile } from '../../../electron/main/app-protocol'

describe('files that URLs name', () => {
  it.each([
    ['studio://app/', '/r/index.html'],
    ['studio://app/assets/a%20b.js?x=1#y', '/r/assets/a b.js'],
    ['studio://app/a/../b.js', '/r/b.js']
  ])('%s', (url, file) => expect(resolveAppFile(url, '/r')).toBe(file))

  it.each([
    'studio://other/index.html', 'studio://app/..%2f..%2fetc/passwd', 'studio://app/%2e%2e/%2e%2e%2fetc/passwd', 'studio://app/a%00.js',
    'studio://app/%zz', 'studio://app/.', 'studio://app/x/..%2f..'
  ])('never outside the folder: %s', (url) => {
    const file = resolveAppFile(url, '/r')
    expect(file === null || file.startsWith('/r/')).toBe(true)
  })

  it('not a folder beside it with a longer name', () => expect(resolveAppFile('studio://app/..%2fr2/x', '/r')).toBeNull())
})

describe('answers', () => {
  let folder = ''
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-protocol-'))
    fs.writeFileSync(path.join(folder, 'index.html'), '<p>hello')
  })
  afterAll(() => fs.rmSync(folder, { recursive: true }))
  const get = (url: string, method = 'GET') => serveAppFile({ url, method } as Request, folder)

  it('carry the type and the content security policy', async () => {
    const answer = await get('studio://app/')
    expect(await answer.text()).toBe('<p>hello')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
  })
  it.each([['studio://app/none.js', 'GET'], ['studio://app/', 'POST'], ['studio://else/', 'GET']])('are 404 for %s %s', async (url, method) => {
    expect((await get(url, method)).status).toBe(404)
  })
})
