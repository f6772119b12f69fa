/** The runner's bundle as a process of this machine: its lines as they come, and the means to talk to it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { lineSchema, type Line, type Order } from '@shared/trace/stream'

/** A lab has a home of its own, where nobody's cache is. */
const root = path.join(import.meta.dirname, '../..'), env = { ...process.env }

/** Builds a runner where it is not there yet. @returns the bundle's folder; another build never changes it */
export const buildRunner = async (arch: 'x64' | 'arm64' = 'x64'): Promise<string> => (await promisify(execFile)(process.execPath, [path.join(root, 'scripts/runner.mjs'), arch], { env })).stdout.trim()

export class RunnerProcess {
  readonly lines: Line[] = []
  /** Everything on its standard error. */
  words = ''
  readonly end: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  private readonly child: ChildProcess
  private rest = ''
  private over = false
  private readonly waiting: (() => void)[] = []

  constructor(bundle: string, plan: string, args: string[] = []) {
    this.child = spawn(path.join(bundle, 'node'), [path.join(bundle, 'runner.cjs'), plan, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH, TMPDIR: path.dirname(plan), HOME: path.dirname(plan) } })
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => this.take(text))
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => { this.words += text })
    this.child.stdin!.on('error', () => undefined)
    this.end = new Promise((resolve, reject) => this.child.once('error', reject).once('close', (code, signal) => {
      this.over = true
      resolve({ code, signal })
      this.wake()
    }))
  }

  get pid(): number {
    return this.child.pid!
  }

  /** Every line must follow the schema. */
  private take(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop()!
    for (const line of lines) this.lines.push(lineSchema.parse(JSON.parse(line)))
    this.wake()
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  /** Waits for a line. Rejects when the process ends without it. */
  async until(wanted: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const line = this.lines.find(wanted)
      if (line) return line
      if (this.over) throw new Error(`The runner ended before the awaited line: ${this.words}`)
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }

  order(order: Order): void {
    this.child.stdin!.write(`${JSON.stringify(order)}\n`)
  }

  closeInput(): void {
    this.child.stdin!.end()
  }

  /** Nobody reads any more. */
  closeOutput(): void {
    this.child.stdout!.destroy()
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }
}
