/** Brings a study file to today's version: new files from nothing, older ones step by step, each in one transaction. */
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import type { Database } from './database'
import { steps } from './migrations'

export const currentVersion = steps.length

/** @throws StudioError `unsupported` for a file of a newer studio, `unreadable` for a database that is no study */
export async function migrate(db: Database, until = currentVersion): Promise<void> {
  const version = await versionOf(db)
  if (version > currentVersion) {
    throw new StudioError('unsupported', 'This study was written by a newer studio', {
      why: `It has version ${version}, and this studio knows versions up to ${currentVersion}.`, fix: 'Update the studio, or choose another study file.', file: db.file
    })
  }
  for (let next = version; next < until; next++) {
    await db.write(async (connection) => {
      await connection.run(steps[next]!)
      await connection.run('UPDATE format SET version = $1', [next + 1])
    })
  }
}

/** What every version has had: a table called `format` others may have too. */
const firstTables = ['studies', 'models', 'runs', 'variants', 'inferences', 'phases', 'events']

async function versionOf(db: Database): Promise<number> {
  const tables = (await db.rows(z.object({ table_name: z.string() }), 'SELECT table_name FROM duckdb_tables()')).map((t) => t.table_name)
  if (tables.length === 0) {
    await db.write((connection) => connection.run('CREATE TABLE format (version INTEGER NOT NULL); INSERT INTO format VALUES (0)'))
    return 0
  }
  const [ours] = await db.rows(z.object({ n: z.number() }), `SELECT count(*)::INTEGER AS n FROM duckdb_columns() WHERE table_name = 'format' AND column_name = 'version' AND data_type = 'INTEGER'`)
  const rows = ours!.n > 0 ? await db.rows(z.object({ version: z.number().int() }), 'SELECT version FROM format') : []
  const told = rows[0]?.version, version = told === 0 || firstTables.every((t) => tables.includes(t)) ? told : undefined
  if (version === undefined) throw new StudioError('unreadable', 'This DuckDB database is not a study', { why: 'Its tables are not the studio\'s.', fix: 'Choose a study file, or a new name for one.', file: db.file })
  return version
}
