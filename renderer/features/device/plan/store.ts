/** The plan as it is being made: a protocol, and which variants it compares. */
import { z } from 'zod'
import { create } from 'zustand'
import { planSchema, presets, type Plan, type Variant } from '@shared/device/plan'
import { planSeconds } from '@shared/device/schedule'
import { variantsOf } from '@shared/device/variants'
import { useSession } from '../../../state/session'
import { isDefault } from '../../inspect/settings'
import { useInspect } from '../../inspect/store'
import type { Protocol } from './fields'

export type Preset = keyof typeof presets
export const presetNames: readonly Preset[] = ['quick', 'standard', 'publication']

export function protocolOf(preset: Preset): Protocol {
  const { label: _label, about: _about, ...protocol } = presets[preset]
  return protocol
}

interface Draft {
  protocol: Protocol
  /** Which variants beside the baseline are in. */
  adaptive: boolean
  /** The settings of the inspect page, where they were changed by hand. */
  manual: boolean
  editing: boolean
}

const key = 'studio.device.plan'
const keptSchema = planSchema.omit({ variants: true, version: true })

function load(): Protocol {
  try {
    const kept = keptSchema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'))
    return kept.success ? kept.data : protocolOf('quick')
  } catch {
    return protocolOf('quick') // a plan that cannot be read is as good as none
  }
}

export const usePlan = create<Draft>(() => ({ protocol: load(), adaptive: true, manual: true, editing: false }))
usePlan.subscribe((s, before) => { if (s.protocol !== before.protocol) localStorage.setItem(key, JSON.stringify(s.protocol)) })

export const choosePreset = (preset: Preset): void => usePlan.setState({ protocol: protocolOf(preset) })

/** A change by hand makes a preset a plan of one's own, and back when it says the same. */
export function edit(protocol: Protocol): void {
  const same = presetNames.find((name) => JSON.stringify({ ...protocolOf(name), preset: 'custom' }) === JSON.stringify({ ...protocol, preset: 'custom' }))
  usePlan.setState({ protocol: { ...protocol, preset: same ?? 'custom' } })
}

export interface Choice { variant: Variant; on: boolean; /** The baseline is always in. */ fixed: boolean; about: string }

/** Every variant that can be compared now. */
export function useVariants(): Choice[] {
  const model = useSession((s) => s.model)
  const manual = useInspect((s) => s.manual)
  const { adaptive: withAdaptive, manual: withManual } = usePlan()
  if (!model || model.kind === 'plain') return []
  const kind = model.kind
  const choices = variantsOf([{ name: model.name, kind }]).map((variant): Choice => variant.settings.static
    ? { variant, on: true, fixed: true, about: 'baseline: every block runs' }
    : { variant, on: withAdaptive, fixed: false, about: 'the policy left alone' })
  if (kind === 'adaptive' && !isDefault(manual)) choices.push({ variant: { id: 'manual', label: 'Manual', model: 0, settings: manual }, on: withManual, fixed: false, about: 'your changes in Inspect' })
  return choices
}

export const planOf = (protocol: Protocol, choices: readonly Choice[]): Plan => ({ version: 1, ...protocol, variants: choices.filter((c) => c.on).map((c) => c.variant) })

/** How long a protocol takes, in seconds; null where it cannot be told. */
export function estimate(protocol: Protocol, variants: readonly Variant[], latencyMs: Readonly<Record<string, number>> = {}): { least: number; most: number } | null {
  const plan = planSchema.safeParse({ version: 1, ...protocol, variants })
  return plan.success ? planSeconds(plan.data, latencyMs) : null
}

/** What keeps a plan from being run, in words; null when nothing does. */
export function planProblem(protocol: Protocol, choices: readonly Choice[]): string | null {
  const parsed = planSchema.safeParse(planOf(protocol, choices))
  return parsed.success ? null : z.prettifyError(parsed.error).split('\n')[0] ?? 'The plan is not complete'
}
