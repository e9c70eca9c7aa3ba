import { withAudit } from '../audit/audit-entry.ts';
import { changesBetween } from '../audit/changes-between.ts';
import { InvalidInputError, NotAuthenticatedError, NotFoundError } from '../errors/vmrkit-error.ts';
import { DEPLOYMENT, type DocumentCollection, type Page, type Stored } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { updateDocument } from '../store/update-document.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import type { AdminRights } from './account.ts';
import { type AccountDeps, findAccount } from './account-records.ts';
import type { AuditedBy } from './account-rules.ts';
import { secretId } from './admin-session.ts';
import { secretText } from './admin-sessions.ts';
import {
  API_TOKEN_PREFIX,
  type ApiToken,
  apiTokenId,
  dayOf,
  mayExpireAt,
  narrowedRights,
  rightsOfToken,
  tokenForgetAt,
} from './api-token.ts';

const TRIES = 8;

/** What API tokens are kept with. */
export interface ApiTokensDeps extends AccountDeps {
  readonly store: AccountDeps['store'] & {
    readonly apiTokens: DocumentCollection<ApiToken, 'name' | 'forget'>;
  };
}

/** A token to be made. */
export interface ApiTokenCreation extends AdminRights {
  readonly name: string;
  readonly scope: ApiToken['scope'];
  readonly expiresAt: Instant;
  readonly accountId: string;
  readonly by: AuditedBy;
}

/** Makes a token and gives its text, which is kept nowhere. Rejects with InvalidInputError `ERR_API_TOKEN_INVALID`. */
export async function createApiToken(
  { by, ...wanted }: ApiTokenCreation,
  deps: ApiTokensDeps,
): Promise<{ readonly id: string; readonly value: ApiToken; readonly token: string }> {
  const { store, clock, random } = deps;
  const now = clock.now();
  const { name, scope, role, tenants, expiresAt, accountId } = wanted;
  const account = await findAccount(accountId, deps);
  const narrowed = account && narrowedRights(wanted, account.value);
  if (narrowed === null || JSON.stringify(narrowed.tenants) !== JSON.stringify(tenants)) {
    throw refused('tenants', 'A token may no more than the account that makes it.');
  }
  if (!mayExpireAt(expiresAt, now)) throw refused('expires_at', 'A token ends within a year.');
  const token = `${API_TOKEN_PREFIX}${secretText(random)}`;
  const hash = secretId(token);
  const id = apiTokenId(hash);
  const told = { name, scope, role, tenants, expires_at: formatInstant(expiresAt) };
  const value: ApiToken = {
    name,
    scope,
    role,
    tenants,
    expiresAt,
    accountId,
    hash,
    createdAt: now,
    lastUsedOn: null,
    revokedAt: null,
    forgetAt: tokenForgetAt(expiresAt),
    audit: withAudit([], {
      at: now,
      random,
      action: 'api-token.created',
      ...by,
      details: { ...by.details, api_token: id },
      changes: changesBetween({}, told),
    }),
  };
  await insertOne(store.apiTokens, { partition: DEPLOYMENT, id, value });
  return { id, value, token };
}

/** A token that was presented, and what it may now. */
export interface PresentedApiToken {
  readonly id: string;
  readonly value: ApiToken;
  readonly rights: AdminRights;
}

/** What a token may. Rejects with NotAuthenticatedError `ERR_API_TOKEN_REFUSED` where it is none, or is over. */
export async function useApiToken(token: string, deps: ApiTokensDeps): Promise<PresentedApiToken> {
  const { store, clock } = deps;
  const hash = secretId(token);
  const id = apiTokenId(hash);
  const stored = await loadOne(store.apiTokens, { partition: DEPLOYMENT, id });
  const account = stored && (await findAccount(stored.value.accountId, deps));
  const now = clock.now();
  const rights = stored && rightsOfToken(stored.value, account?.value ?? null, now);
  if (stored === null || stored.value.hash !== hash || rights === null) {
    throw new NotAuthenticatedError('This API token is not good, or not any more.', {
      code: 'ERR_API_TOKEN_REFUSED',
    });
  }
  const today = dayOf(now);
  if (stored.value.lastUsedOn !== today) {
    const value = { ...stored.value, lastUsedOn: today };
    // Another request of the day may have noted it first, which is as good.
    await replaceOne(store.apiTokens, { partition: DEPLOYMENT, id, revision: stored.revision, value });
  }
  return { id, value: stored.value, rights };
}

/** Which tokens a list holds. */
export interface ApiTokenList {
  readonly limit: number;
  /** `next` of the page before; null: from the first one on. */
  readonly after: string | null;
  /** Whether a token is listed at all; all if left out. */
  keep?(token: ApiToken): boolean;
}

/**
 * A page of the tokens that are not revoked, by name. It is full unless it is the last, however many are left out. Rejects
 * with `ERR_STORE_USAGE` for an `after` that is none.
 */
export async function listApiTokens(
  { limit, after, keep = () => true }: ApiTokenList,
  { store }: Pick<ApiTokensDeps, 'store'>,
): Promise<{ readonly items: readonly Stored<ApiToken>[]; readonly next: string | null }> {
  const items: Stored<ApiToken>[] = [];
  let next = after;
  do {
    const from: { readonly after?: string } = next === null ? {} : { after: next };
    const query = { index: 'name', equals: [], limit: limit - items.length, ...from } as const;
    const page: Page<ApiToken> = await store.apiTokens.find(DEPLOYMENT, query);
    items.push(...page.items.filter(({ value }) => keep(value)));
    next = page.next;
  } while (next !== null && items.length < limit);
  return { items, next };
}

/** Ends a token. Rejects with NotFoundError `ERR_API_TOKEN_NOT_FOUND`, and as `may` does for its state. */
export async function revokeApiToken(
  id: string,
  { by, may }: { readonly by: AuditedBy; may(token: ApiToken): void },
  { store, clock, random }: ApiTokensDeps,
): Promise<void> {
  const now = clock.now();
  const { written } = await updateDocument<ApiToken>(
    store.apiTokens,
    { partition: DEPLOYMENT, id },
    (token) => {
      if (token === null || token.revokedAt !== null) return null;
      may(token);
      const details = { ...by.details, api_token: id };
      const told = { at: now, random, action: 'api-token.revoked', actor: by.actor, details };
      const forgetAt = tokenForgetAt(now);
      return { ...token, revokedAt: now, forgetAt, audit: withAudit(token.audit, told) };
    },
    { tries: TRIES, what: 'token', code: 'ERR_ACCOUNT_CONTENDED' },
  );
  if (!written) throw noToken();
}

/** That there is no such token, or none that the caller may see. */
export function noToken(): NotFoundError {
  return new NotFoundError('There is no such API token.', { code: 'ERR_API_TOKEN_NOT_FOUND' });
}

function refused(field: string, message: string): InvalidInputError {
  return new InvalidInputError(message, {
    code: 'ERR_API_TOKEN_INVALID',
    issues: [{ path: [field], code: 'invalid_value', message }],
  });
}
