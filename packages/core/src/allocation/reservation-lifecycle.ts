import type { MeetingKey } from '../identity/meeting-key.ts';
import type { IntegrationRef, TenantId } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import { DEPLOYMENT, type Page, type Stored } from '../store/document-collection.ts';
import { loadOne, replaceOne } from '../store/document-steps.ts';
import { updateDocument } from '../store/update-document.ts';
import {
  openSchedulingTag,
  type SchedulingTagContent,
  schedulingTagText,
  type TagKeyRing,
} from '../tags/scheduling-tag.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import type { AllocationStore } from './allocation-store.ts';
import { releaseClaims } from './hold-claims.ts';
import { numberSpaceId, spaceNumberId } from './number-space.ts';
import { releaseNumber } from './quarantine.ts';
import {
  isReservation,
  type Reservation,
  type ReservationRecord,
  type ReservationState,
  reservationTombstone,
  TOMBSTONE_MS,
} from './reservation.ts';
import { reservationAliases } from './reserve-aliases.ts';
import { type ClaimOwnerSide, type RaiseResult, raiseOwner } from './sweeper.ts';

const MOST_ATTEMPTS = 16;

/** Names a reservation. */
export interface ReservationRef {
  readonly tenantId: TenantId;
  readonly id: string;
}

/** What {@link bindReservation} came to. */
export type BindResult =
  /** It is this meeting's, now or already. */
  | { readonly kind: 'bound'; readonly reservation: Reservation }
  /** Another meeting has it: a copied appointment. */
  | { readonly kind: 'conflict'; readonly meetingKey: MeetingKey }
  | { readonly kind: 'released'; readonly at: Instant }
  | { readonly kind: 'unknown' };

/** How long a reservation stays bound to a meeting that is never committed with it. */
const UNCOMMITTED_MS = 30 * DAY_MS;

/**
 * Ties a reservation to a meeting. Repeating it for the same meeting changes nothing. Throws ConflictError
 * `ERR_RESERVATION_CONTENDED` when others keep writing the reservation.
 */
export async function bindReservation(
  store: AllocationStore,
  binding: ReservationRef & { readonly meetingKey: MeetingKey; readonly now: Instant },
): Promise<BindResult> {
  const { meetingKey, now } = binding;
  const bound = { kind: 'bound', meetingKey, reviewAt: shift(now, UNCOMMITTED_MS) } as const;
  const result = await changeState(store, binding, (state) => {
    if (state.kind === 'reserved') return bound;
    // A write, so that a review that is due loses against the commit to come.
    const isDue = state.kind === 'bound' && state.reviewAt !== null && state.reviewAt <= shift(now, DAY_MS);
    return isDue && state.meetingKey === meetingKey ? bound : null;
  });
  if (result === null) return { kind: 'unknown' };
  const { state } = result.value;
  if (state.kind === 'released') return { kind: 'released', at: state.at };
  if (state.kind === 'bound' && state.meetingKey !== meetingKey) {
    return { kind: 'conflict', meetingKey: state.meetingKey };
  }
  return { kind: 'bound', reservation: result.value };
}

/** When and for how long. */
export interface ReleaseOptions {
  readonly now: Instant;
  /** How long the number rests, in milliseconds. */
  readonly quarantineMs: number;
}

/**
 * Gives a reservation up, whatever its state: its aliases' claims go and its number goes into quarantine. Repeating it
 * finishes what a crash left undone. False when there is no such reservation.
 */
export async function releaseReservation(
  store: AllocationStore,
  release: ReservationRef & ReleaseOptions,
): Promise<boolean> {
  const at = release.now;
  const forgetAt = shift(at, TOMBSTONE_MS);
  const released = await changeState(store, release, (state) =>
    state.kind === 'released' ? null : { kind: 'released', at, settled: false, forgetAt },
  );
  if (released === null) return false;
  await settleReleased(store, { ...release, reservation: released.value });
  return true;
}

