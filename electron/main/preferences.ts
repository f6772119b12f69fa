/** What the app remembers of its window: place, theme, zoom. */
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { appearanceSchema } from '@shared/rpc/bridge'

const boundsSchema = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int().positive(), height: z.number().int().positive() })
export type Bounds = z.infer<typeof boundsSchema>

const preferencesSchema = z.object({
  version: z.literal(1),
  bounds: boundsSchema.nullable(),
  maximized: z.boolean(),
  /** Zoom is null until the user chooses one: the default depends on the screen. */
  appearance: appearanceSchema.extend({ zoom: appearanceSchema.shape.zoom.nullable() })
})
export type Preferences = z.infer<typeof preferencesSchema>

const initial: Preferences = { version: 1, bounds: null, maximized: false, appearance: { theme: 'dark', zoom: null } }

export interface PreferenceStore {
  get(): Preferences
  /** Changes some of them and writes the file: whole or not at all. Where it cannot be written, the change holds until the app ends. */
  set(change: Partial<Preferences>): void
}

/** A missing, damaged or newer file means the defaults: losing a window's place is no reason not to start. */
export function openPreferences(folder: string): PreferenceStore {
  const file = path.join(folder, 'window.json')
  let current = read(file)
  return {
    get: () => current,
    set(change) {
      current = { ...current, ...change }
      try {
        write(file, current)
      } catch (error) {
        process.stderr.write(`Preferences are not remembered: ${error instanceof Error ? error.message : String(error)}\n`)
      }
    }
  }
}

function write(file: string, preferences: Preferences): void {
  const part = `${file}.part`
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(part, JSON.stringify(preferences, null, 2))
  fs.renameSync(part, file)
}

function read(file: string): Preferences {
  try {
    return preferencesSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch {
    return initial
  }
}

/** The remembered place when it still lies on a screen (a monitor may be gone), otherwise null. */
export function visibleBounds(bounds: Bounds | null, screens: readonly Bounds[]): Bounds | null {
  if (!bounds) return null
  const margin = 64
  const visible = screens.some((s) =>
    bounds.x + bounds.width > s.x + margin && bounds.x < s.x + s.width - margin && bounds.y >= s.y - margin && bounds.y < s.y + s.height - margin)
  return visible ? bounds : null
}
