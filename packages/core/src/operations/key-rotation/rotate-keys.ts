import type { Reservation } from '../../allocation/reservation.ts';
import type { IntegrationRef } from '../../identity/tenancy.ts';
import { openSchedulingTag, tagIdOf } from '../../tags/scheduling-tag.ts';
import type {
  KeyRotationDeps,
  KeyRotationEvent,
  KeyRotationOptions,
  RetiredTags,
  SealedCollection,
} from './key-rotation-types.ts';
import { NOTHING, rotateCollection, type SealedDocuments } from './rotate-collection.ts';
import {
  integrationDocuments,
  meetingDocuments,
  numberSpaceDocuments,
  pluginSecretDocuments,
  reservationDocuments,
  roomDocuments,
  webhookDocuments,
} from './sealed-documents.ts';

/**
 * Seals with the present key whatever a retired one sealed in the store, and counts what retired keys are still needed
 * for: integrations' secrets and those that plugins keep for them, number spaces' keys, PINs of reservations, of conferences and of personal rooms, and webhooks' secrets. What is sealed stays
 * the same. May be stopped anywhere and run again; runs beside managers that seal with the same key. A worker that is
 * about to commit may still write what an old key sealed, so only a second run that finds nothing shows that all is
 * done. The last event holds the report. Rejects as the store does.
 *
 * @example
 * for await (const event of rotateKeys({ dryRun: true }, deps)) if (event.kind === 'finished') show(event.report);
 */
export async function* rotateKeys(
  options: KeyRotationOptions,
  deps: KeyRotationDeps,
): AsyncGenerator<KeyRotationEvent, void, undefined> {
  const documents = {
    integrations: NOTHING,
    pluginSecrets: NOTHING,
    numberSpaces: NOTHING,
    reservations: NOTHING,
    meetings: NOTHING,
    rooms: NOTHING,
    webhooks: NOTHING,
  };
  const retiredTags = { awaited: 0, bound: 0 };
  const refs: IntegrationRef[] = [];

  async function* rotate<T, Index extends string>(
    collection: SealedCollection,
    sealed: SealedDocuments<T, Index>,
  ): AsyncGenerator<KeyRotationEvent, void, undefined> {
    for await (const tally of rotateCollection(sealed, { ...options, before: documents[collection] })) {
      documents[collection] = tally;
      yield { kind: 'progress', collection, ...tally };
    }
  }

  const look = (reservation: Reservation) => {
    const use = retiredTagUse(reservation, deps);
    if (use !== null) retiredTags[use] += 1;
  };
  yield* rotate(
    'integrations',
    integrationDocuments(deps, (ref) => refs.push(ref)),
  );
  yield* rotate('pluginSecrets', pluginSecretDocuments(deps));
  yield* rotate('numberSpaces', numberSpaceDocuments(deps));
  yield* rotate('rooms', roomDocuments(deps));
  yield* rotate('webhooks', webhookDocuments(deps));
  // Before the meetings: a conference takes its PINs from its reservation.
  for (const ref of refs) yield* rotate('reservations', reservationDocuments(deps, { ref, look }));
  for (const ref of refs) yield* rotate('meetings', meetingDocuments(deps, ref));
  const left = Object.values(documents).some((tally) => tally.left > 0);
  const retiredKeysNeeded = left || retiredTags.awaited > 0 || retiredTags.bound > 0;
  yield { kind: 'finished', report: { dryRun: options.dryRun, documents, retiredTags, retiredKeysNeeded } };
}

/** What a reservation's tag still needs a retired key for; null: nothing. */
function retiredTagUse(
  { state, tag }: Reservation,
  { tagKeys }: Pick<KeyRotationDeps, 'tagKeys'>,
): keyof RetiredTags | null {
  if (state.kind === 'released') return null;
  if (openSchedulingTag(tagIdOf(tag), { current: tagKeys.current, retired: [] }) !== null) return null;
  return state.kind === 'bound' ? 'bound' : 'awaited';
}
