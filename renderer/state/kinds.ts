import { imageEndings, modelEndings } from '@shared/files'

/** What a path seems to be, from its name alone; the engine has the last word. */
export type PathKind = 'model' | 'config' | 'image' | 'folder'

/** Beside what the studio reads stand relatives that it refuses, so that the refusal can say why. */
const endings: Record<Exclude<PathKind, 'folder'>, readonly string[]> = {
  model: [...modelEndings, 'ckpt', 'bin'], config: ['yaml', 'yml', 'json'], image: [...imageEndings, 'gif', 'tif', 'tiff', 'avif']
}

export function kindOf(path: string): PathKind {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return (['model', 'config', 'image'] as const).find((kind) => endings[kind].includes(ending)) ?? 'folder'
}

export interface Sorted { model: string | null; config: string | null; images: string[]; folders: string[] }

/** Splits what was dropped or chosen: the first model with its config, and everything that may hold images. */
export function sortPaths(paths: readonly string[]): Sorted {
  const of = (kind: PathKind): string[] => paths.filter((p) => kindOf(p) === kind)
  return { model: of('model')[0] ?? null, config: of('config')[0] ?? null, images: of('image'), folders: of('folder') }
}
