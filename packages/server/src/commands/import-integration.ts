import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '@vmrkit/core';
import { withIntegrationBook } from './with-integration-book.ts';

/** What `vmrkit integration import` is told. */
export interface ImportOptions {
  readonly file: string;
  readonly config: string | null;
  readonly dryRun: boolean;
}

/** `vmrkit integration import FILE`: checks a record and, unless it is a dry run, saves it. One JSON line says what. */
export async function importIntegration({ file, config, dryRun }: ImportOptions): Promise<string> {
  const json = await readRecord(file);
  const { record, previous } = await withIntegrationBook(config, (book) =>
    dryRun ? book.check(json) : book.save(json),
  );
  return JSON.stringify({
    id: record.id,
    tenant_id: record.tenantId,
    name: record.general.name,
    action: previous === null ? 'created' : 'replaced',
    dry_run: dryRun,
  });
}

async function readRecord(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new InvalidInputError(`The file ${file} ${why}.`, { code: 'ERR_INTEGRATION_FILE', cause });
  }
}
