/** What the engine runs on. */
import { env } from 'onnxruntime-node'
import type { Output } from '@shared/rpc/contract'
import { studioVersion } from '../version'

export const versions = (): Output<'app.info'> => ({ version: studioVersion, onnxruntime: env.versions.node ?? env.versions.common, node: process.versions.node, pid: process.pid })
