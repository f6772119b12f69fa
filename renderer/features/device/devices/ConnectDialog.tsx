/** Connecting over the network, by address. */
import { useState, type SyntheticEvent } from 'react'
import { Button, Modal, TextInput } from '@mantine/core'
import type { ErrorValue } from '@shared/errors'
import { Code } from '../../../components/bits'
import { explain } from '../../../components/format'
import { completeAddress } from './address'
import { connect, useDevices } from '../../../state/devices'

export function ConnectDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const [text, setText] = useState('')
  const [error, setError] = useState<ErrorValue | null>(null)
  const busy = useDevices((s) => s.busy === 'connect')
  const address = completeAddress(text)
  const submit = (e: SyntheticEvent) => {
    e.preventDefault()
    if (address === null || busy) return
    setError(null)
    void connect(address).then((failed) => { if (failed) setError(failed); else { setText(''); onClose() } })
  }
  return (
    <Modal opened={opened} onClose={onClose} title="Connect by address" size={460}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 12 }} data-testid="connect-dialog">
        <TextInput
          data-autofocus label="Address of the glasses" description="In their Wi-Fi settings. Without a port, 5555 is used." placeholder="192.168.1.20:5555" value={text} onChange={(e) => { setText(e.currentTarget.value); setError(null) }}
          error={text.trim() !== '' && address === null ? 'An address looks like 192.168.1.20 or 192.168.1.20:5555' : undefined} data-testid="address"
        />
        {error && <div role="alert"><b className="m">{error.message}</b><p className="tx2 f1">{explain(error)}</p></div>}
        <details className="f1 tx2">
          <summary>Glasses that show a pairing code (Android 11 and later)</summary>
          <p style={{ margin: '8px 0' }}>In their developer options choose Wireless debugging, Pair with a code. Then, once, in a terminal on this computer:</p>
          <Code>adb pair ADDRESS:PAIRING-PORT CODE</Code>
          <p style={{ marginTop: 8 }}>The M4000 has an older Android: connect it by cable first and choose Switch to Wi-Fi in its menu.</p>
        </details>
        <div className="row"><span className="sp" /><Button variant="subtle" onClick={onClose}>Cancel</Button><Button type="submit" variant="filled" disabled={address === null || busy} loading={busy} data-testid="connect-now">Connect</Button></div>
      </form>
    </Modal>
  )
}
