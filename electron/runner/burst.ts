/** Full load on every core for a while: the edge by which an external meter's trace is aligned with the device's clock. */
import { Worker } from 'node:worker_threads'
import { now } from './clock'

export interface SpinTask { kind: 'spin'; /** Two Int32: how many spin already; 0 wait, 1 spin, 2 end. */ state: SharedArrayBuffer }

const ready = 0, go = 1

/** One core's share. */
export function runSpin({ state }: SpinTask): void {
  const flags = new Int32Array(state)
  Atomics.add(flags, ready, 1)
  Atomics.notify(flags, ready)
  Atomics.wait(flags, go, 0)
  for (let x = 1; Atomics.load(flags, go) === 1;) for (let i = 0; i < 10_000; i++) x = Math.sqrt(x + i)
}

/**
 * Starts a thread for each core, lets them spin while `during` lasts, and waits for their end.
 * The threads exist before the load begins, so that its edge is sharp.
 */
export async function burst(cores: number, during: () => Promise<unknown>): Promise<void> {
  const state = new SharedArrayBuffer(8), flags = new Int32Array(state)
  const task: SpinTask = { kind: 'spin', state }
  const workers = Array.from({ length: cores }, () => new Worker(process.argv[1]!, { workerData: task }))
  const ends = Promise.all(workers.map((w) => new Promise<void>((resolve, reject) => w.once('error', reject).once('exit', () => resolve()))))
  const set = (value: number): void => {
    Atomics.store(flags, go, value)
    Atomics.notify(flags, go)
  }
  try {
    await Promise.race([allReady(flags, cores), ends])
    set(1)
    await during()
  } finally {
    set(2)
    await ends
  }
}

async function allReady(flags: Int32Array, cores: number): Promise<void> {
  const limit = now() + 10e9
  while (Atomics.load(flags, ready) < cores && now() < limit) await new Promise((resolve) => setTimeout(resolve, 5))
}
