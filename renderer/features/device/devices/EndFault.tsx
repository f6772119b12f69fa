/** The way back from a simulated fault, in the words of what a person would do. */
import { Button } from '@mantine/core'
import { accept, setFault, useDevices } from '../../../state/devices'
import type { Listed } from '../../../state/listed'

export function EndFault({ d }: { d: Pick<Listed, 'serial' | 'state'> }) {
  const ours = useDevices((s) => d.serial in s.simulations)
  if (!ours || d.state === 'ready' || d.state === 'connecting') return null
  if (d.state === 'unauthorized') return <Button size="xs" onClick={() => void accept(d.serial)} data-testid="end-fault">Accept the prompt</Button>
  return <Button size="xs" onClick={() => void setFault(d.serial, 'none')} data-testid="end-fault">{d.state === 'unplugged' ? 'Plug in again' : 'End the fault'}</Button>
}
