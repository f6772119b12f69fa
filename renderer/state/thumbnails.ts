/** Thumbnails on demand: a few at a time, newest wish first, and only as many kept as a long scroll needs. */
import { useEffect, useState } from 'react'
import { toErrorValue } from '@shared/errors'
import { call, onEngineRestart } from './engine'
import { Lru } from './lru'

const atOnce = 4
const cache = new Lru<string, string>(600, (url) => { if (url) URL.revokeObjectURL(url) })
/** Tells those who wait; an empty text means that the image could not be read. */
const waiting = new Map<string, Set<(url: string) => void>>()
const active = new Set<string>()
let running = 0

/** The engine is away: what waits goes on when the next one is there. */
let lost = false
onEngineRestart(() => { lost = false; pump() })

function pump(): void {
  while (running < atOnce && !lost) {
    const next = [...waiting.keys()].reverse().find((k) => !active.has(k))
    if (next === undefined) return
    void load(next)
  }
}
async function load(key: string): Promise<void> {
  running++
  active.add(key)
  const [size, path] = split(key)
  let url = ''
  try {
    const { data, type } = await call('images.thumbnail', { path, size })
    url = URL.createObjectURL(new Blob([new Uint8Array(data)], { type }))
  } catch (error) {
    // Drawn as an image that cannot be read; selecting it says why. A lost engine says nothing about the image.
    if (toErrorValue(error).code === 'engine-lost') lost = true
  } finally {
    running--
    active.delete(key)
  }
  if (lost && url === '') return
  cache.set(key, url)
  for (const tell of waiting.get(key) ?? []) tell(url)
  waiting.delete(key)
  pump()
}

const join = (path: string, size: number): string => `${size}|${path}`
const split = (key: string): [number, string] => { const i = key.indexOf('|'); return [Number(key.slice(0, i)), key.slice(i + 1)] }

/** URL of a thumbnail; null while it loads, empty when the image cannot be read. */
export function useThumbnail(path: string, size: number): string | null {
  const key = join(path, size)
  const [state, setState] = useState<{ key: string; url: string | null }>(() => ({ key, url: cache.get(key) ?? null }))
  useEffect(() => {
    const known = cache.get(key)
    if (known !== undefined) return setState({ key, url: known })
    const tell = (url: string): void => setState({ key, url })
    const set = waiting.get(key) ?? new Set()
    set.add(tell)
    waiting.set(key, set)
    pump()
    return () => {
      set.delete(tell)
      if (set.size === 0 && !active.has(key)) waiting.delete(key)
    }
  }, [key])
  return state.key === key ? state.url : (cache.peek(key) ?? null)
}
