/** The manifest as JSON text: in `manifest.json` beside the graphs, and inside an .onnx of ours. */
import { StudioError } from '@shared/errors'
import { manifestSchema, type Manifest } from '@shared/model/manifest'

/** Throws StudioError naming `file`. A newer version is refused with its number. */
export function parseManifest(text: string, file: string): Manifest {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new StudioError('unreadable', 'The manifest is not valid JSON', { file, fix: 'Import the checkpoint again.' })
  }
  const version = typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined
  if (version !== 1) throw new StudioError('unsupported', version === undefined ? 'The manifest has no version' : `The manifest has version ${JSON.stringify(version)}`, { file, why: 'This studio reads version 1.', fix: 'Open it with a newer studio, or import the checkpoint again.' })
  const parsed = manifestSchema.safeParse(data)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new StudioError('unreadable', 'The manifest does not follow its schema', { file, why: issue ? `${issue.path.join('.')}: ${issue.message}` : undefined, fix: 'Import the checkpoint again.' })
  }
  return parsed.data
}
