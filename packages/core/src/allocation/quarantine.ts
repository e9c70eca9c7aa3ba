import { DEPLOYMENT, type Stored } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { updateDocument } from '../store/update-document.ts';
import type { Instant } from '../time/instant.ts';
import type { AllocationStore, KeySealer } from './allocation-store.ts';
import { type NumberSpace, type SpaceNumber, type SpaceNumberState, spaceNumberId } from './number-space.ts';
import { openSpaceKey } from './number-spaces.ts';
import { keyedRank } from './permutation.ts';
import { isReservation, reservationTombstone } from './reservation.ts';

const MOST_ATTEMPTS = 8;

/** Names a number. */
export interface NumberRef {
  readonly spaceId: string;
  readonly number: number;
}

/**
 * Puts a live number into quarantine. A number that this reservation no longer has stays as it is, so repeating does
 * no harm. Rejects with ConflictError `ERR_ALIAS_SPACE_CONTENDED` when others keep writing the number.
 */
export async function releaseNumber(
  store: AllocationStore,
  release: NumberRef & { readonly reservationId: string; readonly until: Instant },
): Promise<void> {
  const { reservationId, until } = release;
  await changeNumber(store, release, (state) =>
    state?.kind === 'live' && state.reservationId === reservationId
      ? { kind: 'quarantined', until, reservationId }
      : null,
  );
}

/**
 * Starts the quarantine of a number again because its tag was seen: somewhere an old invitation is still in use. A
 * live number stays as it is. A number that the store does not know (it was restored from an older copy) is kept
 * from being drawn too. Rejects as {@link releaseNumber} does.
 */
export async function restartQuarantine(
  store: AllocationStore,
  restart: NumberRef & { readonly until: Instant },
): Promise<void> {
  const { until } = restart;
  await changeNumber(store, restart, (state) => {
    if (state === null || state.kind === 'free') return { kind: 'quarantined', until, reservationId: null };
    return state.kind === 'quarantined' && state.until < until ? { ...state, until } : null;
  });
}

/** What {@link sweepNumbers} is told. */
export interface SweepNumbersOptions {
  readonly store: AllocationStore;
  readonly sealer: KeySealer;
  readonly now: Instant;
  /** How long a number rests that a crash left without a reservation, in milliseconds. */
  readonly quarantineMs: number;
  /** Most numbers to look at in this call, 1 to 1,000. */
  readonly limit: number;
}

/**
 * Looks at the numbers that are due: those whose quarantine is over may be drawn again, those whose reservation was
 * never written go into quarantine. Returns how many it looked at; fewer than `limit` means that none is left.
 */
export async function sweepNumbers(options: SweepNumbersOptions): Promise<number> {
  const { store, sealer, now, limit } = options;
  const due = await store.spaceNumbers.find(DEPLOYMENT, { index: 'due', equals: [], to: now, limit });
  const spaces = new Map<string, { readonly space: Stored<NumberSpace>; readonly key: Uint8Array } | null>();
  for (const stored of due.items) {
    const { id, revision } = stored;
    const { spaceId } = stored.value;
    if (!spaces.has(spaceId)) {
      const space = await loadOne(store.numberSpaces, { partition: DEPLOYMENT, id: spaceId });
      spaces.set(spaceId, space && { space, key: await openSpaceKey(sealer, space.value) });
    }
    const known = spaces.get(spaceId);
    if (known) await review(stored, { ...options, tenantId: known.space.value.tenantId, key: known.key });
    // The store was restored from before its space was made: nobody can draw it, so nobody need know of it.
    else await store.spaceNumbers.commit(DEPLOYMENT, [{ op: 'remove', id, revision }]);
  }
  return due.items.length;
}

async function review(
  stored: Stored<SpaceNumber>,
  options: SweepNumbersOptions & { readonly tenantId: string; readonly key: Uint8Array },
): Promise<void> {
  const { id, revision, value } = stored;
  const state = await afterReview(value, options);
  const write = { partition: DEPLOYMENT, id, revision, value: { ...value, state } };
  await replaceOne(options.store.spaceNumbers, write);
}

async function afterReview(
  { spaceId, number, state }: SpaceNumber,
  options: SweepNumbersOptions & { readonly tenantId: string; readonly key: Uint8Array },
): Promise<SpaceNumberState> {
  if (state.kind !== 'live') {
    return { kind: 'free', rank: keyedRank(options.key, { number, freedAt: options.now }) };
  }
  const { store, tenantId } = options;
  const document = { partition: tenantId, id: state.reservationId };
  let reservation = await loadOne(store.reservations, document);
  if (reservation === null) {
    // A latecomer's insert must fail from now on, for the number is about to be taken from it.
    await insertOne(store.reservations, { ...document, value: reservationTombstone(tenantId, options.now) });
    reservation = await loadOne(store.reservations, document);
  }
  const record = reservation?.value;
  const isItsNumber =
    record !== undefined &&
    isReservation(record) &&
    record.state.kind !== 'released' &&
    record.spaceId === spaceId &&
    record.number === number;
  if (isItsNumber) return { ...state, reviewAt: null };
  const until = (options.now + options.quarantineMs) as Instant;
  return { kind: 'quarantined', until, reservationId: state.reservationId };
}

/** Applies `next` to a number's state by compare-and-set; null leaves it. Rejects when outrun again and again. */
async function changeNumber(
  store: AllocationStore,
  { spaceId, number }: NumberRef,
  next: (state: SpaceNumberState | null) => SpaceNumberState | null,
): Promise<void> {
  await updateDocument(
    store.spaceNumbers,
    { partition: DEPLOYMENT, id: spaceNumberId(spaceId, number) },
    (value) => {
      const state = next(value?.state ?? null);
      return state && { ...(value ?? { spaceId, number }), state };
    },
    { tries: MOST_ATTEMPTS, what: 'number', code: 'ERR_ALIAS_SPACE_CONTENDED' },
  );
}
