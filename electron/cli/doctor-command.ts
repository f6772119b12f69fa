/** `doctor --device SERIAL`: everything that can be found out about a device, in one file to send back. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { DoctorDocument } from '@shared/cli/device-documents'
import { errorLine } from '@shared/errors'
import { doctor } from '../engine/device/doctor/doctor'
import { openDeviceHost } from '../engine/device/host'
import { waitForDevice } from '../engine/device/waiting'
import { makeFolder, writing } from '../engine/writing'
import { interruption, note, print, printJson, release, resolvePath } from './terminal'

export interface DoctorArguments { device?: string; out?: string; json?: boolean }

const readyMs = 5000

export async function doctorCommand(args: DoctorArguments): Promise<void> {
  const signal = interruption(), host = openDeviceHost()
  try {
    const device = await waitForDevice(host, args.device ?? null, readyMs, signal)
    let last = ''
    const document = await doctor(host, device, {
      signal, onProgress: ({ stage }) => {
        if (stage !== last && process.stderr.isTTY) note(stage)
        last = stage
      }
    })
    const file = args.out !== undefined ? resolvePath(args.out) : args.json ? null : resolvePath(`adamtl-doctor-${device.serial.replace(/[^\w.-]+/g, '_')}.json`)
    if (file !== null) {
      await makeFolder(path.dirname(file), file)
      await writing(file, () => fs.writeFile(file, `${JSON.stringify(document, null, 1)}\n`))
    }
    if (document.problems.length > 0) process.exitCode = 1
    if (args.json) return printJson(document)
    print(summary(document))
    if (file !== null) print(`written to ${file}`)
  } finally {
    await release(host)
  }
}

const marks = { yes: '✓', look: '!', no: '✗', unknown: '?' } as const

function summary({ device, capabilities: c, trials, problems, simulated }: DoctorDocument): string {
  const lines = [`${device.serial}${simulated ? '  SIMULATED: nothing in here is a measurement of glasses' : ''}`]
  if (c) {
    const { manufacturer, model, android, soc, abi, m4000 } = c.identity
    lines.push(`  ${manufacturer} ${model}, Android ${android}, ${soc}, ${abi}, ${c.cores.length} cores${m4000 && !simulated ? ' (an M4000)' : ''}`)
    for (const check of c.checks) lines.push(`  ${marks[check.state]} ${check.label.padEnd(16)} ${check.detail.padEnd(28)} ${check.state === 'yes' ? '' : check.forbids ?? ''}`.trimEnd())
    lines.push(`  energy: ${c.energy.standing}. ${c.energy.reason}`, ...c.unverified.map((u) => `  open: ${u}`))
  }
  for (const t of trials) lines.push(`  ${marks[t.answer]} ${t.question} ${t.detail}`)
  for (const p of problems) lines.push(`  ✗ ${p.during}: ${errorLine(p.error)}`)
  return lines.join('\n')
}