/** What {@link lapseReservations} is told. */
export interface LapseOptions extends ReleaseOptions {
  /** Asks the meeting that a reservation is bound to; see {@link raiseOwner}. */
  raiseMeeting(bound: BoundReservation): Promise<RaiseResult>;
  /** Most reservations to look at in this call, 1 to 1,000. */
  readonly limit: number;
  /** Integrations whose reservations stay as they are, since their time is in doubt. */
  isHeld?(integrationId: IntegrationRef['integrationId']): boolean;
}

/** A reservation that is bound, with its meeting. */
export interface BoundReservation extends ReservationRef {
  readonly meetingKey: MeetingKey;
}

/**
 * Releases the reservations that no meeting used in time or that were bound and never committed, finishes
 * releases that a crash interrupted, and forgets what is long over, over all tenants. Returns how many it
 * looked at; fewer than `limit` means that none is left.
 */
export async function lapseReservations(store: AllocationStore, options: LapseOptions): Promise<number> {
  const { now, quarantineMs } = options;
  const due = await dueReservations(store, options);
  for (const stored of due) {
    const { id, partition: tenantId, revision } = stored;
    if (isForgotten(stored.value, now)) {
      await store.reservations.commit(tenantId, [{ op: 'remove', id, revision }]);
      continue;
    }
    const state = await stateAfterReview(stored.value.state, { tenantId, id }, options);
    if (state === null || !isReservation(stored.value)) continue;
    const reservation = { ...stored.value, state };
    const write = { partition: tenantId, id, revision, value: reservation };
    if (state !== stored.value.state && !(await replaceOne(store.reservations, write))) continue;
    await settleReleased(store, { tenantId, id, now, quarantineMs, reservation });
  }
  return due.length;
}

/** Those that are held stand in nobody's way. */
async function dueReservations(
  { reservations }: Pick<AllocationStore, 'reservations'>,
  { now, limit, isHeld = () => false }: LapseOptions,
): Promise<Page<ReservationRecord>['items']> {
  const due: Page<ReservationRecord>['items'][number][] = [];
  for (let after: string | null = ''; after !== null && due.length < limit; ) {
    const page: Page<ReservationRecord> = await reservations.find(null, {
      index: 'due',
      equals: [],
      to: now,
      limit: limit - due.length,
      ...(after === '' ? {} : { after }),
    });
    due.push(...page.items.filter(({ value }) => !isReservation(value) || !isHeld(value.integrationId)));
    after = page.next;
  }
  return due;
}

/** Null: to be looked at again later. */
async function stateAfterReview(
  state: ReservationRecord['state'],
  ref: ReservationRef,
  { now, quarantineMs, raiseMeeting }: LapseOptions,
): Promise<ReservationState | null> {
  if (state.kind === 'void') return null;
  if (state.kind === 'released') return state;
  if (state.kind === 'bound') {
    const { meetingKey } = state;
    const answer = await raiseMeeting({ ...ref, meetingKey });
    if (answer === 'busy') return null;
    if (answer === 'used') return { kind: 'bound', meetingKey, reviewAt: null };
  }
  // Told as deleted for as long as its number rests.
  return { kind: 'released', at: now, settled: false, forgetAt: shift(now, quarantineMs) };
}

function isForgotten({ state }: ReservationRecord, now: Instant): boolean {
  if (state.kind === 'void') return state.forgetAt <= now;
  return state.kind === 'released' && state.settled && state.forgetAt <= now;
}

/** What stands behind a scheduling tag. */
export type TagLookup =
  | { readonly kind: 'found'; readonly id: string; readonly reservation: Reservation }
  /**
   * `at` is null when it is so long ago that its number was given out again or may be; `forgetAt`: until when it is
   * told as deleted.
   */
  | {
      readonly kind: 'released';
      readonly at: Instant | null;
      readonly forgetAt: Instant | null;
      readonly content: SchedulingTagContent;
    }
  /** Sealed by this deployment, yet the store knows nothing of it: it was restored from an older copy. */
  | { readonly kind: 'unknown'; readonly content: SchedulingTagContent }
  /** No key opens it, or it is another integration's: nobody here learns which (I4). */
  | { readonly kind: 'invalid' };

