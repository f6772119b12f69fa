/** A data set as the studio understands it: which images, which ground truth, and what is missing. */
import { z } from 'zod'
import { taskKinds } from '../model/tasks'

/** `folder` is a plain folder of images with optional truth folders beside it; `mapped` was explained by a person. */
export const layoutSchema = z.enum(['pascal-context', 'nyud', 'study', 'folder', 'mapped'])
export type Layout = z.infer<typeof layoutSchema>

/** Where one task's truth lies, in a layout that the studio does not know. */
export const truthMappingSchema = z.object({
  /** The task's name, as in the model. */
  task: z.string().min(1), kind: z.enum(taskKinds),
  /** Relative to the data set's root; `{name}` stands for the image's name without its ending, e.g. `labels/{name}_gt.png`. */
  pattern: z.string().min(1),
  /** For `.mat`: the variable; null takes the only one. */
  variable: z.string().nullable().default(null),
  /** Added to each class number; −1 for data whose classes begin at 1. What falls below 0 is not counted. */
  classOffset: z.number().int().default(0),
  /** Class numbers that are not counted, beside 255, before the offset. */
  ignore: z.array(z.number().int()).default([])
})
export type TruthMapping = z.infer<typeof truthMappingSchema>

/** How a person explains an unknown layout. */
export const mappingSchema = z.object({
  /** Folder of images relative to the root; `.` is the root. */
  images: z.string().min(1),
  /** A text file with one image name per line, relative to the root; null takes every image. */
  list: z.string().nullable().default(null),
  truth: z.array(truthMappingSchema).default([])
})
export type Mapping = z.infer<typeof mappingSchema>

export const datasetRefSchema = z.object({
  root: z.string().min(1),
  /** Null finds it. */
  layout: layoutSchema.nullable().default(null),
  /** One of the data set's splits, e.g. `val`; null takes the layout's default. */
  split: z.string().nullable().default(null),
  /** For `mapped`. */
  mapping: mappingSchema.nullable().default(null)
})
export type DatasetRef = z.infer<typeof datasetRefSchema>

export const datasetTaskSchema = z.object({
  /** The data set's name of it, e.g. `semseg`, `human_parts`; a model's task of this id or kind uses it. */
  task: z.string(), kind: z.enum(taskKinds),
  /** Where it lies, relative to the root, and how it is stored, for people: `semseg/VOC12`, `PNG, class numbers`. */
  place: z.string(), format: z.string(),
  found: z.number().int(), missing: z.number().int(),
  /** Names of the first images without it. */
  missingNames: z.array(z.string()),
  /** Class names, where the data set has them. */
  classes: z.array(z.string()).nullable()
})
export type DatasetTask = z.infer<typeof datasetTaskSchema>

/** Found before anything runs: what will be swept and what is missing. */
export const datasetSchema = z.object({
  root: z.string(), title: z.string(), layout: layoutSchema,
  splits: z.array(z.object({ name: z.string(), images: z.number().int() })), split: z.string().nullable(),
  images: z.number().int(), missingImages: z.number().int(),
  tasks: z.array(datasetTaskSchema),
  /** Sentences about what is odd, each with what to do. */
  problems: z.array(z.string()),
  /** Where a person may be shown what the data looks like: the first images, at most 12. */
  preview: z.array(z.object({ path: z.string(), name: z.string() })),
  /** `file`: each sample has its own. Else it is computed while running, by `shared/sweep/difficulty.ts`, from the class map or the squashed picture. */
  difficultyFrom: z.enum(['file', 'labels', 'picture']),
  /** The same for people, in words. */
  difficulty: z.string()
})
export type Dataset = z.infer<typeof datasetSchema>
