/** Entry of the engine's process: waits for ports from the main process and answers the calls that come through them. */
import { parseArgs } from 'node:util'
import { engineCloseMessage } from '@shared/rpc/channels'
import { createEngine } from '../handlers'
import { fromElectronPort } from './ports'
import { serve } from './serve'

const { values } = parseArgs({ options: { 'user-data': { type: 'string' }, resources: { type: 'string' } } })
if (!values['user-data'] || !values.resources) throw new Error('usage: engine --user-data=FOLDER --resources=FOLDER')

const engine = createEngine({ userData: values['user-data'], resources: values.resources })

process.parentPort.on('message', ({ data, ports }) => {
  for (const port of ports) serve(fromElectronPort(port), engine.handlers)
  if (data === engineCloseMessage) void engine.close().finally(() => process.exit(0))
})
// The main process hands out ports from now on.
process.parentPort.postMessage('ready')
