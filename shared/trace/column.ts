/** Numbers that arrive one by one, kept in one typed array that doubles as it fills. */
export class Column {
  private data = new Float64Array(256)
  private count = 0

  get length(): number {
    return this.count
  }

  /** A view, not a copy: good until the next `push`. */
  get values(): Float64Array {
    return this.data.subarray(0, this.count)
  }

  push(value: number): void {
    if (this.count === this.data.length) {
      const larger = new Float64Array(2 * this.count)
      larger.set(this.data)
      this.data = larger
    }
    this.data[this.count++] = value
  }
}
