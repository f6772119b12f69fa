import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extractFile, listPackage } from '@electron/asar'
import { writeAsar } from '../../../scripts/lib/asar.mjs'
import { unzip } from '../../../scripts/lib/unzip.mjs'

let folder = ''
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-archives-')) })
afterEach(() => fs.rmSync(folder, { recursive: true }))

const bytes = (text) => new TextEncoder().encode(text)
const keep = (name) => name

describe('unzip', () => {
  it('unpacks deflated and stored files, renamed or left out', () => {
    const archive = zipSync({ 'top/a.txt': bytes('a'.repeat(1000)), 'top/b.txt': [bytes('b'), { level: 0 }], 'top/no.txt': bytes('no') })
    unzip(Buffer.from(archive), folder, (name) => (name.endsWith('no.txt') ? null : name.replace('top/', '')))
    expect(fs.readdirSync(folder)).toEqual(['a.txt', 'b.txt'])
    expect(fs.readFileSync(path.join(folder, 'a.txt'), 'utf8')).toBe('a'.repeat(1000))
    expect(fs.readFileSync(path.join(folder, 'b.txt'), 'utf8')).toBe('b')
  })
  it('keeps that a file can be executed', () => {
    unzip(Buffer.from(zipSync({ run: [bytes('#!'), { os: 3, attrs: 0o755 << 16 }] })), folder, keep)
    expect(fs.statSync(path.join(folder, 'run')).mode & 0o111).not.toBe(0)
  })
  it('refuses entries that leave the folder', () => {
    expect(() => unzip(Buffer.from(zipSync({ '../evil': bytes('x') })), folder, keep)).toThrow('leaves the folder')
    expect(fs.existsSync(path.join(folder, '..', 'evil'))).toBe(false)
  })
  it('refuses what is not a zip archive', () => expect(() => unzip(Buffer.from('no archive here, only text of some length'), folder, keep)).toThrow('not a zip'))
})

describe('asar', () => {
  it('is one that Electron\'s own tool reads', () => {
    const source = path.join(folder, 'in')
    fs.mkdirSync(source)
    fs.writeFileSync(path.join(source, 'main.js'), 'one')
    fs.writeFileSync(path.join(source, 'package.json'), '{"ü":1}')
    writeAsar(path.join(folder, 'x.asar'), source)
    expect(listPackage(path.join(folder, 'x.asar')).map((f) => f.replace(/^[/\\]/, ''))).toEqual(['main.js', 'package.json'])
    expect(extractFile(path.join(folder, 'x.asar'), 'package.json').toString()).toBe('{"ü":1}')
  })
})
