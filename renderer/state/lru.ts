/** A map that forgets what was not used for longest. */
export class Lru<K, V> {
  private readonly map = new Map<K, V>()
  /** @param dropped is told of every value that leaves, also when it is replaced */
  constructor(private readonly limit: number, private readonly dropped: (value: V) => void = () => {}) {}

  get(key: K): V | undefined {
    const value = this.map.get(key)
    if (value === undefined) return undefined
    this.map.delete(key)
    this.map.set(key, value)
    return value
  }

  /** Looks without counting as a use. */
  peek(key: K): V | undefined { return this.map.get(key) }

  set(key: K, value: V): void {
    const old = this.map.get(key)
    if (old !== undefined) { this.map.delete(key); if (old !== value) this.dropped(old) }
    this.map.set(key, value)
    for (const [oldest, gone] of this.map) {
      if (this.map.size <= this.limit) break
      this.map.delete(oldest)
      this.dropped(gone)
    }
  }

  clear(): void {
    for (const value of this.map.values()) this.dropped(value)
    this.map.clear()
  }

  get size(): number { return this.map.size }
}
