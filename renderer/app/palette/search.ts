/** Finding entries: every word must occur; better places rank higher. */
export const kinds = ['Blocks', 'Commands', 'Images', 'Recent'] as const
export type Kind = (typeof kinds)[number]

export interface Entry { id: string; kind: Kind; label: string; hint?: string; keywords?: string; shortcut?: string; run(): void }

export interface Group { kind: Kind | 'Recently used'; entries: Entry[] }

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean)

/** Smaller is better; null when a word is missing. */
function rank(e: Entry, words: readonly string[]): number | null {
  const label = e.label.toLowerCase()
  const rest = `${e.hint ?? ''} ${e.keywords ?? ''} ${e.kind}`.toLowerCase()
  let score = 0
  for (const w of words) {
    const at = label.indexOf(w)
    if (at === 0) continue
    if (at > 0) score += /\W/.test(label[at - 1]!) ? 1 : 2
    else if (rest.includes(w)) score += 4
    else return null
  }
  return score
}

/**
 * Groups of what fits, in the order of `kinds`, at most `limit` per group.
 * @param only keeps one kind
 */
export function search(entries: readonly Entry[], query: string, only: Kind | null, recent: readonly string[], limit = 8): { groups: Group[]; total: number } {
  const words = wordsOf(query)
  const pool = only ? entries.filter((e) => e.kind === only) : entries
  if (words.length === 0) {
    const before = recent.flatMap((id) => pool.filter((e) => e.id === id))
    const rest = pool.filter((e) => !recent.includes(e.id))
    const order: readonly Kind[] = ['Commands', 'Recent', 'Blocks', 'Images']
    const groups = order.map((kind): Group => ({ kind, entries: rest.filter((e) => e.kind === kind).slice(0, only ? 40 : kind === 'Commands' ? 6 : 3) }))
    return { groups: [{ kind: 'Recently used' as const, entries: before }, ...groups].filter((g) => g.entries.length > 0), total: pool.length }
  }
  const found = pool.flatMap((e) => { const score = rank(e, words); return score === null ? [] : [{ e, score }] }).sort((a, b) => a.score - b.score)
  const groups = kinds.map((kind): Group => ({ kind, entries: found.filter((f) => f.e.kind === kind).slice(0, only ? 40 : limit).map((f) => f.e) }))
  return { groups: groups.filter((g) => g.entries.length > 0), total: found.length }
}

/** A label cut where words of the query match. */
export function marked(label: string, query: string): { text: string; hit: boolean }[] {
  const words = wordsOf(query).map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (words.length === 0) return [{ text: label, hit: false }]
  const split = label.split(new RegExp(`(${words.join('|')})`, 'gi'))
  return split.map((text, i) => ({ text, hit: i % 2 === 1 })).filter((p) => p.text !== '')
}
