import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Orders } from '../../../electron/runner/orders'

function start() {
  const input = new PassThrough(), bad: string[] = []
  let ended = false
  const orders = new Orders(input, (text) => bad.push(text), () => { ended = true })
  return { input, bad, orders, ended: () => ended }
}
const arrived = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('orders', () => {
  it('come in lines, whole or in pieces', async () => {
    const { input, orders } = start()
    input.write('{"do":"pause"}\n{"do":"re')
    await arrived()
    expect(orders).toMatchObject({ paused: true, stopped: false, interrupted: true })
    input.write('sume"}\n')
    await arrived()
    expect(orders.interrupted).toBe(false)
    input.write('{"do":"stop"}\n')
    await arrived()
    expect(orders.stopped).toBe(true)
  })
  it('wake who sleeps', async () => {
    const { input, orders } = start()
    const sleep = orders.sleep(60_000)
    input.write('{"do":"pause"}\n')
    await sleep
    expect(orders.paused).toBe(true)
  })
  it('tell what is none, and go on', async () => {
    const { input, bad, orders } = start()
    input.write('hello\n{"do":"jump"}\n\n{"do":"stop"}\n')
    await arrived()
    expect(bad).toEqual(['hello', '{"do":"jump"}'])
    expect(orders.stopped).toBe(true)
  })
  it('end with the input', async () => {
    const { input, ended } = start()
    expect(ended()).toBe(false)
    input.end()
    await arrived()
    expect(ended()).toBe(true)
  })
})
