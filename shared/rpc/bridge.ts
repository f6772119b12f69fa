/**
 * The contract between the window and the main process: what only the operating system's side can do.
 * Everything about models goes through `contract.ts` to the engine instead.
 */
import { z } from 'zod'
import { errorSchema } from '../errors'

export { enginePortMessage } from './channels'

const empty = z.object({})

export const themeSchema = z.enum(['dark', 'light', 'system'])
export type Theme = z.infer<typeof themeSchema>
export const zoomSchema = z.union([z.literal(1), z.literal(1.15), z.literal(1.3)])
export type Zoom = z.infer<typeof zoomSchema>
export const zooms: readonly Zoom[] = [1, 1.15, 1.3]

export const appearanceSchema = z.object({ theme: themeSchema, zoom: zoomSchema })
export type Appearance = z.infer<typeof appearanceSchema>

/** What the native open dialog is asked for; the answer's `paths` is empty when the user cancelled. */
export const openKindSchema = z.enum(['model', 'images', 'folder', 'meter'])
export type OpenKind = z.infer<typeof openKindSchema>

export const engineStatusSchema = z.object({
  state: z.enum(['starting', 'ready', 'restarting', 'failed']),
  /** Times the engine was started again since the window's app started. */
  restarts: z.number().int().nonnegative(),
  pid: z.number().int().nullable(),
  /** Why it ended last; null while all is well. */
  reason: z.string().nullable()
})
export type EngineStatus = z.infer<typeof engineStatusSchema>

/** Requests of the window, answered by the main process. */
export const bridge = {
  'dialog.open': { in: z.object({ kind: openKindSchema }), out: z.object({ paths: z.array(z.string()) }) },
  /** The window is ready for the engine's status, which follows as a message, and for a port, which follows as an event (see `enginePortMessage`); in this order. */
  'engine.connect': { in: empty, out: empty },
  /** Starts the engine again after it was given up. */
  'engine.restart': { in: empty, out: empty },
  'appearance.set': { in: appearanceSchema.partial(), out: appearanceSchema },
  'clipboard.write': { in: z.object({ text: z.string() }), out: empty },
  /** Fills the menu's list of what was opened before, newest first. */
  'recents.show': { in: z.object({ paths: z.array(z.string()).max(20) }), out: empty },
  /** The window listens to messages from now on; `paths` were given on the command line or by the file manager. */
  'window.ready': { in: empty, out: z.object({ paths: z.array(z.string()) }) }
} as const satisfies Record<string, { in: z.ZodType; out: z.ZodType }>

export type BridgeName = keyof typeof bridge
export type BridgeInput<N extends BridgeName> = z.input<(typeof bridge)[N]['in']>
export type BridgeParsed<N extends BridgeName> = z.output<(typeof bridge)[N]['in']>
export type BridgeOutput<N extends BridgeName> = z.output<(typeof bridge)[N]['out']>

/** An answer as a value: exceptions do not cross processes whole. */
export const bridgeReplySchema = z.union([z.object({ output: z.unknown() }), z.object({ error: errorSchema })])
export type BridgeReply = z.infer<typeof bridgeReplySchema>

/** What the menu asks the window to do. */
export const commandSchema = z.enum([
  'open-model', 'open-images', 'open-folder', 'open-sample', 'close-model', 'clear-recents', 'show-palette', 'show-shortcuts', 'show-about'
])
export type Command = z.infer<typeof commandSchema>

/** Messages of the main process to the window. */
export const mainMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), command: commandSchema }),
  /** Files and folders to open: dropped on the icon, chosen in Recent, or given to a second start. */
  z.object({ type: z.literal('open'), paths: z.array(z.string()).min(1) }),
  z.object({ type: z.literal('engine'), status: engineStatusSchema }),
  z.object({ type: z.literal('appearance'), appearance: appearanceSchema })
])
export type MainMessage = z.infer<typeof mainMessageSchema>

/** What the preload script puts on `window.studio`. Values are checked on both sides of it, so here they are unknown. */
export interface StudioBridge {
  /** Theme and zoom at start, known before the first paint. */
  readonly appearance: unknown
  readonly platform: string
  request(name: BridgeName, input: unknown): Promise<unknown>
  /** Returns a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void
  /** The path of a dropped file; empty for one that is not on disk. */
  pathForFile(file: File): string
}
