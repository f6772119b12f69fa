/** The imports that the studio keeps, how much room they take, and a way to be rid of them. */
import { useEffect, useState } from 'react'
import { Button } from '@mantine/core'
import { toErrorValue } from '@shared/errors'
import type { Imports } from '@shared/rpc/contract'
import { bytes, plural } from '../../components/format'
import { call } from '../../state/engine'
import { tell, warn } from '../../state/notices'
import { Setting } from './Setting'

export function ImportedModels() {
  const [imports, setImports] = useState<Imports | null>(null)
  const ask = (name: 'imports.list' | 'imports.clear', then?: () => void) => {
    call(name, {}).then((known) => { setImports(known); then?.() }, (error: unknown) => warn(toErrorValue(error)))
  }
  useEffect(() => ask('imports.list'), [])
  const removable = imports ? imports.count - imports.open : 0
  const about = imports === null ? 'Counting.' : imports.count === 0 ? 'None is kept.'
    : `${plural(imports.count, 'model')}, ${bytes(imports.bytes)}, kept so that opening again is instant. Checkpoints stay where they are${imports.open > 0 ? '; what is open stays too' : ''}.`
  return (
    <Setting title="Imported models" about={about}>
      <Button disabled={removable === 0} onClick={() => ask('imports.clear', () => tell(`Removed ${plural(removable, 'imported model')}.`))} data-testid="clear-imports">Remove imports</Button>
    </Setting>
  )
}
