import type { Claim, ClaimOwner } from '../allocation/claim.ts';
import { holdClaims, sameOwner, type WantedClaim } from '../allocation/hold-claims.ts';
import { type ClaimOwnerSide, type RaiseResult, raiseOwner } from '../allocation/sweeper.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import { DEPLOYMENT, type DocumentCollection, type Stored } from '../store/document-collection.ts';
import { loadOne } from '../store/document-steps.ts';
import { HOUR_MS, shift } from '../time/instant.ts';
import {
  type IntegrationDocument,
  type IntegrationEntry,
  type IntegrationIndex,
  integrationTombstone,
  isIntegration,
} from './integration-document.ts';
import type { IntegrationRecordJson } from './integration-record.ts';
import type { JsonPath } from './record-issues.ts';
import type { StoredIntegrationRecord } from './record-secrets.ts';

/** Long enough for a save; then the sweeper looks whether it was made. */
const REVIEW_MS = HOUR_MS;

/** A value of a record that no other integration, or no other tenant, may have. */
export interface ClaimedValue {
  readonly path: JsonPath;
  /** Id of the claim on it. */
  readonly id: string;
  readonly owner: ClaimOwner;
}

/** Where claims and integrations are kept. */
export interface IntegrationClaimStore {
  readonly claims: DocumentCollection<Claim, 'review'>;
  readonly integrations: DocumentCollection<IntegrationEntry, IntegrationIndex>;
}

const idClaim = (id: string) => `integration-id:${id}`;

type ClaimingRecord = Pick<IntegrationRecordJson, 'id' | 'tenant_id' | 'general' | 'mailbox' | 'add_in'>;

/**
 * What a record claims: its id and its add-in's server for its tenant, whose integrations may share a server; its
 * name within the tenant and its mailboxes for itself.
 */
export function claimedValues(json: ClaimingRecord): readonly ClaimedValue[] {
  const { id, tenant_id: tenantId, general, mailbox, add_in: addIn } = json;
  const owner = { kind: 'integration', id } as const;
  const tenant = { kind: 'tenant', id: tenantId } as const;
  const mailboxes = (mailbox?.mailboxes ?? []).map(({ email }, at) => ({
    path: ['mailbox', 'mailboxes', at, 'email'],
    id: `mailbox:${email.toLowerCase()}`,
    owner,
  }));
  const values: readonly ClaimedValue[] = [
    { path: ['id'], id: idClaim(id), owner: tenant },
    { path: ['general', 'name'], id: `integration-name:${tenantId}:${general.name}`, owner },
    ...mailboxes,
    { path: ['add_in', 'server_fqdn'], id: `fqdn:${addIn.server_fqdn.toLowerCase()}`, owner: tenant },
  ];
  return [...new Map(values.map((value) => [value.id, value])).values()];
}

/** The tenant that holds this id of an integration; null: none does. */
export async function tenantOfId(
  id: string,
  { claims }: Pick<IntegrationClaimStore, 'claims'>,
): Promise<TenantId | null> {
  const claim = await loadOne(claims, { partition: DEPLOYMENT, id: idClaim(id) });
  return claim?.value.tenantId ?? null;
}

/** What a stored integration claims. */
export function claimedByStored({ record }: IntegrationDocument): readonly ClaimedValue[] {
  return claimedValues((record as StoredIntegrationRecord).record);
}

/** The claims on `values` for the integration, to be held until it is saved. */
export function wantedClaims(
  values: readonly ClaimedValue[],
  { tenantId, id: integrationId, clock }: { tenantId: string; id: string; clock: Pick<Clock, 'now'> },
): readonly WantedClaim[] {
  const about = { tenantId, meetingKey: null, reviewAt: shift(clock.now(), REVIEW_MS) };
  return values.map(({ id, owner }) => ({
    id,
    claim: { ...about, owner, ...(owner.kind === 'tenant' && { integrations: [integrationId] }) },
  }));
}

/** Those of `values` that are somebody else's, as far as is known now; only a save makes it sure. */
export async function findTaken(
  values: readonly ClaimedValue[],
  { claims }: Pick<IntegrationClaimStore, 'claims'>,
): Promise<readonly ClaimedValue[]> {
  const standing = await claims.load(
    DEPLOYMENT,
    values.map(({ id }) => id),
  );
  return values.filter(({ owner }, at) => {
    const found = standing[at];
    return found && !sameOwner(found.value.owner, owner);
  });
}

/**
 * Claims what a stored integration uses and has no claim on: it was saved before there were claims. Returns what
 * somebody else has.
 */
export async function claimStoredIntegration(
  { id, value }: Pick<Stored<IntegrationDocument>, 'id' | 'value'>,
  { claims, clock }: Pick<IntegrationClaimStore, 'claims'> & { readonly clock: Pick<Clock, 'now'> },
): Promise<readonly ClaimedValue[]> {
  const values = claimedByStored(value);
  const standing = await claims.load(
    DEPLOYMENT,
    values.map((each) => each.id),
  );
  const taken: ClaimedValue[] = [];
  for (const [at, each] of values.entries()) {
    const known = standing[at]?.value;
    const isHeld = sameOwner(each.owner, known?.owner);
    if (isHeld && (each.owner.kind === 'integration' || known?.integrations?.includes(id))) continue;
    const wanted = wantedClaims([each], { tenantId: value.tenantId, id, clock });
    if ((await holdClaims(claims, wanted)).kind === 'conflict') taken.push(each);
  }
  return taken;
}

/** How the sweeper asks integrations whether they use a claim, their own or their tenant's. */
export function integrationOwner(
  { integrations }: Pick<IntegrationClaimStore, 'integrations'>,
  clock: Pick<Clock, 'now'>,
): ClaimOwnerSide {
  return {
    raise: async ({ id, value }) => {
      const { tenantId, owner, integrations: sharing = [] } = value;
      const results: RaiseResult[] = [];
      for (const integrationId of owner.kind === 'integration' ? [owner.id] : sharing) {
        const result = await raiseOwner(integrations, {
          partition: tenantId,
          id: integrationId,
          uses: (entry) => isIntegration(entry) && claimedByStored(entry).some((each) => each.id === id),
          tombstone: integrationTombstone(tenantId, clock.now()),
        });
        if (result === 'used') return 'used';
        results.push(result);
      }
      return results.includes('busy') ? 'busy' : 'unused';
    },
  };
}
