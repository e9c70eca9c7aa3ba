import { reviewClaims } from '../allocation/sweeper.ts';
import { type AuditNote, withAudit } from '../audit/audit-entry.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Stored } from '../store/document-collection.ts';
import { replaceOne } from '../store/document-steps.ts';
import { claimedByStored, type IntegrationClaimStore, integrationOwner } from './integration-claims.ts';
import { type IntegrationDocument, integrationTombstone } from './integration-document.ts';

/** What deleting takes. */
export interface DeleteIntegrationDeps {
  readonly store: IntegrationClaimStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/**
 * Deletes an integration at the revision that was seen, and gives back what it claims; false where somebody saved it
 * meanwhile. What a crash leaves is cleared by the sweeper.
 */
export async function deleteIntegration(
  { id, revision, value }: Stored<IntegrationDocument>,
  { store, clock, random }: DeleteIntegrationDeps,
  told?: AuditNote,
): Promise<boolean> {
  const { tenantId } = value;
  const { audit = [] } = value;
  const entries = told === undefined ? audit : withAudit(audit, { ...told, at: clock.now(), random });
  const tombstone = integrationTombstone(tenantId, clock.now(), entries);
  const place = { partition: tenantId, id, revision, value: tombstone };
  if (!(await replaceOne(store.integrations, place))) return false;
  const ids = claimedByStored(value).map((each) => each.id);
  await reviewClaims(store.claims, { ids, now: clock.now(), owner: integrationOwner(store, clock) });
  return true;
}
