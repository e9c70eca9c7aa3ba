import { InvalidInputError } from '@vmrkit/core';
import { withKit } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { troublesOf } from './import-integration.ts';
import type { Shell } from './shell.ts';

interface Named {
  readonly integration: string;
}

const integrationArgument = ['<integration>', 'its id, or its name where no other has it'] as const;
const outcome = 'id, name, action';

/** `vmrkit integration disable`: no new rooms and no mail until it is enabled again. */
export const disableCommand = defineCommand<Named>({
  name: 'integration disable',
  summary: 'stop an integration: its mail waits and it gives out no rooms; rooms that stand stay open',
  arguments: [integrationArgument],
  examples: [['integration disable Sales', 'before work on its mail system']],
  configured: true,
  json: outcome,
  run: (shell, { integration }) => setEnabled(shell, integration, false),
});

/** `vmrkit integration enable`. */
export const enableCommand = defineCommand<Named>({
  name: 'integration enable',
  summary: 'let a disabled integration work again; its mailboxes are tried as on an import',
  arguments: [integrationArgument],
  examples: [['integration enable Sales', 'its mail is followed from where it stopped']],
  configured: true,
  json: outcome,
  run: (shell, { integration }) => setEnabled(shell, integration, true),
});

async function setEnabled(shell: Shell, integration: string, enabled: boolean): Promise<void> {
  const { record, connection } = await withKit(shell, async (kit) =>
    (await kit.get('integrationRecords')).setEnabled(integration, enabled),
  );
  const { id, general } = record;
  const action = enabled ? 'enabled' : 'disabled';
  shell.show({ id, name: general.name, action }, `${general.name} (${id}) is ${action}.`);
  if (enabled) troublesOf(connection).forEach(shell.trouble);
}

/** `vmrkit integration delete`: nothing is deleted unless its name was typed. */
export const deleteCommand = defineCommand<Named & { readonly yes?: string; readonly force: boolean }>({
  name: 'integration delete',
  summary: 'delete an integration; refused while meetings or unused reservations need its mailboxes',
  arguments: [integrationArgument],
  options: [
    option('--yes <name>', 'its name, which confirms it in a script'),
    option(
      '--force',
      'also while meetings need it: nobody can join them any more, and their numbers stay taken',
    ),
  ],
  examples: [
    ['integration export Sales --out sales.json', 'keep its record before'],
    ['integration delete Sales', 'asks for its name'],
  ],
  configured: true,
  json: outcome,
  async run(shell, { integration, yes, force }) {
    await withKit(shell, async (kit) => {
      const records = await kit.get('integrationRecords');
      const stored = await records.get(integration);
      const { id, value } = stored;
      const typed =
        yes ?? (await shell.ask(`Type the name of the integration to delete it (${value.name}): `));
      if (typed?.trim() !== value.name) {
        throw new InvalidInputError(`Nothing was deleted: --yes must hold the name ${value.name}.`, {
          code: 'ERR_COMMAND_UNCONFIRMED',
        });
      }
      await records.delete(stored, { force });
      shell.show({ id, name: value.name, action: 'deleted' }, `${value.name} (${id}) is deleted.`);
    });
  },
});
