import type { RecordConsequences, TriedMailbox } from '@vmrkit/core/composition';
import { readJsonFile } from '../config/json-text.ts';
import { withKitOfFirstUse } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { causesOf, describeFailure } from './describe-failure.ts';

interface ImportInput {
  readonly file: string;
  readonly dryRun: boolean;
}

/** `vmrkit integration import`: checks a record and, unless it is a dry run, saves it and tries its connection. */
export const importCommand = defineCommand<ImportInput>({
  name: 'integration import',
  summary: 'check an integration’s record (JSON, nested or with flat names), save it and try its mailboxes',
  arguments: [['<file>', 'the record; with an id it replaces the integration of that id']],
  options: [option('--dry-run', 'check only')],
  examples: [
    ['integration import sales.json --dry-run', 'all faults, each with its path'],
    ['integration import sales.json', 'saves it; exit code 3 where a mailbox does not answer'],
  ],
  configured: true,
  json: 'id, tenant_id, name, action (created, replaced), dry_run, new_manifest [field], service_account_sign_in [field], connection [mailbox, error]',
  async run(shell, { file, dryRun }) {
    const json = await readJsonFile(file, { what: 'The file', code: 'ERR_INTEGRATION_FILE' });
    const { record, previous, asks, connection } = await withKitOfFirstUse(shell, async (kit) => {
      const book = await kit.get('integrationRecords');
      return dryRun ? { ...(await book.check(json)), connection: [] } : book.save(json);
    });
    const { id, tenantId, general } = record;
    const action = previous === null ? 'created' : 'replaced';
    const line = {
      id,
      tenant_id: tenantId,
      name: general.name,
      action,
      dry_run: dryRun,
      new_manifest: asks.newManifest,
      service_account_sign_in: asks.serviceAccountSignIn,
      connection: connection.map(describe),
    };
    const mailboxes = connection
      .filter(({ trouble }) => trouble === null)
      .map(({ email }) => `  ${email} answers`);
    const said = dryRun ? `would be ${action}; nothing was saved` : `is ${action}`;
    shell.show(line, [`${general.name} (${id}) ${said}.`, ...mailboxes]);
    if (previous !== null) askedOf(asks).forEach(shell.note);
    troublesOf(connection).forEach(shell.trouble);
  },
});

/** What a change of a record asks of people besides the save. */
function askedOf({ newManifest, serviceAccountSignIn }: RecordConsequences): string[] {
  const manifest = `The add-in has a new manifest (${newManifest.join(', ')}): \`vmrkit integration manifest\` writes it; install it.`;
  const signIn = `The service account must sign in again (${serviceAccountSignIn.join(', ')}): \`vmrkit integration sign-in\` prints the link.`;
  return [
    ...(newManifest.length > 0 ? [manifest] : []),
    ...(serviceAccountSignIn.length > 0 ? [signIn] : []),
  ];
}

function describe({ email, trouble }: TriedMailbox) {
  if (trouble === null) return { mailbox: email, error: null };
  const { code, message } = trouble;
  return { mailbox: email, error: { code, message, causes: causesOf(trouble) } };
}

/** A few lines for each mailbox that does not answer as it should. */
export function troublesOf(connection: readonly TriedMailbox[]): string[] {
  return connection.flatMap(({ email, trouble }) => {
    if (trouble === null) return [];
    const said = `The mailbox ${email} does not answer as it should. ${describeFailure(trouble).trimEnd()}`;
    return [
      `${said}\nThe record is saved. Correct it and import it again with its id, or mend the mail system.`,
    ];
  });
}
