/** DuckDB's appender, which is many times faster than INSERT. It works in the connection's transaction. */
import { DuckDBDataChunk, type DuckDBAppender, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'

export type Row = DuckDBValue[]

/** DuckDB takes rows in chunks of at most so many. */
const chunkRows = 2048

export async function appendRows(c: DuckDBConnection, table: string, rows: readonly Row[]): Promise<void> {
  if (rows.length > 0) await appendChunks(c, table, rows.length, (chunk, from, to) => chunk.setRows(rows.slice(from, to)))
}

/** @param fill puts rows `from`…`to` into an empty chunk of the table's types */
export async function appendChunks(c: DuckDBConnection, table: string, rows: number, fill: (chunk: DuckDBDataChunk, from: number, to: number) => void): Promise<void> {
  const appender = await c.createAppender(table), types = typesOf(appender)
  for (let from = 0; from < rows; from += chunkRows) {
    const to = Math.min(from + chunkRows, rows), chunk = DuckDBDataChunk.create(types, to - from)
    fill(chunk, from, to)
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

const typesOf = (appender: DuckDBAppender) => Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i))
