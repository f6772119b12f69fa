/** `generate FILE`: a model with seeded random weights, of any size. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { GenerateDocument } from '@shared/cli/schema'
import { StudioError } from '@shared/errors'
import { writeSafetensors } from '../engine/checkpoint'
import { architectureOf, configOf } from '../engine/model/presets'
import { randomTensors } from '../engine/model/random-model'
import { makeFolder, writing } from '../engine/writing'
import { print, printJson, resolvePath } from './terminal'

export interface GenerateArguments {
  seed: number; preset: string; inputSize?: number; embedDim?: number; depths?: number[]; heads?: number[]; window?: number; decoderWidth?: number
  tasks?: string[]; policy?: 'per_task' | 'single' | 'none'; json?: boolean
}

const mostParameters = 1_000_000_000

const notice = 'Seeded random weights: its cost is real, its decisions and predictions mean nothing.'

export async function generateCommand(target: string, args: GenerateArguments): Promise<void> {
  const file = resolvePath(target)
  if (path.extname(file) !== '.safetensors') throw new StudioError('usage', 'The file must end in .safetensors', { fix: 'For example swin-t.safetensors.' })
  const { seed, preset, json, ...overrides } = args
  const a = architectureOf(preset, overrides)
  const tensors = [...randomTensors(a, seed)]
  const parameters = tensors.reduce((n, t) => n + t.shape.reduce((x, y) => x * y, 1), 0)
  if (parameters > mostParameters) throw new StudioError('usage', `Such a model would have ${(parameters / 1e6).toFixed(0)} M parameters`, { why: `A seeded model may have ${(mostParameters / 1e6).toFixed(0)} M, several times a Swin-L.`, fix: 'Choose smaller sizes.' })
  await makeFolder(path.dirname(file))
  await writeSafetensors(file, tensors.map((t) => ({ name: t.name, shape: t.shape, dtype: 'f32', data: t.make })), { format: 'pt', notice, seed: String(seed) })
  const config = file.replace(/\.safetensors$/, '.json')
  await writing(config, () => fs.writeFile(config, JSON.stringify(configOf(a, seed), null, 1) + '\n'))
  const document: GenerateDocument = { file, config, bytes: (await fs.stat(file)).size, parameters, seed, notice }
  if (json) return printJson(document)
  print(`${file}  ${(document.bytes / 1e6).toFixed(1)} MB, ${(parameters / 1e6).toFixed(2)} M parameters, seed ${seed}`)
  print(notice)
}
