import { type AuditNote, withAudit } from '../audit/audit-entry.ts';
import { changesBetween } from '../audit/changes-between.ts';
import { ConflictError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import { type AliasGrants, grantOf } from '../integration/alias-grants.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { DocumentCollection, Stored } from '../store/document-collection.ts';
import { loadOne } from '../store/document-steps.ts';
import { everyDocument } from '../store/every-document.ts';
import { updateDocument } from '../store/update-document.ts';
import { isTenant, type Tenant, type TenantEntry, tenantTombstone } from './tenant.ts';
import type { TenantInput } from './tenant-input.ts';

const TRIES = 8;

/** What the use cases of tenants work with. */
export interface TenantDeps {
  readonly store: { readonly tenants: DocumentCollection<TenantEntry, 'tenant' | 'forget' | 'audit'> };
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** A change of a tenant. */
export interface TenantChange {
  readonly tenantId: TenantId;
  /** Who does it, for the audit. */
  readonly by: Pick<AuditNote, 'actor' | 'details'>;
  /** Throws to refuse the change of this very state; null: nothing is stored of it. */
  may(tenant: Tenant | null): void;
}

/** What is stored of a tenant; null: nothing. */
export async function findTenant(
  tenantId: TenantId,
  { store }: Pick<TenantDeps, 'store'>,
): Promise<Stored<Tenant> | null> {
  const stored = await loadOne(store.tenants, { partition: tenantId, id: tenantId });
  return stored !== null && isTenant(stored.value) ? { ...stored, value: stored.value } : null;
}

/** All tenants of which something is stored, by id. */
export async function listTenants({ store }: Pick<TenantDeps, 'store'>): Promise<readonly Tenant[]> {
  const found: Tenant[] = [];
  for await (const { value } of everyDocument(store.tenants, null, { index: 'tenant', equals: [] })) {
    if (isTenant(value)) found.push(value);
  }
  return found;
}

/**
 * What tenants were granted: prefixes and domains by the configuration's fixed grants where those name the tenant, else
 * by what is stored of it; servers by what is stored of it.
 */
export function grantsOf(fixed: AliasGrants, stored: readonly Tenant[]): AliasGrants {
  const grants = stored.map(({ tenantId, prefixes, domains, servers }) => {
    const own = Object.hasOwn(fixed, tenantId) ? grantOf(tenantId, fixed) : { prefixes, domains };
    return [tenantId, { ...own, servers }] as const;
  });
  return { ...fixed, ...Object.fromEntries(grants) };
}

/**
 * Writes what operators grant to a tenant, again from the start when another write came between. Rejects as `may` does,
 * with ConflictError `ERR_TENANT_FIXED` for other prefixes or domains than the configuration's, and
 * `ERR_TENANT_CONTENDED`.
 */
export async function saveTenant(
  { tenantId, by, may, input }: TenantChange & { readonly input: TenantInput },
  { fixed, ...deps }: TenantDeps & { readonly fixed: AliasGrants },
): Promise<void> {
  const { store, clock, random } = deps;
  const { name, prefixes, domains, fqdns: servers } = input;
  refuseFixed(tenantId, { input, fixed });
  await updateDocument<TenantEntry>(
    store.tenants,
    { partition: tenantId, id: tenantId },
    (entry) => {
      const before = entry !== null && isTenant(entry) ? entry : null;
      may(before);
      const at = clock.now();
      const action = before === null ? 'tenant.created' : 'tenant.changed';
      const changes = changesBetween(before === null ? {} : shownOf(before), input);
      if (before !== null && changes.length === 0) return null;
      const audit = withAudit(entry?.audit ?? [], { at, random, action, ...by, changes });
      return { tenantId, name, prefixes, domains, servers, changedAt: at, audit };
    },
    { tries: TRIES, what: 'tenant', code: 'ERR_TENANT_CONTENDED' },
  );
}

/**
 * Deletes what is stored of a tenant: what only this granted is not granted any more. False: nothing was stored. Rejects as
 * `may` does, and with ConflictError `ERR_TENANT_CONTENDED`.
 */
export async function deleteTenant(
  { tenantId, by, may }: TenantChange,
  { store, clock, random }: TenantDeps,
): Promise<boolean> {
  const { written } = await updateDocument<TenantEntry>(
    store.tenants,
    { partition: tenantId, id: tenantId },
    (entry) => {
      const before = entry !== null && isTenant(entry) ? entry : null;
      may(before);
      if (before === null) return null;
      const now = clock.now();
      const changes = changesBetween(shownOf(before), {});
      const told = { at: now, random, action: 'tenant.deleted', ...by, changes };
      return tenantTombstone(tenantId, { now, audit: withAudit(before.audit, told) });
    },
    { tries: TRIES, what: 'tenant', code: 'ERR_TENANT_CONTENDED' },
  );
  return written;
}

function shownOf({ name, prefixes, domains, servers }: Tenant): TenantInput {
  return { name, prefixes: [...prefixes], domains: [...domains], fqdns: [...servers] };
}

function refuseFixed(
  tenantId: TenantId,
  { input, fixed }: { readonly input: TenantInput; readonly fixed: AliasGrants },
): void {
  if (!Object.hasOwn(fixed, tenantId)) return;
  const own = grantOf(tenantId, fixed);
  const message = 'The configuration file grants these to this tenant: change them there.';
  const issues = (['prefixes', 'domains'] as const).flatMap((field) => {
    const isSame = JSON.stringify([...new Set(own[field])].sort()) === JSON.stringify(input[field]);
    return isSame ? [] : [{ path: [field], code: 'fixed', message }];
  });
  if (issues.length > 0) throw new ConflictError(message, { code: 'ERR_TENANT_FIXED', issues });
}
