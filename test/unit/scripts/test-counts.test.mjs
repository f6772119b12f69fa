import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { playwrightCounts, vitestCounts } from '../../../scripts/lib/test-counts.mjs'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-counts-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
const report = (value) => {
  const file = path.join(folder, 'report.json')
  fs.writeFileSync(file, JSON.stringify(value))
  return file
}
const missing = path.join(folder, 'missing.json')

describe('counts', () => {
  it('are the runner\'s', () => {
    expect(vitestCounts(report({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 3 })
    expect(playwrightCounts(report({ stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 1 } }), 0)).toEqual({ passed: 4, failed: 0, skipped: 1 })
  })
  it('a flaky test failed', () => expect(playwrightCounts(report({ stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 0 } }), 0).failed).toBe(1))
  it('a runner that crashed failed once, with or without a report', () => {
    expect(vitestCounts(missing, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(vitestCounts(report({ numPassedTests: 5, numFailedTests: 0 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 })
    expect(playwrightCounts(missing, 1).failed).toBe(1)
  })
})
