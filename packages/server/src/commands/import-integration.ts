import type { TriedMailbox } from '@vmrkit/core/composition';
import { readJsonFile } from '../config/json-text.ts';
import { type KitSource, withKitOfFirstUse } from '../runtime/with-kit.ts';
import { causesOf, describeFailure } from './describe-failure.ts';

/** What `vmrkit integration import` is told. */
export interface ImportOptions extends KitSource {
  readonly file: string;
  readonly dryRun: boolean;
}

/** What an import did. */
export interface ImportOutcome {
  /** One JSON line. */
  readonly line: string;
  /** A few lines for each mailbox that does not answer as it should. */
  readonly troubles: readonly string[];
}

/**
 * `vmrkit integration import FILE`: checks a record and, unless it is a dry run, saves it and tries its connection.
 * Trouble with the connection undoes nothing.
 */
export async function importIntegration({ file, dryRun, ...source }: ImportOptions): Promise<ImportOutcome> {
  const json = await readJsonFile(file, { what: 'The file', code: 'ERR_INTEGRATION_FILE' });
  const { record, previous, asks, connection } = await withKitOfFirstUse(source, async (kit) => {
    const book = await kit.get('integrationRecords');
    return dryRun ? { ...(await book.check(json)), connection: [] } : book.save(json);
  });
  const line = JSON.stringify({
    id: record.id,
    tenant_id: record.tenantId,
    name: record.general.name,
    action: previous === null ? 'created' : 'replaced',
    dry_run: dryRun,
    new_manifest: asks.newManifest,
    service_account_sign_in: asks.serviceAccountSignIn,
    connection: connection.map(describe),
  });
  return { line, troubles: connection.flatMap(troubleOf) };
}

function describe({ email, trouble }: TriedMailbox) {
  if (trouble === null) return { mailbox: email, error: null };
  const { code, message } = trouble;
  return { mailbox: email, error: { code, message, causes: causesOf(trouble) } };
}

function troubleOf({ email, trouble }: TriedMailbox): string[] {
  if (trouble === null) return [];
  const said = `The mailbox ${email} does not answer as it should. ${describeFailure(trouble).trimEnd()}`;
  return [
    `${said}\nThe record is saved. Correct it and import it again with its id, or mend the mail system.`,
  ];
}
