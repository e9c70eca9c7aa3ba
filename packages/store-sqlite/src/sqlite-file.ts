import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { migrate } from './migrations.ts';
import type { SqliteConnection, SqliteDriver, SqliteStatement, SqliteValue } from './sqlite-driver.ts';
import { asUnavailable, cannotOpen, inUse, isBusy } from './store-fault.ts';

/**
 * Waits 5 s for another process's transaction; a commit is on the disk when it returns. 16 MB of pages hold the inner ones
 * of a million conferences.
 */
const PRAGMAS = [
  'busy_timeout = 5000',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'cache_size = -16384',
  'journal_size_limit = 67108864',
];

/** How a file is opened. */
export interface SqliteOpening {
  readonly driver: SqliteDriver;
  /** No other process may have it open, from now until it is closed. */
  readonly alone: boolean;
}

/**
 * One open database file: statements prepared once, transactions, and errors as the port has them. The file and
 * its directory are made when they are missing; the file is readable by its owner alone (0600).
 */
export class SqliteFile {
  /**
   * Opens, or makes, `file` and brings its tables up to date. Rejects with `ERR_STORE_UNAVAILABLE`, `_VERSION`, `_DRIVER`;
   * to be opened alone, with `_IN_USE` while another process has it open.
   */
  static async open(file: string, { driver, alone }: SqliteOpening): Promise<SqliteFile> {
    let opened: SqliteFile | null = null;
    try {
      makePrivate(file);
      opened = new SqliteFile(await driver.open(file));
      // Asked before the file is read, SQLite takes the lock that keeps others out, and keeps it. It waits for nobody.
      const pragmas = alone ? ['locking_mode = EXCLUSIVE', ...PRAGMAS.slice(1)] : PRAGMAS;
      for (const pragma of pragmas) opened.exec(`PRAGMA ${pragma}`);
      migrate(opened);
      return opened;
    } catch (error) {
      try {
        opened?.close();
      } catch {
        // What made opening fail makes closing fail as well; the first error says more.
      }
      throw alone && isBusy(error) ? inUse(file, error) : cannotOpen(file, error);
    }
  }

  readonly #connection: SqliteConnection;
  readonly #statements = new Map<string, SqliteStatement>();
  #open = true;

  private constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** Runs statements that take no values. */
  exec(sql: string): void {
    this.#translated(() => this.#connection.exec(sql));
  }

  run(sql: string, ...values: SqliteValue[]): void {
    this.#translated(() => this.#statement(sql).run(...values));
  }

  /** The first row, or null. The caller names the row that its SQL selects. */
  get<Row>(sql: string, ...values: SqliteValue[]): Row | null {
    return this.#translated(() => (this.#statement(sql).get(...values) as Row | undefined) ?? null);
  }

  /** All rows. The caller names the row that its SQL selects. */
  all<Row>(sql: string, ...values: SqliteValue[]): Row[] {
    return this.#translated(() => this.#statement(sql).all(...values) as Row[]);
  }

  /** Does `work` in one transaction, durable when this returns. When it throws, what was written may be or not. */
  transaction<Result>(work: () => Result): Result {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Lets go of the file. Later calls throw `ERR_STORE_UNAVAILABLE`. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#translated(() => {
      // The bundled driver holds the file until its statements are collected: the log must not wait for that.
      try {
        this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        this.#connection.close();
      }
    });
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #rollBack(): void {
    try {
      this.#connection.exec('ROLLBACK');
    } catch {
      // SQLite rolls back by itself after the worst errors, and then refuses to do it again.
    }
  }

  #translated<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

/** Makes the file with its directory, both for their owner alone, before SQLite does it with wider rights. */
function makePrivate(file: string): void {
  const directory = dirname(resolve(file));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
