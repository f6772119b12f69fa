/**
 * Average linkage (UPGMA, Sokal & Michener 1958) of weighted binary masks under the Hamming distance.
 * A group is told by how often each block ran in it: the mean distance between the members of two groups is Σ f(1−g) + g(1−f), so no table of
 * distances is needed. Groups are merged along chains of nearest neighbours (Murtagh 1983), which gives the same tree as always merging the nearest two.
 */
export interface Weighted { /** 1 or 0 for each block; or shares, of a group that is told already. */ f: Float64Array; weight: number }

export interface Group { f: Float64Array; weight: number; members: number[] }
interface Merge { a: Group; b: Group; into: Group; height: number }

/** Mean number of blocks in which a member of one group differs from a member of the other. */
export function distance(f: ArrayLike<number>, g: ArrayLike<number>): number {
  let sum = 0
  for (let b = 0; b < f.length; b++) sum += f[b]! + g[b]! - 2 * f[b]! * g[b]!
  return sum
}

export function bitsOf(mask: string): Float64Array {
  const bits = new Float64Array(mask.length)
  for (let b = 0; b < mask.length; b++) if (mask.charCodeAt(b) === 49) bits[b] = 1
  return bits
}

/**
 * @param points of one length
 * @returns cuts the tree where `k` groups are left: indices of the members of each, its weight, and how often each block ran in it
 */
export function averageLinkage(points: readonly Weighted[]): (k: number) => Group[] {
  const singles = points.map(({ f, weight }, i): Group => ({ f, weight, members: [i] })), tree = merges(singles)
  return (k) => {
    const live = new Set(singles)
    for (const { a, b, into } of tree.slice(0, Math.max(0, points.length - Math.max(1, k)))) {
      live.delete(a)
      live.delete(b)
      live.add(into)
    }
    return [...live]
  }
}

/** All merges, nearest first. A merge never comes before those that made its groups: heights of average linkage do not fall. */
function merges(singles: readonly Group[]): Merge[] {
  const active = new Set(singles), chain: Group[] = [], out: Merge[] = []
  while (active.size > 1) {
    if (chain.length === 0) chain.push(active.values().next().value!)
    const top = chain.at(-1)!, before = chain.at(-2)
    // Ties go to the group that the chain came from, so that it ends.
    let nearest = before ?? null, least = before ? distance(top.f, before.f) : Infinity
    for (const other of active) {
      if (other === top) continue
      const d = distance(top.f, other.f)
      if (d < least - 1e-12) { least = d; nearest = other }
    }
    if (before === undefined || nearest !== before) { chain.push(nearest!); continue }
    chain.length -= 2
    const into = join(top, before)
    active.delete(top)
    active.delete(before)
    active.add(into)
    out.push({ a: top, b: before, into, height: least })
  }
  return out.map((m, i) => ({ ...m, i })).sort((p, q) => (Math.abs(p.height - q.height) > 1e-12 ? p.height - q.height : p.i - q.i))
}

function join(a: Group, b: Group): Group {
  const weight = a.weight + b.weight
  return { weight, members: [...a.members, ...b.members], f: a.f.map((x, i) => (x * a.weight + b.f[i]! * b.weight) / weight) }
}
