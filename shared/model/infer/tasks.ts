/** The tasks: one decoder each, in the config's order or else the file's. */
import { StudioError } from '../../errors'
import { mostTasks } from '../architecture'
import { defaultTask } from '../classes'
import { classesOf, paletteOf, type ModelConfig } from '../config'
import { agree, configError } from './agree'
import type { Shapes } from './shapes'
import type { Task } from '../tasks'

/**
 * @param lanes the tasks that have controllers; each task of a per-task policy needs them
 * @throws StudioError `unsupported` for decoders the studio cannot use, `mismatch` where the config contradicts the checkpoint
 */
export function tasksOf(shapes: Shapes, config: ModelConfig, lanes: string[]): { tasks: Task[]; decoderWidth: number; notes: string[] } {
  const found = new Map<string, { channels: number; half: number }>()
  for (const [name, shape] of shapes) {
    const m = /^decoders\.(.+)\.segment\.3\.weight$/.exec(name)
    if (m && shape.length === 4) found.set(m[1]!, { channels: shape[0]!, half: shape[1]! })
  }
  if (found.size === 0) throw new StudioError('unsupported', 'The checkpoint has no task decoders', { why: 'No tensor is named decoders.TASK.segment.3.weight.', fix: 'Save the whole multi-task model, not its backbone alone.' })
  const ids = config.tasks ?? [...found.keys()]
  const unknown = ids.find((id) => !found.has(id))
  if (unknown !== undefined) throw configError(`The config names task ${unknown}, the checkpoint has no decoder for it`, `It has ${[...found.keys()].join(', ')}.`)
  if (new Set(ids).size !== ids.length) throw configError('The config names a task twice', ids.join(', '))
  if (ids.length > mostTasks) throw new StudioError('unsupported', `The model has ${ids.length} tasks`, { why: `The studio shows ${mostTasks} at most.`, fix: 'List the tasks to open in a config, as "tasks".' })
  const widths = new Set([...found.values()].map((d) => d.half * 2))
  if (widths.size > 1) throw new StudioError('unsupported', `The decoders have several widths: ${[...widths].join(', ')}`, { fix: 'Only models with one decoder width are supported.' })
  if (lanes.length > 0) {
    const without = ids.find((id) => !lanes.includes(id))
    if (without !== undefined) throw configError(`Task ${without} has a decoder but no controller`, `There are controllers for ${lanes.join(', ')}.`)
  }
  const notes = [...found.keys()].filter((id) => !ids.includes(id)).map((id) => `The config leaves out task ${id}, which the checkpoint has.`)
  const tasks = ids.map((id) => task(id, agree(`num_outputs.${id}`, config.num_outputs?.[id], found.get(id)!.channels), config))
  return { tasks, decoderWidth: [...widths][0]!, notes }
}

function task(id: string, channels: number, config: ModelConfig): Task {
  const guess = defaultTask(id, channels)
  const kind = config.kinds?.[id] ?? guess.kind
  const classes = classesOf(config, id) ?? guess.classes
  const palette = paletteOf(config, id) ?? guess.palette
  const fits = (what: string, list: unknown[] | undefined) => {
    if (list && list.length !== channels) throw configError(`The config gives ${list.length} ${what} for ${id}, whose decoder has ${channels} channels`, 'One is needed per channel.')
  }
  fits('class names', classesOf(config, id))
  fits('colours', paletteOf(config, id))
  return { ...guess, kind, classes: classes?.length === channels ? classes : undefined, palette: palette?.length === channels ? palette : undefined }
}
