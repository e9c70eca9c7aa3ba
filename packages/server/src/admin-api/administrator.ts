import { NotFoundError, type TenantId } from '@vmrkit/core';

/** Who calls the admin API: an account that signed in, or an API token. */
export interface Administrator {
  /** Of the account, or of the API token. */
  readonly id: string;
  /** What the audit trail says. */
  readonly name: string;
  readonly role: 'operator' | 'tenant-administrator';
  /** Whose things it may see and change; operators: all. */
  readonly tenants: readonly TenantId[] | 'all';
  readonly via: 'session' | 'token';
}

/** What another tenant's thing looks like to who may not see it. */
export interface NotThere {
  /** Such as `integration`. */
  readonly what: string;
  readonly code: `ERR_${string}_NOT_FOUND`;
}

/** Whether a caller may see what is a tenant's. */
export function maySee({ tenants }: Pick<Administrator, 'tenants'>, tenantId: TenantId): boolean {
  return tenants === 'all' || tenants.includes(tenantId);
}

/**
 * The tenant, for a caller who may see what is its. Throws NotFoundError otherwise, with the code that an unknown id has
 * (`ERR_TENANT_NOT_FOUND` by default): nobody learns what other tenants have.
 */
export function tenantOf(
  caller: Pick<Administrator, 'tenants'>,
  tenantId: TenantId,
  notThere: NotThere = { what: 'tenant', code: 'ERR_TENANT_NOT_FOUND' },
): TenantId {
  if (maySee(caller, tenantId)) return tenantId;
  throw isNotThere(notThere);
}

/** That there is no such thing, or none that the caller may see. */
export function isNotThere({ what, code }: NotThere): NotFoundError {
  return new NotFoundError(`There is no such ${what}.`, { code });
}

/** How audit entries name who called. */
export interface AuditAuthor {
  readonly actor: string;
  readonly details: Readonly<Record<string, string>>;
}

/** The actor of an audit entry, and the details that it has at least. */
export function auditAuthor({ id, name, via }: Administrator): AuditAuthor {
  return { actor: name, details: { administrator_id: id, via } };
}
