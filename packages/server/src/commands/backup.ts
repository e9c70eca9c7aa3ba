import { resolve } from 'node:path';
import { type DocumentDatabase, InvalidInputError, type StoreCopies, type StoreTools } from '@vmrkit/core';
import { openStore, prepareRestored, type RestoredStore } from '@vmrkit/core/composition';
import { openDeployment, type VmrKit } from '@vmrkit/sdk';
import { withKitOfFirstUse } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { count } from './progress.ts';

const KEY_NOTE =
  'The master key is not inside: keep VMRKIT_MASTER_KEYS elsewhere, since nobody can read the passwords and tags of a store without it.';

/** `vmrkit backup`. Rejects with InvalidInputError `ERR_STORE_OWN_TOOLS` for a store that has tools of its own. */
export const backupCommand = defineCommand<{ readonly file: string }>({
  name: 'backup',
  summary: 'copy the store as it is now to a new file; runs beside a server; the master key is not inside',
  arguments: [['<file>', 'a new file (mode 0600)']],
  examples: [['backup /var/backups/vmrkit-$(date +%F).sqlite', 'each night']],
  configured: true,
  json: 'file, store',
  async run(shell, { file }) {
    await withKitOfFirstUse(shell, async (_, { place, copies, refuseAbsent }) => {
      const store = fileCopiesOf(copies, place, 'backupWords');
      await refuseAbsent();
      await store.backup(file);
      shell.show({ file: resolve(file), store: place }, `The backup is written: ${resolve(file)}`);
      shell.note(KEY_NOTE);
    });
  },
});

/** `vmrkit restore`. Rejects as `StoreCopies.restore` does, and as {@link backupCommand}. */
export const restoreCommand = defineCommand<{ readonly file: string; readonly replace: boolean }>({
  name: 'restore',
  summary: 'put a backup in the place of the store; no server or other command may run on it',
  arguments: [['<file>', 'what `vmrkit backup` wrote']],
  options: [option('--replace', 'a store that is there already is kept under another name')],
  examples: [
    ['restore /var/backups/vmrkit-2026-11-30.sqlite', 'where the store is gone'],
    ['restore /var/backups/vmrkit-2026-11-30.sqlite --replace', 'in the place of a damaged one'],
  ],
  configured: true,
  json: 'file, store, kept, integrations, meetings, reservations, number_spaces',
  async run(shell, { file, replace }) {
    await withKitOfFirstUse(shell, async (kit, { place, copies }) => {
      const store = fileCopiesOf(copies, place, 'restoreWords');
      let found: RestoredStore | null = null;
      const prepare = async (database: DocumentDatabase) => {
        await refuseOtherKey(kit, database);
        found = await prepareRestored(openStore(database));
      };
      const kept = await store.restore({ file, replace, prepare });
      const { integrations = 0, meetings = 0, reservations = 0, numberSpaces = 0 } = found ?? {};
      shell.show(
        {
          file: resolve(file),
          store: place,
          kept,
          integrations,
          meetings,
          reservations,
          number_spaces: numberSpaces,
        },
        [
          `${place} is restored: ${count(integrations)} integrations, ${count(meetings)} meetings, ${count(reservations)} reservations.`,
          `The counters of ${count(numberSpaces)} number spaces were moved ahead of what was given out since.`,
          ...(kept === null ? [] : [`What stood there is kept: ${kept}`]),
        ],
      );
      shell.note('Start the server, wait until it has followed its mailboxes, then run `vmrkit recover`.');
    });
  },
});

function fileCopiesOf(
  copies: StoreCopies | StoreTools | null,
  place: string,
  words: keyof StoreTools,
): StoreCopies {
  if (copies !== null && 'backup' in copies) return copies;
  const instead = copies === null ? 'those that its maker names' : `\`${copies[words]}\``;
  throw new InvalidInputError(`The store ${place} is copied and put back by tools of its own: ${instead}.`, {
    code: 'ERR_STORE_OWN_TOOLS',
  });
}

/** Rejects with ConflictError `ERR_KIT_KEY_MISMATCH` where the copy was written under another master key. */
async function refuseOtherKey(kit: VmrKit, database: DocumentDatabase): Promise<void> {
  await openDeployment(database, { secretBox: await kit.get('secretBox'), random: await kit.get('random') });
}
