/** Numbers that the store gives to what it holds; in a transaction of the caller. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { RunDetail } from '@shared/runs/run'

export async function next(c: DuckDBConnection, sequence: 'study_numbers' | 'model_numbers' | 'run_numbers' | 'sweep_numbers'): Promise<number> {
  return (await first(c, `SELECT nextval('${sequence}')::INTEGER`))!
}

/** Runs and sweeps of a file are grouped by their study. */
export async function studyNumber(c: DuckDBConnection, name: string, now: string): Promise<number> {
  const known = await first(c, 'SELECT id FROM studies WHERE name = $1', [name])
  if (known !== null) return known
  const id = await next(c, 'study_numbers')
  await c.run('INSERT INTO studies VALUES ($1, $2, $3)', [id, name, now])
  return id
}

export async function modelNumber(c: DuckDBConnection, { name, file, hash }: RunDetail['models'][number]): Promise<number> {
  const known = await first(c, 'SELECT id FROM models WHERE name = $1 AND file = $2 AND hash = $3', [name, file, hash])
  if (known !== null) return known
  const id = await next(c, 'model_numbers')
  await c.run('INSERT INTO models VALUES ($1, $2, $3, $4)', [id, name, file, hash])
  return id
}

async function first(c: DuckDBConnection, sql: string, values: string[] = []): Promise<number | null> {
  const value = (await c.runAndReadAll(sql, values)).getRows()[0]?.[0]
  return typeof value === 'number' ? value : null
}
