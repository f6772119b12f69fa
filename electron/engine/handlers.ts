/** The engine's calls. Only what is answered without a model so far. */
import { StudioError } from '@shared/errors'
import { contract, type CallName } from '@shared/rpc/contract'
import type { Handlers } from './host/serve'

export interface EngineOptions { userData: string; resources: string }

export function createHandlers(_options: EngineOptions): Handlers {
  const names = Object.keys(contract) as CallName[]
  const unsupported = Object.fromEntries(names.map((name) => [name, () => Promise.reject(new StudioError('unsupported', `This build has no ${name}`))]))
  return { ...unsupported, 'app.info': () => Promise.resolve({ version: '0.1.0', onnxruntime: '', node: process.versions.node, pid: process.pid }) } as unknown as Handlers
}
