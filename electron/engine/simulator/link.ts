/** The cable or the radio: as fast as the host, or slow on demand. All streams share it. */
export class Link {
  private bytesPerSecond: number | null = null
  private freeAt = 0

  /** Null for as fast as it goes. */
  limit(bytesPerSecond: number | null): void {
    this.bytesPerSecond = bytesPerSecond
    this.freeAt = 0
  }

  async carry(bytes: number): Promise<void> {
    if (this.bytesPerSecond === null) return
    const now = performance.now()
    this.freeAt = Math.max(now, this.freeAt) + (bytes / this.bytesPerSecond) * 1000
    await new Promise((resolve) => setTimeout(resolve, this.freeAt - now))
  }
}
