/** From what a user opens (files and folders) to a list of images. Nothing is decoded; each folder is listed once. */
import { open, readdir, stat } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { StudioError } from '@shared/errors'
import { imageEndings } from '@shared/files'
import type { ImageEntry } from '@shared/rpc/contract'
import { isBmp, isJpeg, isWebp } from './containers'
import { fileError } from '../file'
import { isPng } from './png'
import { byByteOrder, foldersBeside, stemOf, truthEndings } from './truth-folders'

export interface ImageList {
  title: string
  images: ImageEntry[]
  /** Files that are no pictures. */
  skipped: number
}

/** By its ending alone. */
export const isImageName = (name: string): boolean => imageEndings.includes(extname(name).slice(1).toLowerCase())

/**
 * Lists images in the order given; a folder contributes its pictures (not those of its subfolders) in byte order of their names.
 * A folder without pictures but with a folder `images` stands for that one. Ground truth beside it is found by folder name:
 * `truth` holds the folder's name and the kind it stands for, e.g. `sal` and `saliency`.
 * @throws StudioError `not-found` where a path leads nowhere or no picture is found
 */
export async function listImages(paths: readonly string[]): Promise<ImageList> {
  const files: string[] = []
  const folders: string[] = []
  let skipped = 0
  for (const given of paths) {
    const path = resolve(given)
    if ((await statOf(path)).isDirectory()) {
      const { folder, entries } = await picturesIn(path)
      folders.push(folder)
      for (const entry of entries) {
        if (isImageName(entry.name)) files.push(join(folder, entry.name))
        else skipped++
      }
    } else if (isImageName(path) || await startsAsPicture(path)) files.push(path)
    else skipped++
  }
  const unique = [...new Set(files)]
  if (unique.length === 0) {
    throw new StudioError('not-found', folders.length ? 'There are no pictures in this folder' : 'None of these files is a picture', {
      why: skipped ? `${skipped} other ${skipped === 1 ? 'file was' : 'files were'} left aside` : undefined,
      fix: 'Readable are PNG, JPEG, WebP and BMP; subfolders are not searched, except for one named images.', file: paths[0]
    })
  }
  return { title: titleOf(folders, unique), images: await entriesOf(unique), skipped }
}

async function statOf(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    throw fileError(error, path)
  }
}

async function filesIn(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    // A link is judged by its name; where it leads shows when it is opened.
    return entries.filter((e) => e.isFile() || e.isSymbolicLink()).sort((a, b) => byByteOrder(a.name, b.name))
  } catch (error) {
    throw fileError(error, folder)
  }
}

async function picturesIn(folder: string): Promise<{ folder: string; entries: Dirent[] }> {
  const entries = await filesIn(folder)
  if (entries.some((e) => isImageName(e.name))) return { folder, entries }
  const inner = join(folder, 'images')
  const hasInner = await stat(inner).then((s) => s.isDirectory(), () => false)
  return hasInner ? { folder: inner, entries: await filesIn(inner) } : { folder, entries }
}

/** For a file with an unusual name that was chosen on its own. */
async function startsAsPicture(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r')
    try {
      const start = new Uint8Array(32)
      await handle.read(start, 0, start.length, 0)
      return isPng(start) || isJpeg(start) || isWebp(start) || isBmp(start)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileError(error, path)
  }
}

function titleOf(folders: readonly string[], files: readonly string[]): string {
  if (folders.length === 1 && files.every((f) => dirname(f) === folders[0])) {
    const folder = folders[0]!
    return basename(basename(folder) === 'images' ? dirname(folder) : folder) || folder
  }
  return files.length === 1 ? basename(files[0]!) : `${files.length} images`
}

async function entriesOf(files: readonly string[]): Promise<ImageEntry[]> {
  const truths = new Map<string, Map<string, string[]>>()
  const stems = new Map<string, number>()
  for (const file of files) {
    const folder = dirname(file)
    if (!truths.has(folder)) truths.set(folder, await truthsBeside(folder))
    stems.set(stemOf(file), (stems.get(stemOf(file)) ?? 0) + 1)
  }
  return files.map((path) => {
    const stem = stemOf(path)
    // a.png and a.jpg in one list keep their extensions.
    return { path, name: stems.get(stem) === 1 ? stem : basename(path), truth: truths.get(dirname(path))?.get(stem) ?? [] }
  })
}

/** By image stem: names and kinds of the truth folders beside `images` that hold a file for it. */
async function truthsBeside(images: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const { name, path, kind } of await foldersBeside(images)) {
    if (kind === null) continue
    for (const file of await readdir(path).catch(() => [])) {
      if (!truthEndings.includes(extname(file).toLowerCase())) continue
      const names = found.get(stemOf(file)) ?? []
      for (const n of [name, kind]) if (!names.includes(n)) names.push(n)
      found.set(stemOf(file), names)
    }
  }
  return found
}
