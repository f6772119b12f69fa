/** What the kernel tells of itself, without a program to ask. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { auxiliary, clockTicks, pageSize } from '../../../electron/engine/simulator/processes'

const told = (name: string): number => Number(execFileSync('getconf', [name], { encoding: 'utf8' }))

describe.skipIf(process.platform !== 'linux')('the auxiliary vector', () => {
  it('tells what getconf tells, and null for what is not in it', () => {
    expect(auxiliary(pageSize)).toBe(told('PAGESIZE'))
    expect(auxiliary(clockTicks)).toBe(told('CLK_TCK'))
    expect(auxiliary(987_654)).toBeNull()
  })
})
