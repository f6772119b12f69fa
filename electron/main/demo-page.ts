/** The demo's hands: elements of the page by their test ids. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserWindow } from 'electron'
import { StudioError } from '@shared/errors'

const selector = (id: string): string => JSON.stringify(`[data-testid="${id}"]:not([disabled])`)

/** Waits until one of the elements is there and enabled. @returns its id */
export async function anyOf({ webContents }: BrowserWindow, ids: readonly string[], withinMs: number): Promise<string> {
  const until = Date.now() + withinMs
  while (Date.now() < until) {
    for (const id of ids) if ((await webContents.executeJavaScript(`document.querySelector(${selector(id)}) !== null`)) === true) return id
    await sleep(100)
  }
  throw new StudioError('incomplete', `The page did not show ${ids.join(' or ')} within ${withinMs / 1000} s`)
}

/** Clicks an element once it is there. */
export async function click(window: BrowserWindow, id: string, withinMs = 10_000): Promise<void> {
  await anyOf(window, [id], withinMs)
  await window.webContents.executeJavaScript(`document.querySelector(${selector(id)}).click()`)
}
