import { aliasClaim, type Claim, nameClaim } from '../allocation/claim.ts';
import { sealPins } from '../allocation/sealed-pins.ts';
import { reviewClaims } from '../allocation/sweeper.ts';
import { holdForAll, writeClaimed } from '../allocation/write-claimed.ts';
import { withAudit } from '../audit/audit-entry.ts';
import { type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import { grantsNow, isRoomAliasGranted } from '../integration/alias-grants.ts';
import { toInputIssues } from '../integration/record-issues.ts';
import { uuidV4 } from '../runtime/random.ts';
import { DEPLOYMENT, type Stored } from '../store/document-collection.ts';
import { type Room, type RoomEntry, restingOf, roomClaims } from './room.ts';
import { type RoomInput, repeatedValues, roomInputSchema } from './room-input.ts';
import { findRoom, findRoomByName, type RoomDeps, roomContended, roomOwner } from './room-records.ts';

const TRIES = 8;
/** Most claims that are looked at at once. */
const CHUNK = 500;
/** Rows that are written at the same time: their writes share one wait for the disk. */
const TOGETHER = 50;

/** Rooms to be saved for one tenant. */
export interface RoomImport {
  readonly tenantId: TenantId;
  /** JSON; see `roomInputSchema`. A room replaces the tenant's room of the same name. */
  readonly rows: readonly unknown[];
  /** Who does it, for the audit: `operator`. */
  readonly actor: string;
  readonly dryRun: boolean;
}

/** What an import did, or would do. */
export interface ImportReport {
  readonly created: number;
  readonly replaced: number;
}

/** One room of an import, and what it replaces. */
export interface Placed {
  readonly id: string;
  readonly input: RoomInput;
  readonly seen: Stored<Room> | null;
}

/**
 * Saves rooms, all or none: throws InvalidInputError `ERR_ROOM_IMPORT` with every fault, the number of its row first in the
 * path, before anything is written. Nobody learns whether an alias is taken or not granted. A crash while rooms are written may
 * leave a part of them; the same import again completes it. Rejects with ConflictError `ERR_ROOM_CONTENDED` where others
 * take the same names at this moment.
 */
export async function importRooms(
  { tenantId, rows, actor, dryRun }: RoomImport,
  deps: RoomDeps,
): Promise<ImportReport> {
  const { inputs, issues } = judgeRows(rows);
  const placed: (Placed | null)[] = [];
  for (const input of inputs) placed.push(input && (await place(tenantId, input, deps)));
  const faults = [...issues, ...repeatedValues(inputs), ...(await takenValues(tenantId, placed, deps))];
  if (faults.length > 0) {
    const sorted = faults.toSorted((a, b) => Number(a.path[0]) - Number(b.path[0]));
    throw new InvalidInputError('Nothing was saved, since some rooms have faults.', {
      code: 'ERR_ROOM_IMPORT',
      issues: sorted,
    });
  }
  const all = placed.filter((each) => each !== null);
  const replaced = all.filter(({ seen }) => seen !== null).length;
  if (!dryRun) {
    const { store, clock } = deps;
    const how = { claims: store.claims, kind: 'room', owner: roomOwner(store, clock), clock } as const;
    const writes = all.map(({ id, input: { name, aliases } }) => {
      return { id, value: { tenantId }, claims: roomClaims({ tenantId, name, aliases }) };
    });
    if (!(await holdForAll(writes, how))) throw roomContended();
    for (let from = 0; from < all.length; from += TOGETHER) {
      const together = all.slice(from, from + TOGETHER);
      await Promise.all(together.map((each) => save(tenantId, each, { ...deps, actor })));
    }
  }
  return { created: all.length - replaced, replaced };
}

/** Judges rows by themselves; null stands for one with faults. */
export function judgeRows(rows: readonly unknown[]): {
  readonly inputs: readonly (RoomInput | null)[];
  readonly issues: readonly InputIssue[];
} {
  const judged = rows.map((input) => roomInputSchema.safeParse(input));
  const issues = judged.flatMap(({ error }, row) =>
    error === undefined ? [] : toInputIssues(error.issues, { input: rows[row], prefix: [row] }),
  );
  return { inputs: judged.map(({ data }) => data ?? null), issues };
}

async function place(tenantId: TenantId, input: RoomInput, { store, random }: RoomDeps): Promise<Placed> {
  const seen = await findRoomByName({ tenantId, name: input.name }, store);
  return { id: seen?.id ?? uuidV4(random), input, seen };
}

/**
 * Names and aliases that somebody else holds, that rest after a meeting or a room had them, or that the tenant was not granted, as far
 * as is known now; only the claims make it sure.
 */
export async function takenValues(
  tenantId: TenantId,
  placed: readonly (Placed | null)[],
  { store, clock, aliasGrants }: RoomDeps,
): Promise<readonly InputIssue[]> {
  const wanted = placed.flatMap((each, row) => {
    if (each === null) return [];
    const { id, input } = each;
    const name = { id, alias: null, claim: nameClaim(tenantId, input.name), path: [row, 'name'] };
    const aliases = input.aliases.map((alias, at) => {
      return { id, alias, claim: aliasClaim(alias), path: [row, 'aliases', at] };
    });
    return [name, ...aliases];
  });
  const issues: InputIssue[] = [];
  const grants = await grantsNow(aliasGrants);
  for (let from = 0; from < wanted.length; from += CHUNK) {
    const chunk = wanted.slice(from, from + CHUNK);
    const ids = chunk.map(({ claim }) => claim);
    const resting = await restingNumbers(chunk, store);
    for (const [at, held] of (await store.claims.load(DEPLOYMENT, ids)).entries()) {
      const one = chunk[at];
      if (one === undefined) continue;
      const isGranted = one.alias === null || isRoomAliasGranted(one.alias, tenantId, grants);
      const isOwn = held?.value.owner.kind === 'room' && held.value.owner.id === one.id;
      const isFree =
        isOwn || (!resting.has(one.claim) && (held === null || (await isLeftOver(held, { store, clock }))));
      if (isGranted && isFree) continue;
      const what = one.path[1] === 'name' ? 'name' : 'alias';
      issues.push({
        path: one.path,
        code: `${what}_not_available`,
        message: `This ${what} is not available.`,
      });
    }
  }
  return issues;
}

/**
 * Claims on aliases whose numbers are not free: those of meetings, and those in quarantine, which invitations to meetings that
 * are over still name. A number with and without a domain is one. The claims of a meeting go a moment before its number rests.
 */
async function restingNumbers(
  wanted: readonly { readonly alias: string | null; readonly claim: string }[],
  { spaceNumbers }: RoomDeps['store'],
): Promise<ReadonlySet<string>> {
  const aliases = wanted.flatMap(({ alias, claim }) => {
    const number = alias?.toLowerCase().split('@')[0];
    return number === undefined ? [] : [{ claim, number }];
  });
  const ids = [...new Set(aliases.map(({ number }) => number))];
  const known = await spaceNumbers.load(DEPLOYMENT, ids);
  const resting = new Set(
    known.flatMap((each) => (each === null || each.value.state.kind === 'free' ? [] : [each.id])),
  );
  return new Set(aliases.flatMap(({ claim, number }) => (resting.has(number) ? [claim] : [])));
}

/** Whether a room's claim is what a crash left, or has rested; then it is gone now. */
async function isLeftOver(
  { id, value }: Stored<Claim>,
  { store, clock }: Pick<RoomDeps, 'store' | 'clock'>,
): Promise<boolean> {
  const { owner, tenantId } = value;
  if (owner.kind !== 'room') return false;
  const holder = await findRoom({ tenantId, id: owner.id }, store);
  if (holder !== null && roomClaims(holder.value).includes(id)) return false;
  await reviewClaims(store.claims, { ids: [id], now: clock.now(), owner: roomOwner(store, clock) });
  const [left] = await store.claims.load(DEPLOYMENT, [id]);
  return left === null;
}

async function save(
  tenantId: TenantId,
  { id, input, seen: before }: Placed,
  deps: RoomDeps & { readonly actor: string },
): Promise<void> {
  const { store, clock } = deps;
  const owner = roomOwner(store, clock);
  const how = { claims: store.claims, collection: store.rooms, kind: 'room', owner, clock } as const;
  let seen = before;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const value = await roomOf({ tenantId, id, input, before: seen?.value ?? null }, deps);
    const claims = roomClaims(value);
    const result = await writeClaimed<RoomEntry>({ id, value, seen, claims }, how);
    if (result.kind === 'conflict') throw roomContended();
    if (result.kind === 'written') {
      const unused = seen === null ? [] : roomClaims(seen.value).filter((each) => !claims.includes(each));
      await reviewClaims(store.claims, { ids: unused, now: clock.now(), owner });
      return;
    }
    seen = await findRoom({ tenantId, id }, store);
    // Deleted meanwhile: what is left of it must not be brought back under its id.
    if (seen === null) throw roomContended();
  }
  throw roomContended();
}

/** The room that an input makes. */
export async function roomOf(
  {
    tenantId,
    id,
    input,
    before,
  }: {
    readonly tenantId: TenantId;
    readonly id: string;
    readonly input: RoomInput;
    readonly before: Room | null;
  },
  { sealer, clock, random, aliasRestMs: restMs, actor }: RoomDeps & { readonly actor: string },
): Promise<Room> {
  const now = clock.now();
  const { name, description, aliases, allow_guests: allowGuests } = input;
  const pins = { host: input.pin, guest: input.guest_pin };
  const action = before === null ? 'room.created' : 'room.replaced';
  const told = { at: now, random, action, actor, details: {} };
  const resting = before === null ? [] : restingOf(before, aliases, { now, restMs });
  return {
    tenantId,
    ownerEmail: input.owner_email,
    name,
    description,
    aliases,
    ...(resting.length > 0 && { resting }),
    pins: await sealPins(pins, { ref: { tenantId, roomId: id }, sealer, allowGuests }),
    allowGuests,
    createdAt: before?.createdAt ?? now,
    changedAt: now,
    audit: withAudit(before?.audit ?? [], told),
  };
}
