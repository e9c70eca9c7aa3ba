/** What may be bound to a statement here. */
export type SqliteValue = string | number;

/** A prepared statement, shaped like `StatementSync` of `node:sqlite`. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown;
  /** The first row, or undefined. */
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/** An open file, shaped like `DatabaseSync` of `node:sqlite`. */
export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

/** A way to SQLite. */
export interface SqliteDriver {
  readonly name: string;
  /** Opens a file, making it when there is none. Rejects when this Node.js has no such driver. */
  open(file: string): Promise<SqliteConnection>;
}
