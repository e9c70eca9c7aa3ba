import { formatInstant } from '@vmrkit/core';
import type { KeyRotationEvent, SealedCollection, SealedTally } from '@vmrkit/core/composition';
import type { LivingManager } from '@vmrkit/sdk';
import { type KitSource, withKit } from '../runtime/with-kit.ts';

/** What `vmrkit keys rotate` is told. */
export interface RotateKeysOptions extends KitSource {
  readonly dryRun: boolean;
  print(line: string): void;
  /** Hears of each manager that goes on sealing with another key. */
  trouble(text: string): void;
}

/** `vmrkit keys rotate`: one JSON line of progress a page of documents; the last line is the report. */
export async function rotateKeys({ dryRun, print, trouble, ...source }: RotateKeysOptions): Promise<void> {
  await withKit(source, async (kit) => {
    const operations = await kit.get('operations');
    for await (const event of operations.rotateKeys({ dryRun })) {
      // Asked after all else, since a manager may start meanwhile; the report stays the last line.
      if (event.kind === 'finished') {
        for (const manager of await operations.managersOfOldKeys()) {
          print(JSON.stringify(managerOnWire(manager)));
          trouble(sentenceOf(manager));
        }
      }
      print(JSON.stringify(onWire(event)));
    }
  });
}

function managerOnWire({ host, processId, keyIds, seenAt }: LivingManager): object {
  const seen_at = formatInstant(seenAt);
  return { kind: 'manager_with_old_key', host, process_id: processId, key_ids: keyIds, seen_at };
}

function sentenceOf({ host, processId, keyIds }: LivingManager): string {
  return `The manager on ${host} (process ${processId}) runs with ${keyIds[0] ?? 'no key'} in front and goes on sealing with it. Restart it with the present key in front of VMRKIT_MASTER_KEYS, then run this again.`;
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
};

function tallyOnWire({ looked, reEncrypted, left, unreadable }: SealedTally): object {
  return { looked, re_encrypted: reEncrypted, left, unreadable };
}
