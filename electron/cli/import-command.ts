/** `import <checkpoint> --out DIR`: a checkpoint becomes a model folder. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { allBlockIds } from '@shared/policy/thresholds'
import type { ImportDocument } from '@shared/cli/schema'
import { importCheckpoint } from '../engine/model/import'
import { interruption, note, print, printJson, resolvePath } from './terminal'

export interface ImportArguments { config?: string; out: string; whole?: boolean; json?: boolean }

export async function importCommand(checkpoint: string, args: ImportArguments): Promise<void> {
  const out = resolvePath(args.out)
  let last = ''
  const manifest = await importCheckpoint(resolvePath(checkpoint), out, {
    config: args.config === undefined ? undefined : resolvePath(args.config), whole: args.whole, signal: interruption(),
    onProgress: ({ stage }) => {
      if (stage !== last && process.stderr.isTTY) note(stage)
      last = stage
    }
  })
  const files = await Promise.all((await fs.readdir(out)).sort().map(async (name) => ({ name, bytes: (await fs.stat(path.join(out, name))).size })))
  const a = manifest.architecture
  const document: ImportDocument = {
    out, files, kind: a.policy ? 'adaptive' : 'static', policy: a.policy, tasks: a.tasks.map((t) => t.id), inputSize: a.inputSize, blocks: allBlockIds(a),
    config: manifest.provenance.config, sha256: manifest.provenance.sha256, notes: manifest.provenance.notes
  }
  if (args.json) return printJson(document)
  print(`${manifest.name}: ${document.kind}${a.policy ? `, ${a.policy} policy` : ''}, ${a.inputSize} px, blocks ${a.depths.join(', ')}, tasks ${document.tasks.join(', ')}`)
  if (document.config) print(`config ${document.config}`)
  for (const n of document.notes) print(n)
  for (const f of files) print(`  ${f.name.padEnd(28)} ${(f.bytes / 1e6).toFixed(2).padStart(9)} MB`)
  print(`written to ${out}`)
}
