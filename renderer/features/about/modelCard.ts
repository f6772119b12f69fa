/** What is known about a model, line by line. */
import type { OpenedModel } from '@shared/rpc/contract'
import { bytes, fileName, list, macs, macsScale, num, plural, withUnit } from '../../components/format'

type Fact = readonly [string, string]

/** A moment as the reader's computer writes it; as it is when it is none. */
function date(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

export function modelCard(model: OpenedModel & { sample: boolean }): Fact[] {
  const m = model.manifest
  if (!m) {
    const p = model.plain
    return [['Name', model.name], ['File', model.file], ...(p ? [['Size', bytes(p.bytes)], ['Parameters', num(p.parameters)]] satisfies Fact[] : [])]
  }
  const a = m.architecture
  const total = m.cost.terms.filter((t) => t.part !== 'controller').reduce((n, t) => n + t.macs, 0)
  const scale = macsScale(total)
  const decides = a.policy === null ? 'nothing, the model is static' : `${a.policy === 'single' ? 'one policy for all tasks' : 'a policy per task'}, over ${list([...(a.adaptiveBlocks ? ['blocks'] : []), ...(a.adaptiveTokens ? ['tokens'] : [])])}`
  return [
    ['Name', m.name], ['File', model.sample ? 'Bundled with the studio' : model.file],
    ['Tasks', list(m.tasks.map((t) => `${t.id} (${plural(t.channels, 'channel')})`))],
    ['Encoder', `Swin, blocks ${a.depths.join(', ')}, heads ${a.heads.join(', ')}, width ${a.embedDim}, window ${a.windows.join(', ')}, patch ${a.patchSize}`],
    ['Input', `${num(a.inputSize)} × ${num(a.inputSize)} px, squashed to a square, mean ${a.mean.map((x) => num(x, 3)).join(' ')}, std ${a.std.map((x) => num(x, 3)).join(' ')}`],
    ['Decides', decides],
    ['Static cost', withUnit(macs(total, scale), scale.unit)],
    ['Opened in', withUnit(num(model.openMs), 'ms') + (model.cached ? ', from an earlier import' : '')],
    ['Source', `${fileName(m.provenance.source)}, sha256 ${m.provenance.sha256}`],
    ...(m.provenance.config ? [['Config', m.provenance.config] satisfies Fact] : []),
    ['Imported', date(m.provenance.created)],
    ...m.provenance.notes.map((n, i): Fact => [i === 0 ? 'Notes' : `Note ${i + 1}`, n])
  ]
}
