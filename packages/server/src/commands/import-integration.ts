import { readFile } from 'node:fs/promises';
import { InvalidInputError, type TriedMailbox } from '@vmrkit/core';
import { withKit } from '../runtime/with-kit.ts';

/** What `vmrkit integration import` is told. */
export interface ImportOptions {
  readonly file: string;
  readonly config: string | null;
  readonly dryRun: boolean;
}

/**
 * `vmrkit integration import FILE`: checks a record and, unless it is a dry run, saves it and tries its connection. One
 * JSON line says what; trouble with the connection is told there, and undoes nothing.
 */
export async function importIntegration({ file, config, dryRun }: ImportOptions): Promise<string> {
  const json = await readRecord(file);
  const { record, previous, connection } = await withKit(config, async (kit) => {
    const book = await kit.get('integrationBook');
    return dryRun ? { ...(await book.check(json)), connection: [] } : book.save(json);
  });
  return JSON.stringify({
    id: record.id,
    tenant_id: record.tenantId,
    name: record.general.name,
    action: previous === null ? 'created' : 'replaced',
    dry_run: dryRun,
    connection: connection.map(describe),
  });
}

function describe({ email, trouble }: TriedMailbox) {
  const error = trouble === null ? null : { code: trouble.code, message: trouble.message };
  return { mailbox: email, error };
}

async function readRecord(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new InvalidInputError(`The file ${file} ${why}.`, { code: 'ERR_INTEGRATION_FILE', cause });
  }
}
