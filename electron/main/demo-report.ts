/** The demo's report: what was seen, as one page beside its pictures. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { ranCount } from '@shared/policy/decision'
import type { Inspection, OpenedModel, Output } from '@shared/rpc/contract'

export interface DemoFigures { study: Output<'study.sample'>; info: Output<'app.info'>; model: OpenedModel; inspection: Inspection }
export interface Shot { file: string; caption: string }

const millions = (macs: number): string => `${(macs / 1e6).toFixed(1)} M MACs`
const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

/** Writes `report.html` into `folder`, whole or not at all. */
export async function writeReport(folder: string, shots: readonly Shot[], figures: DemoFigures): Promise<void> {
  const part = path.join(folder, 'report.html.part')
  await fs.writeFile(part, page(shots, figures))
  await fs.rename(part, path.join(folder, 'report.html'))
}

function page(shots: readonly Shot[], { study, info, model, inspection }: DemoFigures): string {
  const { decision, outputs } = inspection
  const { macs } = decision
  const rows: [string, string][] = [
    ['Model', `${model.name} (${path.basename(model.file)})`],
    ['Image', path.basename(inspection.image)],
    ['Blocks that ran', `${ranCount(decision)} of ${decision.blocks.length}`],
    ['Executed', `${millions(macs.executed)} of ${millions(macs.static)} (${(100 * macs.executed / macs.static).toFixed(1)} %)`],
    ['One run on this computer', `${decision.latencyMs.toFixed(1)} ms (a single run, not a benchmark)`],
    ...Object.entries(outputs).flatMap(([task, { metric }]): [string, string][] => (metric ? [[task, `${metric.name} ${metric.value.toFixed(3)} ${metric.unit}`.trim()]] : [])),
    ['Versions', `AdaMTL Studio ${info.version}, ONNX Runtime ${info.onnxruntime}, Node ${info.node}`]
  ]
  const blocks = decision.blocks.map((block) => {
    const asked = Object.entries(block.tasks).filter(([, lane]) => lane.active).map(([lane]) => lane)
    return [block.id, block.ran ? 'ran' : block.gate ? 'bypassed, no token selected' : 'bypassed', asked.join(', ') || 'nobody', `${block.tokens.selected} / ${block.tokens.total}`, millions(block.macs)]
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(study.title)}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:1040px;margin:32px auto;padding:0 16px;color:#1a1d23}
img{max-width:100%;border:1px solid #dfe2e8}table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{text-align:left;padding:3px 16px 3px 0;border-bottom:1px solid #dfe2e8}
figure{margin:24px 0}figcaption{color:#4d5561}</style>
<h1>${escape(study.title)}</h1><p>${escape(study.notice)}</p>
${table([], rows)}<h2>Blocks</h2>${table(['Block', '', 'Asked by', 'Tokens', 'Executed'], blocks)}
${shots.map((s) => `<figure><img src="${escape(s.file)}" alt=""><figcaption>${escape(s.caption)}</figcaption></figure>`).join('\n')}
</html>
`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const cells = (tag: string, row: readonly string[]): string => `<tr>${row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`
  return `<table>${head.length > 0 ? cells('th', head) : ''}${rows.map((row) => cells('td', row)).join('')}</table>`
}
