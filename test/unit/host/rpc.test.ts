import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { createClient, type Client } from '@shared/rpc/client'
import type { Port } from '@shared/rpc/port'
import { contract, type CallName, type Progress, type Route } from '@shared/rpc/contract'
import { serve, type Handlers } from '../../../electron/engine/host/serve'

const info = { version: '1', onnxruntime: '1', node: '20', pid: 1 }
const settings = {}
const route: Route = { image: 'a.png', ran: [true, false], asked: { semseg: [true, false] }, executed: 1, static: 2 }

/** Node's ports are as good as Electron's, and need no Electron. */
const fromNodePort = (port: MessagePort): Port => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => void port.on('message', listener),
  onClose: (listener) => void port.on('close', listener),
  close: () => port.close()
})

/** Handlers that refuse everything but what a test gives. */
function handlers(given: Partial<Handlers>): Handlers {
  const refuse = (): Promise<never> => Promise.reject(new StudioError('unsupported', 'not in this test'))
  const all = Object.fromEntries((Object.keys(contract) as CallName[]).map((name) => [name, refuse]))
  return { ...(all as unknown as Handlers), ...given }
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function connect(given: Partial<Handlers>): { client: Client; engineEnd: { close(): void; postMessage(message: unknown): void } } {
  const { port1, port2 } = new MessageChannel()
  serve(fromNodePort(port1), handlers(given))
  const client = createClient(fromNodePort(port2))
  closers.push(() => client.close())
  return { client, engineEnd: port1 }
}

/** A promise that is settled from outside. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => { resolve = done })
  return { promise, resolve }
}

const valueOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'resolved', (error: unknown) => (error instanceof StudioError ? error.value : error))

describe('calls', () => {
  it('answers with the handler\'s output', async () => {
    const { client } = connect({ 'app.info': async () => info })
    expect(await client.call('app.info', {})).toEqual(info)
  })

  it('keeps answers of calls that overlap apart', async () => {
    const { client } = connect({ 'images.thumbnail': async ({ path, size }) => {
      await new Promise((resolve) => setTimeout(resolve, size))
      return { data: new TextEncoder().encode(path), type: 'image/png' }
    } })
    const answers = await Promise.all([['slow', 60], ['quick', 20]].map(([path, size]) => client.call('images.thumbnail', { path: String(path), size: Number(size) })))
    expect(answers.map((a) => new TextDecoder().decode(a.data))).toEqual(['slow', 'quick'])
  })

  it('fills in the defaults of the input', async () => {
    let threshold = 0
    const { client } = connect({ 'inspect.routes': async (input) => {
      threshold = input.settings.blockThreshold
      return { failed: [] }
    } })
    await client.call('inspect.routes', { model: 'm', images: [], settings })
    expect(threshold).toBe(0.5)
  })

  it('sends progress and events while it runs, before the answer', async () => {
    const seen: unknown[] = []
    const { client } = connect({ 'inspect.routes': async (_input, { progress, event }) => {
      progress({ stage: 'routes', done: 1, total: 2, unit: 'images' })
      event(route)
      return { failed: [] }
    } })
    await client.call('inspect.routes', { model: 'm', images: ['a.png'], settings }, {
      onProgress: (progress: Progress) => seen.push(progress),
      onEvent: (event) => seen.push(event)
    })
    expect(seen).toEqual([{ stage: 'routes', done: 1, total: 2, unit: 'images' }, route])
  })
})

describe('errors', () => {
  it('arrive whole', async () => {
    const { client } = connect({ 'model.open': () => Promise.reject(new StudioError('refused', 'No', { why: 'Because', fix: 'Do this', questions: [{ key: 'k', question: 'q' }] })) })
    expect(await valueOf(client.call('model.open', { path: '/a' }))).toEqual({ code: 'refused', message: 'No', why: 'Because', fix: 'Do this', questions: [{ key: 'k', question: 'q' }] })
  })

  it('a defect of a handler is `internal`', async () => {
    const { client } = connect({ 'app.info': () => Promise.reject(new TypeError('x is undefined')) })
    expect(await valueOf(client.call('app.info', {}))).toMatchObject({ code: 'internal', message: 'x is undefined' })
  })

  it('refuses input that does not keep the contract, and the handler never sees it', async () => {
    let called = false
    const { client } = connect({ 'images.thumbnail': async () => {
      called = true
      return { data: new Uint8Array(), type: '' }
    } })
    expect(await valueOf(client.call('images.thumbnail', { path: 'a', size: 4 }))).toMatchObject({ code: 'internal', why: expect.stringContaining('size') as unknown })
    expect(called).toBe(false)
  })

  it('does not let output out that does not keep the contract', async () => {
    const { client } = connect({ 'app.info': async () => ({ ...info, pid: 'one' as unknown as number }) })
    expect(await valueOf(client.call('app.info', {}))).toMatchObject({ code: 'internal', why: expect.stringContaining('pid') as unknown })
  })

  it('leaves out of an output what the contract does not name', async () => {
    const { client } = connect({ 'app.info': async () => info, 'images.list': async () => ({ title: 't', images: [], skipped: 0, extra: () => 1 }) })
    expect(await client.call('images.list', { paths: ['a'] })).toEqual({ title: 't', images: [], skipped: 0 })
  })

  it('refuses names that the contract does not have, inherited ones too', async () => {
    const { port1, port2 } = new MessageChannel()
    serve(fromNodePort(port1), handlers({}))
    closers.push(() => port2.close())
    const answers: unknown[] = []
    const two = new Promise<void>((resolve) => port2.on('message', (answer) => answers.push(answer) === 2 && resolve()))
    port2.postMessage({ type: 'call', id: 1, name: 'no.such', input: {} })
    port2.postMessage({ type: 'call', id: 2, name: 'toString', input: {} })
    await two
    expect(answers).toMatchObject([{ type: 'error', id: 1, error: { code: 'internal' } }, { type: 'error', id: 2, error: { code: 'internal' } }])
  })

  it('goes on after a message that is no request', async () => {
    const { port1, port2 } = new MessageChannel()
    serve(fromNodePort(port1), handlers({ 'app.info': async () => info }))
    for (const junk of [null, 7, 'call', { type: 'call' }, { type: 'cancel', id: 99 }]) port2.postMessage(junk)
    const client = createClient(fromNodePort(port2))
    closers.push(() => client.close())
    expect(await client.call('app.info', {})).toEqual(info)
  })

  it('rejects a call whose answer is broken', async () => {
    const { port1, port2 } = new MessageChannel()
    port1.on('message', ({ id }: { id: number }) => port1.postMessage({ type: 'ok', id, output: { version: 1 } }))
    const client = createClient(fromNodePort(port2))
    closers.push(() => client.close())
    expect(await valueOf(client.call('app.info', {}))).toMatchObject({ code: 'internal' })
  })
})

describe('cancelling', () => {
  it('rejects at once and tells the handler', async () => {
    const started = withResolvers(), stopped = withResolvers()
    const { client } = connect({ 'inspect.routes': (_input, { signal }) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => { stopped.resolve(); reject(new StudioError('cancelled', 'Cancelled')) })
      started.resolve()
    }) })
    const controller = new AbortController()
    const call = valueOf(client.call('inspect.routes', { model: 'm', images: [], settings }, { signal: controller.signal }))
    await started.promise
    controller.abort()
    expect(await call).toMatchObject({ code: 'cancelled' })
    await stopped.promise
  })

  it('does not send a call that was cancelled before it began', async () => {
    let called = false
    const { client } = connect({ 'app.info': async () => { called = true; return info } })
    expect(await valueOf(client.call('app.info', {}, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(called).toBe(false)
  })

  it('a caller that goes away stops what it started', async () => {
    const { port1, port2 } = new MessageChannel(), started = withResolvers(), stopped = withResolvers()
    serve(fromNodePort(port1), handlers({ 'app.info': (_input, { signal }) => new Promise(() => {
      signal.addEventListener('abort', stopped.resolve)
      started.resolve()
    }) }))
    const client = createClient(fromNodePort(port2))
    const call = valueOf(client.call('app.info', {}))
    await started.promise
    client.close()
    await stopped.promise
    expect(await call).toMatchObject({ code: 'engine-lost' })
  })
})

describe('an engine that dies', () => {
  it('rejects what is under way and what comes later with `engine-lost`', async () => {
    const started = withResolvers()
    const { client, engineEnd } = connect({ 'app.info': () => { started.resolve(); return new Promise(() => undefined) } })
    const calls = [valueOf(client.call('app.info', {})), valueOf(client.call('app.info', {}))]
    await started.promise
    engineEnd.close()
    expect(await Promise.all(calls)).toMatchObject([{ code: 'engine-lost' }, { code: 'engine-lost' }])
    expect(await valueOf(client.call('app.info', {}))).toMatchObject({ code: 'engine-lost' })
  })
})
