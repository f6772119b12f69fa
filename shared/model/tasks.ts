/** What a task predicts, and how the field names and colours its classes. */
import { z } from 'zod'

export const taskKinds = ['segmentation', 'parts', 'normals', 'saliency', 'edges', 'depth', 'other'] as const
export type TaskKind = (typeof taskKinds)[number]

export const rgbSchema = z.tuple([z.number().int().min(0).max(255), z.number().int().min(0).max(255), z.number().int().min(0).max(255)])
export type Rgb = z.infer<typeof rgbSchema>

export const taskSchema = z.object({
  id: z.string().min(1),
  kind: z.enum(taskKinds),
  /** Channels of the decoder's output. */
  channels: z.number().int().positive(),
  /** Class names, one per channel, for segmentation and parts. */
  classes: z.array(z.string()).optional(),
  /** Colours, one per class. */
  palette: z.array(rgbSchema).optional()
})
export type Task = z.infer<typeof taskSchema>
