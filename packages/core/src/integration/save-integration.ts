import { holdClaims } from '../allocation/hold-claims.ts';
import { reviewClaims } from '../allocation/sweeper.ts';
import { type AuditNote, withAudit } from '../audit/audit-entry.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Stored } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import {
  type ClaimedValue,
  claimedByStored,
  claimedValues,
  type IntegrationClaimStore,
  integrationOwner,
  wantedClaims,
} from './integration-claims.ts';
import { type IntegrationDocument, isIntegration } from './integration-document.ts';
import { type IntegrationRecord, toRecordJson } from './integration-record.ts';
import type { JsonPath } from './record-issues.ts';
import { type RecordSecretsOptions, sealIntegrationRecord } from './record-secrets.ts';

/** A record to be saved. */
export interface IntegrationSave {
  readonly record: IntegrationRecord;
  /** What it replaces, as it was when the record was judged; null: nothing. */
  readonly seen: Stored<IntegrationDocument> | null;
  /** What the audit is told; none: nothing. */
  readonly told?: AuditNote;
}

/** What saving takes. */
export interface SaveIntegrationDeps extends RecordSecretsOptions {
  readonly store: IntegrationClaimStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** What became of a save. */
export type SaveIntegrationResult =
  | { readonly kind: 'saved' }
  /** Another integration, or another tenant, has the value at `path`. */
  | { readonly kind: 'taken'; readonly path: JsonPath }
  /** Somebody else saved this integration meanwhile. */
  | { readonly kind: 'contended' };

/**
 * Saves a judged record under claims on what it must not share: holds them, commits at the revision that was
 * seen, then gives back what is not used any more. What a crash leaves is cleared by the sweeper. Rejects with
 * ConflictError `ERR_CLAIM_CONTENDED` when others write the same claims all the time.
 */
export async function saveIntegration(
  { record, seen, told }: IntegrationSave,
  deps: SaveIntegrationDeps,
): Promise<SaveIntegrationResult> {
  const { store, clock, random } = deps;
  const { id, tenantId } = record;
  const sealed = await sealIntegrationRecord(record, deps);
  const standing = seen ?? (await loadOne(store.integrations, { partition: tenantId, id }));
  if (seen === null && standing !== null && isIntegration(standing.value)) return { kind: 'contended' };
  const values = claimedValues(toRecordJson(record));
  const before = seen === null ? [] : claimedByStored(seen.value);
  const held = await holdClaims(store.claims, wantedClaims(values, { tenantId, id, clock }));
  if (held.kind === 'conflict') {
    return { kind: 'taken', path: values.find((value) => value.id === held.id)?.path ?? [] };
  }
  const { manifests, audit = [] } = seen?.value ?? {};
  const entries = told === undefined ? audit : withAudit(audit, { ...told, at: clock.now(), random });
  const value: IntegrationDocument = {
    tenantId,
    name: record.general.name,
    record: sealed,
    savedAt: clock.now(),
    claimed: true,
    ...(manifests === undefined ? {} : { manifests }),
    ...(entries.length > 0 && { audit: entries }),
  };
  const place = { partition: tenantId, id, value };
  const isSaved =
    standing === null
      ? await insertOne(store.integrations, place)
      : await replaceOne(store.integrations, { ...place, revision: standing.revision });
  const left = isSaved ? without(before, values) : without(values, before);
  const owner = integrationOwner(store, clock);
  await reviewClaims(store.claims, { ids: left.map((each) => each.id), now: clock.now(), owner });
  return { kind: isSaved ? 'saved' : 'contended' };
}

function without(values: readonly ClaimedValue[], others: readonly ClaimedValue[]): readonly ClaimedValue[] {
  const ids = new Set(others.map(({ id }) => id));
  return values.filter(({ id }) => !ids.has(id));
}
