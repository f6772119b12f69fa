/** The engine's life: started, started again when it dies, given up when it keeps dying; and the ports into it. */
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { EngineStatus } from '@shared/rpc/bridge'
import { engineCloseMessage } from '@shared/rpc/channels'
import { createRestartPolicy } from './restart-policy'

const READY_WITHIN_MS = 60_000
const CLOSES_WITHIN_MS = 5_000

interface Options { entry: string; userData: string; resources: string; /** Called on every change. */ onStatus(status: EngineStatus): void }

export class EngineProcess {
  private child: UtilityProcess | null = null
  private readonly policy = createRestartPolicy()
  private timer: NodeJS.Timeout | null = null
  private lastWords = ''
  private current: EngineStatus = { state: 'starting', restarts: 0, pid: null, reason: null }

  constructor(private readonly options: Options) {}

  get status(): EngineStatus {
    return this.current
  }

  start(): void {
    const { entry, userData, resources } = this.options
    const child = utilityProcess.fork(entry, [`--user-data=${userData}`, `--resources=${resources}`], { serviceName: 'AdaMTL engine', stdio: ['ignore', 'inherit', 'pipe'] })
    this.child = child
    this.lastWords = ''
    child.stderr?.on('data', (data: Buffer) => {
      process.stderr.write(data)
      this.lastWords = (this.lastWords + data.toString()).slice(-2000)
    })
    child.on('message', () => {
      this.clearTimer()
      this.update({ state: 'ready', pid: child.pid ?? null, reason: null })
    })
    child.on('exit', (code) => {
      if (this.child === child) this.died(code)
    })
    this.timer = setTimeout(() => child.kill(), READY_WITHIN_MS)
  }

  /** Starts again after giving up; does nothing otherwise. */
  restart(): void {
    if (this.current.state !== 'failed') return
    this.policy.reset()
    this.startAgain()
  }

  /** A port of a new channel whose other end the engine serves; null while it is not ready. */
  openPort(): MessagePortMain | null {
    if (!this.child || this.current.state !== 'ready') return null
    const { port1, port2 } = new MessageChannelMain()
    this.child.postMessage('port', [port1])
    return port2
  }

  /** Lets the engine end what it started elsewhere, such as simulated glasses; one that does not answer is killed. */
  stop(): Promise<void> {
    this.clearTimer()
    const { child } = this
    this.child = null
    if (!child || child.pid === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const kill = setTimeout(() => child.kill(), CLOSES_WITHIN_MS)
      child.once('exit', () => {
        clearTimeout(kill)
        resolve()
      })
      child.postMessage(engineCloseMessage)
    })
  }

  private died(code: number): void {
    this.clearTimer()
    this.child = null
    const reason = describeExit(code, this.lastWords)
    const wait = this.policy.crashed(Date.now())
    if (wait === null) return this.update({ state: 'failed', pid: null, reason })
    this.update({ state: 'restarting', pid: null, reason })
    this.timer = setTimeout(() => this.startAgain(), wait)
  }

  private startAgain(): void {
    this.update({ state: 'restarting', restarts: this.current.restarts + 1 })
    this.start()
  }

  private update(change: Partial<EngineStatus>): void {
    this.current = { ...this.current, ...change }
    this.options.onStatus(this.current)
  }

  private clearTimer(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }
}

/** A sentence for a person: the last error that the engine printed, else its exit code. */
function describeExit(code: number, words: string): string {
  const line = words.split('\n').findLast((l) => /error/i.test(l))?.trim().slice(0, 300) ?? `The engine's process ended with code ${code}`
  return /[.!?]$/.test(line) ? line : `${line}.`
}
