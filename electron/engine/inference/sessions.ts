/** The ONNX Runtime sessions of one model folder, made when first needed and shared afterwards. */
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { InferenceSession } from 'onnxruntime-node'

// ONNX Runtime reads this when its first session is made. Without it, it keeps a device id under ~/.cache/Microsoft and reports usage over the network.
process.env.ORT_DISABLE_TELEMETRY = '1'

export interface SessionSettings {
  /** Threads inside an operator. */
  threads: number
  /** Idle threads spin for lower latency; off where the machine is shared. */
  spinning: boolean
}

const defaultSessionSettings: SessionSettings = { threads: 1, spinning: false }

export function sessionOptions(s: SessionSettings, more: InferenceSession.SessionOptions = {}): InferenceSession.SessionOptions {
  return {
    // Shapes change with every route, so planning memory by pattern only costs.
    enableMemPattern: false,
    executionProviders: ['cpu'], graphOptimizationLevel: 'all', executionMode: 'sequential', intraOpNumThreads: s.threads, interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: s.spinning ? '1' : '0' } } },
    // Fatal only: what goes wrong is thrown, and told once; ONNX Runtime would print it besides.
    logSeverityLevel: 4, ...more
  }
}

/** Loads a graph; ONNX Runtime's own message becomes the reason. */
export async function loadSession(file: string, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, options)
  } catch (error) {
    throw new StudioError('unsupported', 'ONNX Runtime cannot load this graph', { file, why: error instanceof Error ? error.message.split('\n')[0] : String(error), fix: 'Import the checkpoint again, or export the model for ONNX Runtime 1.30 or older.' })
  }
}

/** Runs a graph; a fault inside it, as damaged weights cause, is told in ONNX Runtime's words. */
export async function runGraph(session: InferenceSession, feeds: InferenceSession.FeedsType): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds)
  } catch (error) {
    throw new StudioError('unreadable', 'ONNX Runtime stopped while it ran the graph', { why: error instanceof Error ? error.message.split('\n')[0] : String(error), fix: 'The model may be damaged: copy it or import its checkpoint again.' })
  }
}

export class ModelSessions {
  private readonly loaded = new Map<string, Promise<InferenceSession>>()
  constructor(readonly folder: string, readonly manifest: Manifest, readonly settings: SessionSettings = defaultSessionSettings, private readonly more: InferenceSession.SessionOptions = {}) {}

  private load(file: string): Promise<InferenceSession> {
    let session = this.loaded.get(file)
    if (!session) {
      session = loadSession(path.join(this.folder, file), sessionOptions(this.settings, this.more))
      this.loaded.set(file, session)
      session.catch(() => this.loaded.delete(file))
    }
    return session
  }

  encoder(form: 'adaptive' | 'static'): Promise<InferenceSession> {
    const file = form === 'adaptive' ? this.manifest.files.encoder : this.manifest.files.staticEncoder
    if (file) return this.load(file)
    // A static model asked to adapt, or a whole model asked for a form that it does not hold.
    const why = form === 'adaptive' ? 'This model has no controllers.' : 'This file holds the adaptive form only.'
    throw new StudioError('unsupported', `There is no ${form} form of this model`, { why, fix: form === 'adaptive' ? 'Run it as static.' : 'Import the checkpoint to get both forms.' })
  }

  decoder(task: string): Promise<InferenceSession> {
    const file = this.manifest.tasks.find((t) => t.id === task)?.file
    if (!file) throw new StudioError('usage', `There is no decoder for ${task}`)
    return this.load(file)
  }

  whole(): Promise<InferenceSession> | null {
    const { whole, encoder, staticEncoder } = this.manifest.files
    return whole !== null && encoder === null && staticEncoder === null ? this.load(whole) : null
  }

  async forEach(act: (session: InferenceSession) => void): Promise<void> {
    for (const s of this.loaded.values()) act(await s)
  }

  async release(): Promise<void> {
    const sessions = [...this.loaded.values()]
    this.loaded.clear()
    for (const s of sessions) await s.then((x) => x.release(), () => undefined)
  }
}

/** As many threads as cores up to four: beyond that small operators wait for each other. */
export const defaultThreads = (cores: number): number => Math.max(1, Math.min(4, cores))
