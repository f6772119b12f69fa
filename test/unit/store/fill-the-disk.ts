/** A process of the test of full disks: fills a small disk beside a study, writes until that fails, makes room, and goes on. Tells what it saw as JSON. */
import fs from 'node:fs'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import { Store } from '../../../electron/engine/store/store'
import { environment, meta, sample, start } from '../../support/runs'

const file = process.argv[2]!
const ballast = path.join(path.dirname(file), 'ballast')
let store = await Store.open(file)
const writer = await store.begin(meta)
await writer.append([environment()])
await writer.save()
fs.writeFileSync(ballast, Buffer.alloc(Number(process.argv[3]) * 1_000_000))
let expected = 0, refusal: unknown = null
while (refusal === null && expected < 1_000_000) {
  await writer.append(Array.from({ length: 2000 }, () => sample(start + expected++ * 1e6, [Math.random(), Math.random(), Math.random()])))
  await writer.save().catch((error: unknown) => {
    if (!(error instanceof StudioError)) throw error
    refusal = error.value
  })
}
const whileFull = (await store.runs())[0]!.samples
fs.rmSync(ballast)
await writer.finish('finished', null)
await store.close()
store = await Store.open(file)
const after = (await store.trace(writer.id)).samples.at.length
await store.close()
process.stdout.write(JSON.stringify({ refusal, whileFull, after, expected }))
