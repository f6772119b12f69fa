/** 10 000 generated checkpoints: `npx tsx test/bench/fuzz.ts [cases] [first seed]`. Exit code 1 if any of them ended badly. */
import { pathToFileURL } from 'node:url'
import { fuzzReaders, type FuzzFigures } from '../fuzz/support/readers'

export { fuzzReaders, type FuzzFigures }

async function main(): Promise<void> {
  const [cases = 10_000, first = 0] = process.argv.slice(2).map(Number)
  const figures = await fuzzReaders(cases, first)
  console.log(JSON.stringify(figures, null, 2))
  if (figures.failures.length > 0 || figures.executed > 0) process.exitCode = 1
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
