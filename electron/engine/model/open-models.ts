/** The models that are open, by id, with their sessions. */
import { StudioError } from '@shared/errors'
import type { OpenedModel } from '@shared/rpc/contract'
import os from 'node:os'
import { performance } from 'node:perf_hooks'
import { ModelRunner } from '../inference/runner'
import { defaultThreads, ModelSessions } from '../inference/sessions'
import { sha256Text } from './hash'
import type { ImportOptions } from './import'
import { openModel, type Opened } from './open'

/** Sessions of more models than these are released, the longest unused first; asking for one again loads it again. */
const mostLoaded = 3

export class OpenModels {
  private readonly opened = new Map<string, Opened>()
  /** In order of use, newest last. */
  private readonly runners = new Map<string, ModelRunner>()
  constructor(readonly cache: string) {}

  async open(file: string, options: ImportOptions): Promise<OpenedModel> {
    const start = performance.now()
    const opened = await openModel(file, { ...options, cache: this.cache })
    const id = sha256Text(opened.kind === 'plain' ? opened.file : `${opened.folder}\n${opened.file}`).slice(0, 32)
    this.opened.set(id, opened)
    if (opened.kind !== 'plain') {
      const runner = this.runner(id)
      await runner.load()
    }
    return {
      id, file: opened.file, name: opened.name, kind: opened.kind, cached: opened.cached, openMs: performance.now() - start,
      manifest: opened.kind === 'plain' ? null : opened.manifest, plain: opened.kind === 'plain' ? opened.plain : null
    }
  }

  get(id: string): Opened & { kind: 'adaptive' | 'static' } {
    const opened = this.opened.get(id)
    if (!opened) throw new StudioError('not-found', 'This model is not open', { fix: 'Open it again.' })
    if (opened.kind === 'plain') throw new StudioError('unsupported', 'A plain model has no decisions to inspect', { file: opened.file, fix: 'Open a checkpoint or a model of the studio.' })
    return opened
  }

  runner(id: string): ModelRunner {
    const opened = this.get(id)
    const known = this.runners.get(id)
    const runner = known ?? new ModelRunner(new ModelSessions(opened.folder, opened.manifest, { threads: defaultThreads(os.availableParallelism()), spinning: false }))
    this.runners.delete(id)
    this.runners.set(id, runner)
    for (const [oldest, r] of this.runners) {
      if (this.runners.size <= mostLoaded) break
      this.runners.delete(oldest)
      r.release()
    }
    return runner
  }

  /** Folders of the open models: their graphs may still be loaded. */
  folders(): string[] {
    return [...this.opened.values()].flatMap((o) => (o.kind === 'plain' ? [] : [o.folder]))
  }

  close(id: string): void {
    this.runners.get(id)?.release()
    this.runners.delete(id)
    this.opened.delete(id)
  }
}
