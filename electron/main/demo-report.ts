/** The demo's report: what was seen, as one page beside its pictures. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { ranCount } from '@shared/policy/decision'
import { verdict } from '@shared/runs/verdict'
import type { Profiled } from './demo-profile'
import type { Inspection, OpenedModel, Output } from '@shared/rpc/contract'

export interface DemoFigures { study: Output<'study.sample'>; info: Output<'app.info'>; model: OpenedModel; inspection: Inspection }
export interface Shot { file: string; caption: string }

const millions = (macs: number): string => `${(macs / 1e6).toFixed(1)} M MACs`
const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

/** Writes `report.html` into `folder`, whole or not at all. */
export async function writeReport(folder: string, shots: readonly Shot[], figures: DemoFigures, profiled: Profiled): Promise<void> {
  const part = path.join(folder, 'report.html.part')
  await fs.writeFile(part, page(shots, figures, profiled))
  await fs.rename(part, path.join(folder, 'report.html'))
}

function page(shots: readonly Shot[], { study, info, model, inspection }: DemoFigures, profiled: Profiled): string {
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
${profile(profiled)}
${shots.map((s) => `<figure><img src="${escape(s.file)}" alt=""><figcaption>${escape(s.caption)}</figcaption></figure>`).join('\n')}
</html>
`
}

/** Static against adaptive on simulated glasses, in the words of the run's own page. */
function profile({ run, why }: Profiled): string {
  if (!run) return `<h2>Profile</h2><p>Not run here. ${escape(why)}</p>`
  const variants = run.variants.map((v) => [
    v.label, String(v.inferences), v.latencyMs ? `${v.latencyMs.median.value.toFixed(1)} ms [${v.latencyMs.median.low.toFixed(1)}, ${v.latencyMs.median.high.toFixed(1)}]` : '–',
    v.energy.grossJ ? `${v.energy.grossJ.value.toFixed(3)} J [${v.energy.grossJ.low.toFixed(3)}, ${v.energy.grossJ.high.toFixed(3)}]` : v.energy.refused ?? '–'
  ])
  return `<h2>Profile on simulated glasses</h2>${run.comparisons.map((c) => `<p><b>${escape(verdict(run, c))}</b></p>`).join('')}
${table(['Variant', 'Inferences', 'Latency, median', 'Energy per inference, gross'], variants)}
<ul>${run.validity.reasons.map((r) => `<li>${r.state === 'ok' ? '' : '<b>Look: </b>'}${escape(r.text)}</li>`).join('')}</ul>`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const cells = (tag: string, row: readonly string[]): string => `<tr>${row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`
  return `<table>${head.length > 0 ? cells('th', head) : ''}${rows.map((row) => cells('td', row)).join('')}</table>`
}
