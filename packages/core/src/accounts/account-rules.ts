import { withAudit } from '../audit/audit-entry.ts';
import { changesBetween } from '../audit/changes-between.ts';
import { type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import type { Random } from '../runtime/random.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';
import type { Account, AccountPerson, AdminRights } from './account.ts';

/** Who changes something, for the audit trail. */
export interface AuditedBy {
  readonly actor: string;
  readonly details: Readonly<Record<string, string>>;
}

/** What an account is made from. */
export interface AccountInput extends AdminRights {
  readonly name: string;
  readonly email: string | null;
  readonly signIn: AccountPerson | null;
}

/** What may be changed about an account; what is left out stays. */
export interface AccountChange extends Partial<AdminRights> {
  readonly email?: string | null;
  readonly signIn?: AccountPerson | null;
  readonly passwordHash?: string;
  /** Ends all its sessions, which a new password, role or tenant does by itself. */
  readonly endSessions?: boolean;
}

/** When and by whom an account is changed. */
export interface AccountWrite {
  readonly now: Instant;
  readonly random: Random;
  readonly by: AuditedBy;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const TENANT = /^[a-z0-9][a-z0-9-]{0,39}$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/;
const MOST_TENANTS = 200;

/** What is wrong with an account, each fault with its path on the wire. Pure. */
export function accountFaults({ name, email, role, tenants, signIn }: AccountInput): readonly InputIssue[] {
  const faults: (InputIssue | null)[] = [
    NAME.test(name) ? null : fault('name', 'A name has 1 to 64 of a-z, 0-9, dot, _ and -.'),
    email === null || EMAIL.test(email) ? null : fault('email', 'This is no address.'),
    tenantsFault({ role, tenants }),
    signIn === null || (signIn.key.length > 0 && signIn.key.length <= 512)
      ? null
      : fault('sign_in', 'Give the key that the server’s log names.'),
  ];
  return faults.filter((each) => each !== null);
}

function tenantsFault({ role, tenants }: AdminRights): InputIssue | null {
  if (role === 'operator')
    return tenants === 'all' ? null : fault('tenants', 'An operator is for all tenants.');
  if (tenants === 'all' || tenants.length === 0)
    return fault('tenants', 'A tenant administrator needs tenants of its own.');
  return tenants.length <= MOST_TENANTS && tenants.every((tenant) => TENANT.test(tenant))
    ? null
    : fault('tenants', `Name at most ${MOST_TENANTS} tenants, each of a-z, 0-9 and -.`);
}

function fault(field: string, message: string): InputIssue {
  return { path: [field], code: 'invalid_value', message };
}

/** A new account. Throws InvalidInputError `ERR_ACCOUNT_INVALID` with every fault. Pure but for `random`. */
export function newAccount(
  input: AccountInput & { readonly passwordHash: string | null; readonly isFirst: boolean },
  { now, random, by }: AccountWrite,
): Account {
  refuseFaults(accountFaults(input));
  const { name, email, role, tenants, signIn, passwordHash, isFirst } = input;
  const account = { name, email, role, tenants, signIn, passwordHash };
  return {
    tenantId: DEPLOYMENT,
    ...account,
    isFirst,
    epoch: 0,
    version: 1,
    createdAt: now,
    changedAt: now,
    lastSignedInAt: null,
    audit: withAudit([], {
      at: now,
      random,
      action: 'account.created',
      ...by,
      details: { ...by.details, account: name },
      changes: changesBetween({}, toldOf(account)),
    }),
  };
}

/**
 * The account after a change; the same object where it changes nothing. Throws InvalidInputError `ERR_ACCOUNT_INVALID` with
 * every fault. Pure but for `random`.
 */
export function changedAccount(
  account: Account,
  { endSessions = false, ...change }: AccountChange,
  { now, random, by }: AccountWrite,
): Account {
  const next = { ...account, ...change };
  refuseFaults(accountFaults(next));
  const isNewPassword = next.passwordHash !== account.passwordHash;
  const told = changesBetween(toldOf(account), toldOf(next));
  const masked = (field: string, has: boolean) => ({ path: field, before: has ? MASK : null, after: MASK });
  const changes = [
    ...told,
    ...(isNewPassword && account.passwordHash !== null ? [masked('password', true)] : []),
    ...(account.email !== null && next.email !== null && account.email !== next.email
      ? [masked('email', true)]
      : []),
  ];
  if (changes.length === 0 && !endSessions) return account;
  const isOver = endSessions || isNewPassword || told.some(({ path }) => ['role', 'tenants'].includes(path));
  return {
    ...next,
    epoch: account.epoch + (isOver ? 1 : 0),
    version: account.version + 1,
    changedAt: now,
    audit: withAudit(account.audit, {
      at: now,
      random,
      action: 'account.changed',
      ...by,
      details: { ...by.details, account: account.name },
      changes,
    }),
  };
}

const MASK = '"********"';

/** What the audit trail tells of an account: no secret, no address, and of a person at a provider only which provider. */
function toldOf({ role, tenants, email, signIn, passwordHash }: Omit<AccountInput, 'name'> & HasPassword) {
  return {
    role,
    tenants,
    email: email === null ? null : '********',
    sign_in: signIn === null ? null : { provider: signIn.provider, key: '********' },
    password: passwordHash === null ? null : '********',
  };
}

interface HasPassword {
  readonly passwordHash: string | null;
}

function refuseFaults(issues: readonly InputIssue[]): void {
  if (issues.length === 0) return;
  throw new InvalidInputError('The account is not as it must be.', { code: 'ERR_ACCOUNT_INVALID', issues });
}
