/** A choice of few, as one control: arrow keys move, one is always chosen. */
import type { KeyboardEvent, ReactNode } from 'react'
import styles from './ui.module.css'

export interface Choice<T extends string> { value: T; label: ReactNode; title?: string; disabled?: boolean }

interface Props<T extends string> { label: string; value: T | null; choices: readonly Choice<T>[]; onChange(value: T): void; small?: boolean; testId?: string }

export function Segmented<T extends string>({ label, value, choices, onChange, small = false, testId }: Props<T>) {
  const enabled = choices.filter((c) => !c.disabled)
  const focusable = enabled.some((c) => c.value === value) ? value : (enabled[0]?.value ?? null)
  const key = (e: KeyboardEvent<HTMLButtonElement>) => {
    const by = e.key === 'ArrowRight' || e.key === 'ArrowDown' ? 1 : e.key === 'ArrowLeft' || e.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    e.preventDefault()
    const at = enabled.findIndex((c) => c.value === e.currentTarget.value)
    const next = enabled[(at + by + enabled.length) % enabled.length]
    if (!next) return
    onChange(next.value)
    e.currentTarget.parentElement?.querySelector<HTMLButtonElement>(`[value="${next.value}"]`)?.focus()
  }
  return (
    <div className={styles.seg} role="radiogroup" aria-label={label} data-small={small} data-testid={testId}>
      {choices.map((c) => (
        <button
          key={c.value} type="button" role="radio" value={c.value} title={c.title} disabled={c.disabled} aria-checked={c.value === value}
          aria-label={small ? c.title : undefined} tabIndex={c.value === focusable ? 0 : -1} onClick={() => onChange(c.value)} onKeyDown={key}
        >{c.label}</button>
      ))}
    </div>
  )
}
