/** The tokens as a canvas needs them, read anew when the theme changes. */
import type { Token } from './view'

export type Colors = Record<Token, string> & { light: boolean; font: string }

const tokens: readonly Token[] = ['static', 'adapt', 'run', 'tx', 'tx2', 'tx3', 'line2', 'grid', 'warn', 'bad', 'panel', 'warn-bg', 'on-static', 'accent']

export function readColors(): Colors {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  const entries = Object.fromEntries(tokens.map((t) => [t, of(t)])) as Record<Token, string>
  return { ...entries, light: style.colorScheme.includes('light'), font: of('sans') || 'sans-serif' }
}
