/** One DuckDB file: a connection that reads, and one that writes a transaction at a time. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk, type DuckDBResultReader, type DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import { StudioError } from '@shared/errors'
import { makeFolder } from '../writing'
import { studyError } from './problems'

/** The system's lock keeps other processes away; within one, two instances of a file would damage it. */
const openHere = new Set<string>()

/** Nothing is loaded from the network, and nothing but the study is touched. */
const configuration = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }

export class Database {
  private last: Promise<unknown> = Promise.resolve()
  private constructor(readonly file: string, private readonly instance: DuckDBInstance, private readonly reader: DuckDBConnection, private readonly writer: DuckDBConnection) {}

  /** Opens or makes `file`. @throws StudioError where it is no database, is in use, damaged, or may not be written */
  static async open(name: string): Promise<Database> {
    const file = path.resolve(name)
    await makeFolder(path.dirname(file), file)
    const real = path.join(await fs.realpath(path.dirname(file)), path.basename(file))
    if (openHere.has(real)) throw new StudioError('refused', 'This study is already open', { fix: 'Close it first, or choose another study file.', file })
    openHere.add(real)
    try {
      const instance = await DuckDBInstance.create(real, configuration)
      return new Database(real, instance, await instance.connect(), await instance.connect())
    } catch (error) {
      openHere.delete(real)
      throw studyError(error, file)
    }
  }

  /** Small results, each row checked. */
  async rows<T>(schema: z.ZodType<T>, sql: string, values: DuckDBValue[] = []): Promise<T[]> {
    const result = await this.query(sql, values)
    return result.getRowObjectsJS().map((row) => {
      const parsed = schema.safeParse(row)
      if (parsed.success) return parsed.data
      const issue = parsed.error.issues[0]!
      throw new StudioError('unreadable', 'This study holds something unknown', { why: `${issue.path.join('.')}: ${issue.message}`, fix: 'Update the studio, or put a copy of the file back.', file: this.file })
    })
  }

  /** Large results, column by column. */
  async columns(sql: string, values: DuckDBValue[] = []): Promise<DuckDBValue[][]> {
    return (await this.query(sql, values)).getColumns()
  }

  /** Results too large to hold, chunk by chunk, in a connection of their own: a second query would cut them off. */
  async each(sql: string, values: DuckDBValue[], onChunk: (chunk: DuckDBDataChunk) => void): Promise<void> {
    const connection = await this.instance.connect()
    try {
      const result = await connection.stream(sql, values)
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) onChunk(chunk)
    } catch (error) {
      throw studyError(error, this.file)
    } finally {
      connection.closeSync()
    }
  }

  private async query(sql: string, values: DuckDBValue[]): Promise<DuckDBResultReader> {
    try {
      return await this.reader.runAndReadAll(sql, values)
    } catch (error) {
      throw studyError(error, this.file)
    }
  }

  /** Runs `work` in a transaction of its own, after those before it: all of it is stored, or none. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const next = this.last.then(() => this.transaction(work))
    this.last = next.catch(() => undefined)
    return next
  }

  private async transaction<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    try {
      await this.writer.run('BEGIN TRANSACTION')
      const result = await work(this.writer)
      await this.writer.run('COMMIT')
      return result
    } catch (error) {
      // A failed COMMIT has ended the transaction already, and DuckDB refuses a second end.
      await this.writer.run('ROLLBACK').catch(() => undefined)
      throw studyError(error, this.file)
    }
  }

  /** Waits for what is being written, and folds the log into the file. */
  async close(): Promise<void> {
    await this.last
    try {
      await this.writer.run('CHECKPOINT')
    } catch (error) {
      throw studyError(error, this.file)
    } finally {
      this.abandon()
    }
  }

  /** Lets go of the file as it is. */
  abandon(): void {
    this.reader.closeSync()
    this.writer.closeSync()
    this.instance.closeSync()
    openHere.delete(this.file)
  }
}