/** What {@link findReservationByTag} is told. */
export interface FindByTagOptions extends IntegrationRef {
  /** Between `PXPS:-` and `#`. */
  readonly tagId: string;
  readonly keys: TagKeyRing;
}

/**
 * Finds the reservation that a tag of this integration names. A number that meanwhile has another reservation's tag
 * counts as released.
 */
export async function findReservationByTag(
  store: AllocationStore,
  { tenantId, integrationId, tagId, keys }: FindByTagOptions,
): Promise<TagLookup> {
  const content = openSchedulingTag(tagId, keys);
  if (content === null || content.integrationId !== integrationId) return { kind: 'invalid' };
  const numberId = spaceNumberId(numberSpaceId(content.prefix, content.length), content.number);
  const number = await loadOne(store.spaceNumbers, { partition: DEPLOYMENT, id: numberId });
  if (number === null) return { kind: 'unknown', content };
  const { state } = number.value;
  const id = state.kind === 'free' ? null : state.reservationId;
  const found = id === null ? null : await loadOne(store.reservations, { partition: tenantId, id });
  if (id === null || found === null || !isReservation(found.value))
    return { kind: 'released', at: null, forgetAt: null, content };
  const reservation = found.value;
  if (reservation.tag !== schedulingTagText(tagId))
    return { kind: 'released', at: null, forgetAt: null, content };
  if (reservation.state.kind !== 'released') return { kind: 'found', id, reservation };
  const { at, forgetAt } = reservation.state;
  return { kind: 'released', at, forgetAt, content };
}

/** Reservations as owners of claims, for `sweepClaims`. */
export function reservationOwner(store: AllocationStore, clock: Pick<Clock, 'now'>): ClaimOwnerSide {
  return {
    raise: ({ id, value: { tenantId, owner } }) =>
      raiseOwner(store.reservations, {
        partition: tenantId,
        id: owner.id,
        // A draft's claim is reviewed when its day is over, so no reservation uses it any more.
        uses: (record) =>
          isReservation(record) &&
          record.state.kind !== 'released' &&
          reservationAliases(record).includes(id),
        tombstone: reservationTombstone(tenantId, clock.now()),
      }),
  };
}

async function settleReleased(
  store: AllocationStore,
  {
    id,
    tenantId,
    now,
    quarantineMs,
    reservation,
  }: ReservationRef & ReleaseOptions & { readonly reservation: Reservation },
): Promise<void> {
  if (reservation.state.kind !== 'released' || reservation.state.settled) return;
  await releaseClaims(store.claims, {
    owner: { kind: 'reservation', id },
    ids: reservationAliases(reservation),
  });
  const { spaceId, number } = reservation;
  await releaseNumber(store, { spaceId, number, reservationId: id, until: shift(now, quarantineMs) });
  await changeState(store, { tenantId, id }, (state) =>
    state.kind === 'released' && !state.settled ? { ...state, settled: true } : null,
  );
}

/** Applies `next` by compare-and-set; null leaves the state. The reservation as it then stands, null without one. */
async function changeState(
  store: AllocationStore,
  { tenantId, id }: ReservationRef,
  next: (state: ReservationState) => ReservationState | null,
): Promise<Stored<Reservation> | null> {
  const { stored } = await updateDocument(
    store.reservations,
    { partition: tenantId, id },
    (record) => {
      const state = record !== null && isReservation(record) ? next(record.state) : null;
      return state && ({ ...record, state } as Reservation);
    },
    { tries: MOST_ATTEMPTS, what: 'reservation', code: 'ERR_RESERVATION_CONTENDED' },
  );
  return stored !== null && isReservation(stored.value) ? { ...stored, value: stored.value } : null;
}
