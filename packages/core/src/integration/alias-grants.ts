import { aliasesNotAvailable } from '../allocation/aliases-not-available.ts';
import { ConflictError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { IntegrationRecord } from './integration-record.ts';

/** What the operator lets a tenant's aliases be made of; `*` stands for anything. */
export interface AliasGrant {
  /** Each stands for all prefixes that begin with it. */
  readonly prefixes: readonly string[];
  readonly domains: readonly string[];
  /** Servers of add-ins, in lower case; absent or `*`: any that no other tenant uses or was granted. */
  readonly servers?: readonly string[];
}

/** Grants by tenant; a tenant without one has none. */
export type AliasGrants = Readonly<Record<TenantId, AliasGrant>>;

/** Grants that stay as they are, or what reads them as they are now. */
export type AliasGrantSource = AliasGrants | (() => Promise<AliasGrants>);

/** The grants as they are now. Rejects as what reads them does. */
export async function grantsNow(source: AliasGrantSource): Promise<AliasGrants> {
  return typeof source === 'function' ? source() : source;
}

/**
 * Refuses a record whose aliases the tenant was not granted, with {@link aliasesNotAvailable}. Looks at the record and
 * the grants alone, so the refusal cannot tell whether such aliases are taken. The same for the server of its add-in, with
 * ConflictError `ERR_ADDIN_SERVER_NOT_AVAILABLE`.
 */
export function checkAliasGrant(record: IntegrationRecord, grants: AliasGrants): void {
  const fields = fieldsOutside(record, grants);
  if (fields.length > 0) throw aliasesNotAvailable(fields.map((field) => ['single_use', field]));
  if (isServerGranted(record.addIn.serverFqdn, record.tenantId, grants)) return;
  const message = 'This server is not available here.';
  const issues = [{ path: ['add_in', 'server_fqdn'], code: 'not_available', message }];
  throw new ConflictError(message, { code: 'ERR_ADDIN_SERVER_NOT_AVAILABLE', issues });
}

/** Whether a tenant may serve its add-in from there: it was granted the server, or any, and no other tenant this one. */
function isServerGranted(serverFqdn: string, tenantId: TenantId, grants: AliasGrants): boolean {
  const server = serverFqdn.toLowerCase();
  const own = grantOf(tenantId, grants).servers ?? ['*'];
  if (own.includes(server)) return true;
  return own.includes('*') && !Object.values(grants).some(({ servers = [] }) => servers.includes(server));
}

/** Whether a record's aliases are within its tenant's grant; one without aliases is. */
export function isAliasGranted(record: IntegrationRecord, grants: AliasGrants): boolean {
  return fieldsOutside(record, grants).length === 0;
}

/** Whether a tenant was granted an alias of a personal room: its domain, or without one what it begins with. */
export function isRoomAliasGranted(alias: string, tenantId: TenantId, grants: AliasGrants): boolean {
  const { prefixes, domains } = grantOf(tenantId, grants);
  const [, domain] = alias.toLowerCase().split('@');
  return domain === undefined
    ? prefixes.some((each) => each === '*' || alias.startsWith(each))
    : domains.some((each) => each === '*' || each.toLowerCase() === domain);
}

/** What a tenant was granted; nothing where it is not named. */
export function grantOf(tenantId: TenantId, grants: AliasGrants): AliasGrant {
  return (Object.hasOwn(grants, tenantId) ? grants[tenantId] : undefined) ?? { prefixes: [], domains: [] };
}

function fieldsOutside({ tenantId, singleUse }: IntegrationRecord, grants: AliasGrants): string[] {
  const { scheduledAliasPrefix: prefix, scheduledAliasDomain: domain } = singleUse;
  const { prefixes, domains } = grantOf(tenantId, grants);
  const prefixGranted = prefixes.some((each) => each === '*' || prefix?.startsWith(each));
  const domainGranted = domains.some((each) => each === '*' || each === domain);
  return [
    ...(prefix === null || prefixGranted ? [] : ['scheduled_alias_prefix']),
    ...(domain === null || domainGranted ? [] : ['scheduled_alias_domain']),
  ];
}
