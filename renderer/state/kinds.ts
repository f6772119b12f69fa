/** What a path seems to be, from its name alone; the engine has the last word. */
export type PathKind = 'model' | 'config' | 'image' | 'folder'

const model = /\.(pth|pt|ckpt|bin|safetensors|onnx)$/i
const config = /\.(ya?ml|json)$/i
const image = /\.(png|jpe?g|webp|bmp|gif|tiff?|avif)$/i

export const kindOf = (path: string): PathKind => (model.test(path) ? 'model' : config.test(path) ? 'config' : image.test(path) ? 'image' : 'folder')

export interface Sorted { model: string | null; config: string | null; images: string[]; folders: string[] }

/** Splits what was dropped or chosen: the first model with its config, and everything that may hold images. */
export function sortPaths(paths: readonly string[]): Sorted {
  const of = (kind: PathKind): string[] => paths.filter((p) => kindOf(p) === kind)
  return { model: of('model')[0] ?? null, config: of('config')[0] ?? null, images: of('image'), folders: of('folder') }
}
