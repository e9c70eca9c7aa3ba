import { formatInstant } from '@vmrkit/core';
import type { StoredIntegration } from '@vmrkit/sdk';
import { withKit } from '../runtime/with-kit.ts';
import { mailboxesOf, maskedRecordOf, summaryOf } from '../views/integration-view.ts';
import { defineCommand, option } from './declare-command.ts';
import { plain } from './on-wire.ts';
import { writePrivate } from './write-private.ts';

interface Named {
  readonly integration: string;
}

const integrationArgument = ['<integration>', 'its id, or its name where no other has it'] as const;

/** `vmrkit integration list`: all integrations, with the ids by which alarms and metrics name their mailboxes. */
export const listCommand = defineCommand<object>({
  name: 'integration list',
  summary: 'list the integrations with their mailboxes',
  examples: [
    ['integration list --config vmrkit.json', 'one line an integration, then its mailboxes'],
    ['integration list --json | jq -r .id', 'their ids'],
  ],
  configured: true,
  json: 'id, tenant_id, name, enabled, mailboxes [id, name, email, state]',
  async run(shell) {
    const stored = await withKit(shell, async (kit) => (await kit.get('integrationRecords')).stored());
    if (stored.length === 0)
      shell.note('There is no integration yet: `vmrkit integration import FILE` saves one.');
    for (const each of stored) shell.show(summaryOf(each), textOf(each));
  },
});

/** `vmrkit integration show`: one record, its secrets masked. */
export const showCommand = defineCommand<Named>({
  name: 'integration show',
  summary: 'show the record of an integration; secrets are masked',
  arguments: [integrationArgument],
  examples: [['integration show Sales', 'its mailboxes, then its record as JSON']],
  configured: true,
  json: 'id, tenant_id, name, enabled, mailboxes, saved_at, record',
  async run(shell, { integration }) {
    const stored = await withKit(shell, async (kit) =>
      (await kit.get('integrationRecords')).get(integration),
    );
    const record = maskedRecordOf(stored);
    const savedAt = formatInstant(stored.value.savedAt);
    shell.show({ ...summaryOf(stored), saved_at: savedAt, record }, [
      ...textOf(stored),
      `  saved at ${savedAt}`,
      JSON.stringify(record, null, 2),
    ]);
  },
});

/** `vmrkit integration export`: the record as `import` takes it, its secrets masked. */
export const exportCommand = defineCommand<Named & { readonly out?: string }>({
  name: 'integration export',
  summary:
    'write the record as `integration import` takes it; secrets are masked and must be typed for another store',
  arguments: [integrationArgument],
  options: [option('--out <file>', 'a new file that only you may read; else standard output')],
  examples: [
    ['integration export Sales --out sales.json', 'keep it for an empty store'],
    ['integration export Sales > sales.json', 'edit it, then import it again'],
  ],
  configured: true,
  json: null,
  async run(shell, { integration, out }) {
    const stored = await withKit(shell, async (kit) =>
      (await kit.get('integrationRecords')).get(integration),
    );
    const text = JSON.stringify(maskedRecordOf(stored), null, 2);
    if (out === undefined) shell.show({}, text);
    else await writePrivate(out, `${text}\n`);
    shell.note(
      'Secrets are masked (********): in this store they are kept on import, elsewhere type them again.',
    );
  },
});

function textOf(stored: StoredIntegration): string[] {
  const { id, value } = stored;
  const state = maskedRecordOf(stored).general.enabled ? 'enabled' : 'disabled';
  return [
    `${plain(value.name)}  ${id}  ${state}  tenant ${value.tenantId}`,
    ...mailboxesOf(stored).map((each) => `  ${plain(each.name)} <${each.email}>  ${each.id}  ${each.state}`),
  ];
}
