import type { DocumentDatabase } from '@vmrkit/core';

/** An empty database for one test, and what the suite may do with it. */
export interface OpenedDatabase {
  readonly database: DocumentDatabase;
  /**
   * Closes what is open and opens the same documents again, as a restarted process does. Absent where documents do
   * not outlive the connection.
   */
  readonly reopen?: () => Promise<DocumentDatabase>;
  /** Removes what the test left behind, after everything was closed. */
  readonly dispose?: () => Promise<void>;
}
