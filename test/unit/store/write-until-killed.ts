/** A process of the crash test: appends a sample every 10 ms and tells its number, until it is killed. */
import { Store } from '../../../electron/engine/store/store'
import { environment, meta, sample, start } from '../../support/runs'

const store = await Store.open(process.argv[2]!)
const writer = await store.begin(meta)
await writer.append([environment()])
let n = 0
setInterval(() => {
  const i = n++
  void writer.append([sample(start + i * 10_000_000, [i, 3.8, 30])]).then(() => process.stdout.write(`${i}\n`))
}, 10)
