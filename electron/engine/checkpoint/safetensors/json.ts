/**
 * A strict JSON reader with bounds, for headers from strangers: `JSON.parse` merges duplicate keys silently and takes any
 * depth and any number of values. Objects become Maps, so no key is special.
 */
import { limits } from '../limits'

export type Json = null | boolean | number | string | Json[] | Map<string, Json>

/** `limit` where the text is well-formed so far but too large. */
export class JsonError extends Error {
  constructor(message: string, readonly at: number, readonly kind: 'malformed' | 'limit' | 'duplicate' = 'malformed') {
    super(message)
  }
}

/** Parses all of `text`. @throws JsonError */
export function parseJson(text: string): Json {
  const parser = new Parser(text)
  const value = parser.value(0)
  parser.end()
  return value
}

const numeral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const space = /[ \t\n\r]*/y

class Parser {
  private at = 0
  private values = 0

  constructor(private readonly text: string) {}

  /** Recurses at most `limits.jsonDepth` deep. */
  value(depth: number): Json {
    if (depth > limits.jsonDepth) throw new JsonError(`values nested deeper than ${limits.jsonDepth}`, this.at, 'limit')
    if (++this.values > limits.jsonValues) throw new JsonError(`more than ${limits.jsonValues} values`, this.at, 'limit')
    this.skip()
    switch (this.text[this.at]) {
      case '{': return this.object(depth)
      case '[': return this.array(depth)
      case '"': return this.string()
      case 't': return this.word('true', true)
      case 'f': return this.word('false', false)
      case 'n': return this.word('null', null)
      default: return this.number()
    }
  }

  end(): void {
    this.skip()
    if (this.at < this.text.length) throw new JsonError('text after the end', this.at)
  }

  private object(depth: number): Map<string, Json> {
    const object = new Map<string, Json>()
    this.at++
    if (this.take('}')) return object
    do {
      this.skip()
      if (this.text[this.at] !== '"') throw new JsonError('a key is missing', this.at)
      const at = this.at
      const key = this.string()
      if (object.has(key)) throw new JsonError(key, at, 'duplicate')
      if (!this.take(':')) throw new JsonError('a colon is missing', this.at)
      object.set(key, this.value(depth + 1))
    } while (this.take(','))
    if (!this.take('}')) throw new JsonError('an object does not end', this.at)
    return object
  }

  private array(depth: number): Json[] {
    const array: Json[] = []
    this.at++
    if (this.take(']')) return array
    do array.push(this.value(depth + 1))
    while (this.take(','))
    if (!this.take(']')) throw new JsonError('a list does not end', this.at)
    return array
  }

  private string(): string {
    const start = this.at
    let end = this.text.indexOf('"', start + 1)
    while (end > 0 && this.escaped(end)) end = this.text.indexOf('"', end + 1)
    if (end < 0) throw new JsonError('a string does not end', start)
    this.at = end + 1
    const raw = this.text.slice(start + 1, end)
    if (!/[\\\u0000-\u001f]/.test(raw)) return raw
    try {
      return String(JSON.parse(`"${raw}"`))
    } catch {
      throw new JsonError('a string is malformed', start)
    }
  }

  private escaped(at: number): boolean {
    let slashes = 0
    while (this.text[at - 1 - slashes] === '\\') slashes++
    return slashes % 2 === 1
  }

  private number(): number {
    numeral.lastIndex = this.at
    const match = numeral.exec(this.text)
    if (!match) throw new JsonError('a value is missing', this.at)
    this.at = numeral.lastIndex
    return Number(match[0])
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw new JsonError('a value is malformed', this.at)
    this.at += word.length
    return value
  }

  private take(character: string): boolean {
    this.skip()
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  private skip(): void {
    space.lastIndex = this.at
    space.exec(this.text)
    this.at = space.lastIndex
  }
}
