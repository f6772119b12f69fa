/** One DuckDB file: a connection that reads, and one that writes a transaction at a time. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk, type DuckDBResultReader, type DuckDBType, type DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import { StudioError } from '@shared/errors'
import { makeFolder } from '../writing'
import { isFatal, studyError, unknownContent } from './problems'

/** The system's lock keeps other processes away; within one, two instances of a file would damage it. */
const openHere = new Set<string>()

/** Nothing is loaded from the network. */
const configuration = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }

interface Connections { instance: DuckDBInstance; reader: DuckDBConnection; writer: DuckDBConnection }

async function connect(file: string): Promise<Connections> {
  const instance = await DuckDBInstance.create(file, configuration)
  return { instance, reader: await instance.connect(), writer: await instance.connect() }
}

export class Database {
  private last: Promise<unknown> = Promise.resolve()
  private reopening: Promise<Connections> | null = null
  /** Null after a failure that DuckDB does not survive, such as a full disk while it folds its log into the file: the next use opens it again. */
  private constructor(readonly file: string, private connections: Connections | null) {}

  /** Opens or makes `file`. @throws StudioError where it is no database, is in use, damaged, or may not be written */
  static async open(name: string): Promise<Database> {
    const file = path.resolve(name)
    await makeFolder(path.dirname(file), file)
    const real = path.join(await fs.realpath(path.dirname(file)), path.basename(file))
    if (openHere.has(real)) throw new StudioError('refused', 'This study is already open', { fix: 'Close it first, or choose another study file.', file })
    openHere.add(real)
    try {
      return new Database(real, await connect(real))
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
      if (!parsed.success) throw unknownContent(parsed.error, this.file)
      return parsed.data
    })
  }

  /** Large results, column by column. */
  async columns(sql: string, values: DuckDBValue[] = [], types?: DuckDBType[]): Promise<DuckDBValue[][]> {
    return (await this.query(sql, values, types)).getColumns()
  }

  /** Results too large to hold, chunk by chunk, in a connection of their own: a second query would cut them off. */
  async each(sql: string, values: DuckDBValue[], onChunk: (chunk: DuckDBDataChunk) => void): Promise<void> {
    await this.telling(async ({ instance }) => {
      const connection = await instance.connect()
      try {
        const result = await connection.stream(sql, values)
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) onChunk(chunk)
      } finally {
        connection.closeSync()
      }
    })
  }

  private query(sql: string, values: DuckDBValue[], types?: DuckDBType[]): Promise<DuckDBResultReader> {
    return this.telling(({ reader }) => reader.runAndReadAll(sql, values, types))
  }

  /** Runs `work` in a transaction of its own, after those before it: all of it is stored, or none. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const next = this.last.then(() => this.telling(async ({ writer }) => {
      await writer.run('BEGIN TRANSACTION')
      try {
        const result = await work(writer)
        await writer.run('COMMIT')
        return result
      } catch (error) {
        // A failed COMMIT has ended the transaction already, and DuckDB refuses a second end.
        await writer.run('ROLLBACK').catch(() => undefined)
        throw error
      }
    }))
    this.last = next.catch(() => undefined)
    return next
  }

  private async telling<T>(use: (connections: Connections) => Promise<T>): Promise<T> {
    try {
      return await use(this.connections ?? await this.reopen())
    } catch (error) {
      if (isFatal(error)) this.disconnect()
      throw studyError(error, this.file)
    }
  }

  private reopen(): Promise<Connections> {
    this.reopening ??= connect(this.file).then((connections) => (this.connections = connections)).finally(() => { this.reopening = null })
    return this.reopening
  }

  /** Waits for what is being written, and folds the log into the file. @throws StudioError where that fails; the log then stays beside it with all it holds */
  async close(): Promise<void> {
    await this.last
    try {
      await this.telling(({ writer }) => writer.run('CHECKPOINT'))
    } catch (error) {
      throw error instanceof StudioError ? new StudioError(error.value.code, error.value.message, { ...error.value, fix: `What was written since it was opened is in ${path.basename(this.file)}.wal beside it: keep both. ${error.value.fix ?? ''}`.trim() }) : error
    } finally {
      this.abandon()
    }
  }

  /** Lets go of the file as it is. */
  abandon(): void {
    this.disconnect()
    openHere.delete(this.file)
  }

  private disconnect(): void {
    if (!this.connections) return
    const { reader, writer, instance } = this.connections
    this.connections = null
    reader.closeSync()
    writer.closeSync()
    instance.closeSync()
  }
}
