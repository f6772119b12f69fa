/** `profile`: static against adaptive on a device, from the probe to the stored run. */
import fs from 'node:fs'
import path from 'node:path'
import type { ProfileDocument } from '@shared/cli/schema'
import { planOf, profileFileSchema, type ProfileFile } from '@shared/device/profile-file'
import { StudioError } from '@shared/errors'
import type { LiveEvent } from '@shared/rpc/device-calls'
import { readUserJson } from '../engine/calls/json-file'
import { bundlePlaces } from '../engine/device/deploy-bundle'
import { checkVariants, ProfileSession, type ProfiledModel } from '../engine/device/protocol/session'
import { listInputs } from '../engine/inference/input'
import { ModelRunner } from '../engine/inference/runner'
import { defaultThreads, ModelSessions } from '../engine/inference/sessions'
import { openModel } from '../engine/model/open'
import { StudyFile } from '../engine/store/study-file'
import { defaultUserData, importCache, studyFile } from '../engine/user-data'
import { onDevice } from './on-device'
import { profileTable } from './profile-table'
import { readSettings } from './settings-file'
import { interruption, note, print, printJson, resolvePath } from './terminal'

export interface ProfileArguments {
  plan?: string; models?: string[]; images?: string; preset?: ProfileFile['preset']; settings?: string; device: string; study?: string; name?: string; seed: number; json?: boolean
}

export async function profileCommand(args: ProfileArguments): Promise<void> {
  const asked = await askedFor(args), signal = interruption(), offered = typeof asked.images === 'string' ? [asked.images] : asked.images
  for (const file of offered) if (!fs.existsSync(file)) throw new StudioError('not-found', 'There is no such image or folder', { file, fix: 'Check the path of the images.' })
  const twice = asked.models.find((m, i) => asked.models.indexOf(m) < i)
  if (twice !== undefined) throw new StudioError('usage', 'A model is named twice', { file: twice, why: 'Its variants could not be told apart.', fix: 'Name each model once; for several variants of one model, list them in a plan.' })
  const models = await Promise.all(asked.models.map((file) => opened(file, signal)))
  const images = await listInputs(offered)
  if (images.length === 0) throw new StudioError('not-found', 'There is no image to profile with', { file: String(asked.images), fix: 'Name a folder with PNG, JPEG, WebP or BMP pictures.' })
  const plan = planOf(asked, models.map((m) => ({ name: m.name, kind: m.runner.manifest.architecture.policy ? 'adaptive' : 'static' })))
  checkVariants(plan, models)
  const study = new StudyFile(args.study === undefined ? studyFile(defaultUserData()) : resolvePath(args.study))
  try {
    const store = await study.open()
    const detail = await onDevice(args.device, args.seed, async (host, device) => {
      const session = new ProfileSession({ host, device, plan, models, images, store, bundlePlaces: bundlePlaces(null), name: args.name, signal, onEvent: teller(args.json ?? false) })
      return store.detail(await session.run())
    })
    if (args.json) printJson({ study: study.file, run: detail } satisfies ProfileDocument)
    else print(profileTable(detail, study.file))
    if (detail.state !== 'finished') {
      note(`adamtl-studio: The run is partial. ${detail.ending ?? ''}`)
      process.exitCode = 1
    }
  } finally {
    await study.close()
  }
}

async function askedFor({ plan, models, images, preset, settings }: ProfileArguments): Promise<ProfileFile> {
  if (plan !== undefined) {
    if (models || images !== undefined || preset || settings !== undefined) throw new StudioError('usage', '--plan names models, images, preset and settings itself', { fix: 'Leave out --models, --images, --preset and --settings.' })
    const file = resolvePath(plan), found = await readUserJson(file, 'plan', profileFileSchema)
    if (!found) throw new StudioError('not-found', 'There is no such plan', { file, fix: 'Check the path.' })
    const from = (p: string): string => path.resolve(path.dirname(file), p)
    return { ...found, models: found.models.map(from), images: typeof found.images === 'string' ? from(found.images) : found.images.map(from) }
  }
  if (!models || images === undefined) throw new StudioError('usage', 'What to profile is missing', { fix: 'Give --plan FILE, or --models A,B and --images DIR.' })
  return { models: models.map(resolvePath), images: resolvePath(images), preset: preset ?? 'quick', settings: await readSettings(settings) ?? undefined }
}

async function opened(file: string, signal: AbortSignal): Promise<ProfiledModel> {
  const model = await openModel(file, { cache: importCache(defaultUserData()), signal })
  if (model.kind === 'plain') throw new StudioError('unsupported', 'A plain model cannot be profiled yet', { file, why: 'Profiling compares a policy with the static form of the same model.', fix: 'Name a checkpoint or a model folder of the studio.' })
  const { name, folder, manifest } = model
  return { name, file: model.file, hash: manifest.provenance.sha256, folder, runner: new ModelRunner(new ModelSessions(folder, manifest, { threads: defaultThreads(1), spinning: false })) }
}

/** What goes on, on stderr: each stage once, then each round. */
function teller(quiet: boolean): (event: LiveEvent) => void {
  let stage = '', left: number | null = null
  return (e) => {
    // That it did not come back is told by the run's ending.
    if (e.k === 'lost') return e.waiting ? note(`${e.message} Waiting for it.`) : undefined
    if (e.k === 'started') for (const { path, why } of e.skipped) note(`Left out ${path}: ${why}`)
    if (e.k === 'time') left = e.secondsLeft
    if (quiet) return
    if (e.k === 'preparing' && e.stage !== stage) note((stage = e.stage))
    if (e.k === 'started') note(`Run ${e.run}: ${e.slots.length} slots`)
    if (e.k === 'round') note(`Round ${e.round + 1}: ${e.variant} ÷ baseline ${ratio(e.latency)}, so far ${ratio(e.soFar)}${left === null ? '' : `; about ${duration(left)} left`}`)
  }
}

const duration = (seconds: number): string => (seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`)
const ratio = ({ value, low, high }: { value: number; low: number; high: number }): string => `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`
