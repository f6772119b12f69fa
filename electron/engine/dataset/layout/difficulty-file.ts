/** How hard each image is, as a data set says itself: `complexity.csv` with the columns `name` and `complexity`. */
import { join } from 'node:path'
import { StudioError } from '@shared/errors'
import { readFileBounded } from '../../file'
import { plainName, type Listings } from './listings'

const fileName = 'complexity.csv'
const largest = 64 * 2 ** 20

export interface Difficulties {
  byName: ReadonlyMap<string, number>
  /** False where values were beyond 0…1 and have been stretched to it. */
  asTheyAre: boolean
}

/** Null where there is no such file. */
export async function readDifficulties(root: string, listings: Listings): Promise<Difficulties | null> {
  if (!(await listings.names(root))?.includes(fileName)) return null
  const file = join(root, fileName)
  const lines = new TextDecoder().decode(await readFileBounded(file, largest)).split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const cells = (line: string): string[] => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  const header = cells(lines[0] ?? '').map((name) => name.toLowerCase())
  const nameAt = header.indexOf('name'), valueAt = header.indexOf('complexity')
  if (nameAt < 0 || valueAt < 0) {
    throw new StudioError('mismatch', 'This complexity.csv cannot be used', { why: `Its columns are ${header.join(', ')}; name and complexity are needed`, fix: 'Correct its first line, or take it away.', file })
  }
  const rows = lines.slice(1).map(cells).map((row) => [plainName(row[nameAt] ?? ''), Number(row[valueAt] || NaN)] as const).filter(([, value]) => Number.isFinite(value))
  const low = rows.reduce((a, [, v]) => Math.min(a, v), Infinity), high = rows.reduce((a, [, v]) => Math.max(a, v), -Infinity)
  const asTheyAre = rows.length === 0 || (low >= 0 && high <= 1)
  return { byName: new Map(rows.map(([name, v]) => [name, asTheyAre ? v : high > low ? (v - low) / (high - low) : 0.5])), asTheyAre }
}
