import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { LienThongError } from '../errors';
import { ignore } from './build-schema';

const CHUNK_BYTES = 128 * 1024;
/** More than any row takes in UTF-8; a row longer than that is an error of the generator. */
const ROW_BYTES = 4096;

/** The text of an absent value in COPY's text format. */
export const NULL = '\\N';

/** Collects the rows of one table as COPY text; `write` hands full chunks on and waits while the database is behind. */
export class TableCopy {
  rows = 0;
  private chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private used = 0;
  private readonly waiting: Buffer[] = [];

  private constructor(
    readonly table: string,
    private readonly client: pg.Client,
    private readonly stream: CopyStreamQuery,
    private readonly done: Promise<void>,
  ) {}

  /**
   * Makes the empty table `build.<table>` like the register's, with its checks but no index, and starts to fill it in
   * the same transaction, so that the rows are frozen and, with wal_level=minimal, not written ahead.
   */
  static async open(config: pg.ClientConfig, table: string, columns: readonly string[]): Promise<TableCopy> {
    const client = new pg.Client(config);
    client.on('error', ignore);
    await client.connect();
    try {
      await client.query('begin');
      await client.query(
        `set local search_path to pg_catalog; set local synchronous_commit to off;
         set local statement_timeout to 0; set local idle_in_transaction_session_timeout to 0`,
      );
      await client.query(
        `create table build.${table} (like register.${table}
           including defaults including generated including comments including storage including constraints)`,
      );
      const stream = client.query(copyFrom(`copy build.${table} (${columns.join(', ')}) from stdin with (freeze)`));
      const done = finished(stream);
      done.catch(ignore);
      return new TableCopy(table, client, stream, done);
    } catch (cause) {
      await client.end();
      throw cause;
    }
  }

  /** Adds a row in COPY's text format, ended by a line feed. Names and codes of a nation need no escapes. */
  add(row: string): void {
    this.used += this.chunk.write(row, this.used, 'utf8');
    this.rows += 1;
    if (this.used + ROW_BYTES > CHUNK_BYTES) this.cut();
  }

  /** Whether a chunk is complete and to be written. */
  get full(): boolean {
    return this.waiting.length > 0;
  }

  /** Sends the complete chunks. */
  async write(): Promise<void> {
    for (const chunk of this.waiting.splice(0)) {
      if (!this.stream.write(chunk)) await Promise.race([once(this.stream, 'drain'), this.done]);
    }
  }

  private cut(): void {
    this.waiting.push(this.chunk.subarray(0, this.used));
    this.chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.used = 0;
  }

  /** Sends the rest and commits; throws DATABASE_FAILED when the database refused a row. */
  async close(): Promise<void> {
    try {
      if (this.used > 0) this.cut();
      await this.write();
      this.stream.end();
      await this.done;
      await this.client.query('commit');
    } catch (cause) {
      throw new LienThongError('DATABASE_FAILED', `The table ${this.table} could not be filled.`, {}, { cause });
    } finally {
      await this.client.end();
    }
  }

  /** Gives up; the table is rolled back. */
  async abort(): Promise<void> {
    this.stream.destroy();
    await this.client.end().catch(ignore);
  }
}
