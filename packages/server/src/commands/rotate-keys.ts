import { formatInstant } from '@vmrkit/core';
import type { KeyRotationEvent, SealedCollection, SealedTally } from '@vmrkit/core/composition';
import type { LivingManager, Operations } from '@vmrkit/sdk';
import { withKit } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { count } from './progress.ts';
import type { Shell } from './shell.ts';

/**
 * `vmrkit keys rotate`: an event a page of documents, then the managers that run over the store; the last one is the
 * report.
 */
export const rotateKeysCommand = defineCommand<{ readonly dryRun: boolean }>({
  name: 'keys rotate',
  summary: 're-encrypt everything in the store with the first master key; runs beside servers',
  options: [option('--dry-run', 'count only')],
  examples: [
    ['keys rotate --dry-run', 'what is still sealed with an old key'],
    ['keys rotate', 'until nothing is re-encrypted or left'],
  ],
  configured: true,
  json: 'an event: kind progress, manager, manager_with_old_key, or last finished with documents, retired_tags, retired_keys_needed',
  async run(shell, { dryRun }) {
    await withKit(shell, async (kit) => {
      const operations = await kit.get('operations');
      const progress = shell.progress('Documents looked at');
      for await (const event of operations.rotateKeys({ dryRun, signal: shell.signal })) {
        if (event.kind === 'progress') progress.update(event.looked, null);
        // Asked after all else, since a manager may start meanwhile; the report stays the last line.
        else await tellManagers(shell, operations);
        shell.show(onWire(event), textOf(event));
      }
    });
  },
});

async function tellManagers(shell: Shell, operations: Operations): Promise<void> {
  const old = await operations.managersOfOldKeys();
  const isOld = (manager: LivingManager) =>
    old.some(({ host, processId }) => host === manager.host && processId === manager.processId);
  for (const manager of await operations.livingManagers()) {
    if (isOld(manager)) continue;
    const said = `The manager on ${manager.host} (process ${manager.processId}) seals with the present key.`;
    shell.show(managerOnWire(manager, 'manager'), said);
  }
  for (const manager of old) {
    if (shell.json) shell.show(managerOnWire(manager, 'manager_with_old_key'), []);
    shell.trouble(sentenceOf(manager));
  }
}

function managerOnWire({ host, processId, keyIds, seenAt }: LivingManager, kind: string): object {
  return { kind, host, process_id: processId, key_ids: keyIds, seen_at: formatInstant(seenAt) };
}

function sentenceOf({ host, processId, keyIds }: LivingManager): string {
  return `The manager on ${host} (process ${processId}) runs with ${keyIds[0] ?? 'no key'} in front and goes on sealing with it. Restart it with the present key in front of VMRKIT_MASTER_KEYS, then run this again.`;
}

function textOf(event: KeyRotationEvent): string[] {
  if (event.kind === 'progress') return [];
  const { dryRun, documents, retiredTags, retiredKeysNeeded } = event.report;
  const lines = Object.entries(wireNames).map(([collection, name]) => {
    const { looked, reEncrypted, left, unreadable } = documents[collection as SealedCollection];
    const done = dryRun
      ? `${count(left)} to be re-encrypted`
      : `${count(reEncrypted)} re-encrypted, ${count(left)} left`;
    return `${name}: ${count(looked)} looked at, ${done}, ${count(unreadable)} opened by no key`;
  });
  const { awaited, bound } = retiredTags;
  return [
    ...lines,
    `Scheduling tags in mail that an old key sealed: ${count(awaited)} of reservations not used yet, ${count(bound)} of meetings.`,
    retiredKeysNeeded
      ? 'The old keys are still needed: keep them behind the present one (docs/guides/server.md, Replacing the master key).'
      : 'Nothing in the store needs an old key. Token tags in mail may, for 8 hours after the last manager sealed with it.',
  ];
}

function onWire(event: KeyRotationEvent): object {
  if (event.kind === 'progress') {
    const { kind, collection, ...tally } = event;
    return { kind, collection: wireNames[collection], ...tallyOnWire(tally) };
  }
  const { dryRun, documents, retiredTags, retiredKeysNeeded } = event.report;
  const tallies = Object.entries(wireNames).map(([collection, name]) => [
    name,
    tallyOnWire(documents[collection as SealedCollection]),
  ]);
  return {
    kind: event.kind,
    dry_run: dryRun,
    documents: Object.fromEntries(tallies),
    retired_tags: retiredTags,
    retired_keys_needed: retiredKeysNeeded,
  };
}

const wireNames: Readonly<Record<SealedCollection, string>> = {
  integrations: 'integrations',
  pluginSecrets: 'plugin_secrets',
  numberSpaces: 'number_spaces',
  reservations: 'reservations',
  meetings: 'meetings',
  rooms: 'rooms',
  webhooks: 'webhooks',
};

function tallyOnWire({ looked, reEncrypted, left, unreadable }: SealedTally): object {
  return { looked, re_encrypted: reEncrypted, left, unreadable };
}
