/** The sample study's data set: what it is must be said wherever it is shown. */
import type { Output } from '@shared/rpc/contract'
import { call } from '../../state/engine'
import { useSession } from '../../state/session'

let known: Output<'study.sample'> | null = null

export async function sampleStudy(): Promise<Output<'study.sample'>> {
  known ??= await call('study.sample', {})
  const { title, notice } = known
  if (!useSession.getState().study) useSession.setState({ study: { title, notice } })
  return known
}

/** The sweep page shows this data set from now on. */
export async function tellIfSample(root: string): Promise<void> {
  const { validation } = await sampleStudy()
  useSession.setState({ sampleData: root === validation })
}
