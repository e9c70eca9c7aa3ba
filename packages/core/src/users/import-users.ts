import { holdForAll } from '../allocation/write-claimed.ts';
import { withAudit } from '../audit/audit-entry.ts';
import { ConflictError, type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import { toInputIssues } from '../integration/record-issues.ts';
import type { Stored } from '../store/document-collection.ts';
import { sameUserId, type User, type UserId, userIdClaim } from './user.ts';
import { inputUserIds, type UserInput, userInputSchema } from './user-input.ts';
import {
  contended,
  drawUserId,
  findUser,
  findUserByIds,
  findUsersByEmail,
  type UserDeps,
  userOwner,
  writeUser,
} from './user-records.ts';

const TRIES = 8;
/** Rows that are written at the same time: their writes share one wait for the disk. */
const TOGETHER = 50;

/** Users to be saved for one tenant. */
export interface UserImport {
  readonly tenantId: TenantId;
  /** Whose Exchange ids the rows hold; null: they may hold none. */
  readonly integrationId: IntegrationId | null;
  /** JSON; see `userInputSchema`. */
  readonly rows: readonly unknown[];
  /** Who does it, for the audit: `operator`. */
  readonly actor: string;
  readonly dryRun: boolean;
}

/** What an import did, or would do. */
export interface UserImportReport {
  readonly created: number;
  readonly changed: number;
}

interface Judged {
  readonly input: UserInput;
  readonly ids: readonly UserId[];
}

interface Placed extends Judged {
  readonly id: string;
  readonly seen: Stored<User> | null;
}

/**
 * Saves users, all or none: a row changes the user who is known by its ids, else the only one with its address, else it
 * makes a new one. Throws InvalidInputError `ERR_USER_IMPORT` with every fault, the number of its row first in the path,
 * before anything is written. A crash while users are written may leave a part of them; the same import again completes
 * it. Rejects with ConflictError `ERR_USER_CONTENDED` where others write the same users at this moment.
 */
export async function importUsers(request: UserImport, deps: UserDeps): Promise<UserImportReport> {
  const issues: InputIssue[] = [];
  const placed: Placed[] = [];
  const taken = new Set<string>();
  for (const [row, given] of request.rows.entries()) {
    const judged = judge(given, { row, integrationId: request.integrationId, issues });
    const place = judged && (await placeOf(judged, { row, tenantId: request.tenantId, issues, deps }));
    if (!place) continue;
    const { input, ids, id } = place;
    const marks = [input.email.toLowerCase(), id, ...ids.map((each) => userIdClaim(request.tenantId, each))];
    if (marks.some((mark) => taken.has(mark))) {
      const message = 'This import has a row for this person already.';
      issues.push({ path: [row, 'email'], code: 'duplicate', message });
    }
    for (const mark of marks) taken.add(mark);
    placed.push(place);
  }
  if (issues.length > 0) {
    throw new InvalidInputError('Nothing was saved, since some users have faults.', {
      code: 'ERR_USER_IMPORT',
      issues,
    });
  }
  if (!request.dryRun) {
    const { store, clock } = deps;
    const how = { claims: store.claims, kind: 'user', owner: userOwner(store, clock), clock } as const;
    if (
      !(await holdForAll(
        placed.map((place) => claimedBy(place, request)),
        how,
      ))
    )
      throw contended();
    for (let from = 0; from < placed.length; from += TOGETHER) {
      await Promise.all(placed.slice(from, from + TOGETHER).map((place) => save(place, { request, deps })));
    }
  }
  const created = placed.filter(({ seen }) => seen === null).length;
  return { created, changed: placed.length - created };
}

function judge(
  given: unknown,
  {
    row,
    integrationId,
    issues,
  }: { readonly row: number; readonly integrationId: IntegrationId | null; readonly issues: InputIssue[] },
): Judged | null {
  const { data, error } = userInputSchema.safeParse(given);
  if (error !== undefined) {
    issues.push(...toInputIssues(error.issues, { input: given, prefix: [row] }));
    return null;
  }
  if (data.msexchuid !== null && integrationId === null) {
    const message = 'An Exchange id belongs to an integration: say which.';
    issues.push({ path: [row, 'msexchuid'], code: 'invalid_value', message });
  }
  return { input: data, ids: inputUserIds(data, integrationId) };
}

async function placeOf(
  judged: Judged,
  {
    row,
    tenantId,
    issues,
    deps,
  }: {
    readonly row: number;
    readonly tenantId: TenantId;
    readonly issues: InputIssue[];
    readonly deps: UserDeps;
  },
): Promise<Placed | null> {
  const fault = (code: string, message: string) => {
    issues.push({ path: [row, 'email'], code, message });
    return null;
  };
  try {
    const seen = await findUserByIds(tenantId, judged.ids, deps);
    if (seen !== null) return { ...judged, id: seen.id, seen };
  } catch (error) {
    if (!ConflictError.is(error) || error.code !== 'ERR_USER_ID_TAKEN') throw error;
    return fault('ids_of_two_users', 'The ids of this row belong to two users.');
  }
  const { input, ids } = judged;
  const [seen = null, ...others] = await findUsersByEmail({ tenantId, email: input.email }, deps);
  if (others.length > 0) return fault('several_users', 'Several users have this address: give an id.');
  const entra = ids.find(({ kind }) => kind === 'entra');
  if (entra && seen?.value.ids.some((each) => each.kind === 'entra' && !sameUserId(each, entra)))
    return fault('another_person', 'The user with this address is another person in Entra.');
  return { ...judged, id: seen?.id ?? drawUserId(deps.random), seen };
}

/** What a user's record relies on. */
function claimedBy({ id, ids }: Placed, { tenantId }: Pick<UserImport, 'tenantId'>) {
  return { id, value: { tenantId }, claims: ids.map((each) => userIdClaim(tenantId, each)) };
}

async function save(
  { id, input, ids, seen: before }: Placed,
  { request, deps }: { readonly request: UserImport; readonly deps: UserDeps },
): Promise<void> {
  let seen = before;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const value = userOf({ input, ids, before: seen?.value ?? null }, { request, deps });
    const result = await writeUser({ id, value, seen }, deps);
    if (result === 'written') return;
    seen = await findUser({ tenantId: request.tenantId, userId: id }, deps);
    // Deleted meanwhile: an id is never used again.
    if (result === 'taken' || seen === null) break;
  }
  throw contended();
}

function userOf(
  { input, ids, before }: Judged & { readonly before: User | null },
  {
    request: { tenantId, actor },
    deps: { clock, random },
  }: { readonly request: UserImport; readonly deps: UserDeps },
): User {
  const now = clock.now();
  const action = before === null ? 'user.created' : 'user.changed';
  const known = before?.ids ?? [];
  const fresh = ids.filter((id) => !known.some((each) => sameUserId(each, id)));
  return {
    tenantId,
    firstName: input.first_name ?? before?.firstName ?? null,
    lastName: input.last_name ?? before?.lastName ?? null,
    displayName: input.display_name ?? before?.displayName ?? null,
    email: input.email,
    ids: [...known, ...fresh],
    createdBy: before?.createdBy ?? 'operator',
    createdAt: before?.createdAt ?? now,
    changedAt: now,
    audit: withAudit(before?.audit ?? [], { at: now, random, action, actor, details: {} }),
  };
}
