import { describe, expect, it } from 'vitest'
import { marked, search, type Entry } from '../../../renderer/app/palette/search'

const e = (id: string, kind: Entry['kind'], label: string, hint = ''): Entry => ({ id, kind, label, hint, run: () => {} })
const entries = [e('c1', 'Commands', 'Force block on or off'), e('c2', 'Commands', 'Open model'), e('b1', 'Blocks', 'S3 B3', 'human_parts only'), e('b2', 'Blocks', 'S1 B3'), e('i1', 'Images', 'g03')]
const ids = (q: string, only: Parameters<typeof search>[2] = null, recent: string[] = []) => search(entries, q, only, recent).groups.flatMap((g) => g.entries.map((x) => x.id))

describe('palette', () => {
  it('needs every word, in any order, and looks at hints and kinds too', () => {
    expect(ids('b3 s3')).toEqual(['b1'])
    expect(ids('block s3')).toEqual(['b1'])
    expect(ids('parts')).toEqual(['b1'])
    expect(ids('nothing')).toEqual([])
  })
  it('ranks a start of the label above its middle', () => expect(ids('o', 'Commands')).toEqual(['c2', 'c1']))
  it('narrows to a kind', () => expect(ids('3', 'Images')).toEqual(['i1']))
  it('puts what was used before first when nothing is typed', () => expect(ids('', null, ['i1', 'c2']).slice(0, 2)).toEqual(['i1', 'c2']))
  it('marks what matched, and takes the query literally', () => {
    expect(marked('Force block', 'bl')).toEqual([{ text: 'Force ', hit: false }, { text: 'bl', hit: true }, { text: 'ock', hit: false }])
    expect(marked('a+b', '+')).toEqual([{ text: 'a', hit: false }, { text: '+', hit: true }, { text: 'b', hit: false }])
  })
})
