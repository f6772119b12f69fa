import { expect, it } from 'vitest'
import { createRestartPolicy } from '../../../electron/main/restart-policy'

it('waits longer each time and gives up at the third crash within 30 s', () => {
  const policy = createRestartPolicy()
  expect([policy.crashed(0), policy.crashed(1000), policy.crashed(29_999)]).toEqual([0, 500, null])
})

it('forgets crashes that are 30 s old', () => {
  const policy = createRestartPolicy()
  expect([0, 20_000, 40_000, 60_000].map((now) => policy.crashed(now))).toEqual([0, 500, 500, 500])
})

it('starts afresh when the user asks for another try', () => {
  const policy = createRestartPolicy()
  ;[0, 1, 2].forEach((now) => policy.crashed(now))
  policy.reset()
  expect(policy.crashed(3)).toBe(0)
})
