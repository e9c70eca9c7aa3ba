import type { KeyRotationEvent, SealedCollection, SealedTally } from '@vmrkit/core';
import { withKit } from '../runtime/with-kit.ts';

/** What `vmrkit keys rotate` is told. */
export interface RotateKeysOptions {
  readonly config: string | null;
  readonly dryRun: boolean;
  print(line: string): void;
}

/** `vmrkit keys rotate`: one JSON line of progress a page of documents; the last line is the report. */
export async function rotateKeys({ config, dryRun, print }: RotateKeysOptions): Promise<void> {
  await withKit(config, async (kit) => {
    const operations = await kit.get('operations');
    for await (const event of operations.rotateKeys({ dryRun })) print(JSON.stringify(onWire(event)));
  });
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
  numberSpaces: 'number_spaces',
  reservations: 'reservations',
  meetings: 'meetings',
};

function tallyOnWire({ looked, sealedAnew, left, unreadable }: SealedTally): object {
  return { looked, sealed_anew: sealedAnew, left, unreadable };
}
