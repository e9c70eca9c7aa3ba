import { createHash } from 'node:crypto';
import { ConflictError, VmrKitError } from '../errors/vmrkit-error.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { DEPLOYMENT, type Stored } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { type SchedulingTagContent, schedulingTagText } from '../tags/scheduling-tag.ts';
import { HOUR_MS, shift } from '../time/instant.ts';
import type { PinSettings } from './derive-pins.ts';
import { holdClaims, releaseClaims } from './hold-claims.ts';
import { numberDigits, numberSpaceId, type SpaceNumber, spaceNumberId } from './number-space.ts';
import { ensureNumberSpace } from './number-spaces.ts';
import { releaseNumber } from './quarantine.ts';
import { isReservation, type Reservation } from './reservation.ts';
import { releaseReservation } from './reservation-lifecycle.ts';
import {
  makePins,
  type ReserveAliasesDeps,
  reservationAliases,
  reservationClaims,
} from './reserve-aliases.ts';

const MOST_ATTEMPTS = 16;
const FIRST_REVIEW_MS = HOUR_MS;

/** A tag whose reservation the store may have forgotten, and the meeting that shows it. */
export interface TaggedMeeting extends Pick<Reservation, 'tenantId' | 'integrationId' | 'mailboxId'> {
  readonly meetingKey: MeetingKey;
  /** Between `PXPS:-` and `#`. */
  readonly tagId: string;
  /** What it opened to. */
  readonly content: SchedulingTagContent;
  /** Of the integration now: the tag holds none. */
  readonly domain: string;
}

/** What {@link restoreReservation} goes by besides. */
export interface RestoreReservationInput extends TaggedMeeting {
  readonly correlationId: string;
  /** How long it stays unless its meeting is committed, in milliseconds. */
  readonly lapseAfterMs: number;
  readonly pins: PinSettings;
  readonly quarantineMs: number;
}

/** A reservation and its id. */
export interface RestoredReservation {
  readonly id: string;
  readonly reservation: Reservation;
}

/**
 * Makes the reservation of a sealed tag anew, with the same aliases, where the store has forgotten it: the
 * number becomes live, the aliases are claimed, the reservation is written last, as at allocation. A reservation of
 * this very tag that stands is given back as it is. Null: the number or an alias is another's, or this tag's
 * reservation is another meeting's. Repeating it finishes what a crash left undone. Throws ConflictError
 * `ERR_RESERVATION_CONTENDED` when others keep writing the same number.
 */
export async function restoreReservation(
  input: RestoreReservationInput,
  deps: ReserveAliasesDeps,
): Promise<RestoredReservation | null> {
  if (!(await hasSpace(input, deps))) return null;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const found = await lookAtNumber(input, deps);
    if (found.kind === 'taken') return null;
    if (found.kind === 'standing') return found;
    if (found.kind === 'unsettled') {
      const { tenantId, quarantineMs } = input;
      await releaseReservation(deps.store, { tenantId, id: found.id, now: deps.clock.now(), quarantineMs });
      continue;
    }
    const id = await freshId(input, deps);
    if (!(await takeNumber(found.number, { input, deps, id }))) continue;
    const written = await writeRestored(id, { input, deps });
    if (written !== 'again') return written;
  }
  throw new ConflictError('Others keep writing this reservation.', { code: 'ERR_RESERVATION_CONTENDED' });
}

/** Whether {@link restoreReservation} would succeed now. Writes nothing. */
export async function isRestorable(tagged: TaggedMeeting, deps: ReserveAliasesDeps): Promise<boolean> {
  const found = await lookAtNumber(tagged, deps);
  if (found.kind === 'taken') return false;
  const space = await loadOne(deps.store.numberSpaces, { partition: DEPLOYMENT, id: spaceOf(tagged) });
  if (space !== null && space.value.tenantId !== tagged.tenantId) return false;
  const standing = await deps.store.claims.load(DEPLOYMENT, reservationAliases(aliasesOf(tagged)));
  const owners = standing.flatMap((claim) => (claim === null ? [] : [claim.value.owner.id]));
  if (owners.length === 0) return true;
  const ids = new Set([found.kind === 'free' ? '' : found.id, ...restoredIds(tagged)]);
  return owners.every((owner) => ids.has(owner));
}

/** The two aliases that a tag's number has under the integration's domain. */
export function aliasesOf({
  content,
  domain,
}: Pick<TaggedMeeting, 'content' | 'domain'>): Pick<Reservation, 'alias' | 'numericAlias'> {
  const numericAlias = `${content.prefix}${numberDigits(content.number, content.length)}`;
  return { numericAlias, alias: `${numericAlias}@${domain}` };
}

/** What stands behind the tag's number. */
type Found =
  | { readonly kind: 'taken' }
  /** This tag's own reservation, unbound or bound to this meeting. */
  | ({ readonly kind: 'standing' } & RestoredReservation)
  /** This tag's own reservation, released and not yet settled. */
  | { readonly kind: 'unsettled'; readonly id: string }
  | { readonly kind: 'free'; readonly number: Stored<SpaceNumber> | null };

async function lookAtNumber(tagged: TaggedMeeting, { store }: ReserveAliasesDeps): Promise<Found> {
  const id = spaceNumberId(spaceOf(tagged), tagged.content.number);
  const number = await loadOne(store.spaceNumbers, { partition: DEPLOYMENT, id });
  const state = number?.value.state;
  const reservationId = state === undefined || state.kind === 'free' ? null : state.reservationId;
  if (state === undefined || reservationId === null) return { kind: 'free', number };
  const stored = await loadOne(store.reservations, { partition: tagged.tenantId, id: reservationId });
  if (stored === null) {
    // An allocation that is under way has a live number and no reservation yet.
    const free = state.kind === 'quarantined' || restoredIds(tagged).includes(reservationId);
    return free ? { kind: 'free', number } : { kind: 'taken' };
  }
  if (!isReservation(stored.value)) return { kind: 'free', number };
  const reservation = stored.value;
  if (reservation.tag !== schedulingTagText(tagged.tagId)) return { kind: 'taken' };
  if (reservation.state.kind === 'released') {
    return state.kind === 'live' ? { kind: 'unsettled', id: reservationId } : { kind: 'free', number };
  }
  const others = reservation.state.kind === 'bound' && reservation.state.meetingKey !== tagged.meetingKey;
  return others ? { kind: 'taken' } : { kind: 'standing', id: reservationId, reservation };
}

/** Whether the tag's number space may be used: its prefix may be another tenant's by now. */
async function hasSpace({ tenantId, content }: TaggedMeeting, deps: ReserveAliasesDeps): Promise<boolean> {
  try {
    await ensureNumberSpace(deps, { tenantId, prefix: content.prefix, length: content.length });
    return true;
  } catch (error) {
    if (VmrKitError.is(error) && error.code === 'ERR_ALIAS_NOT_AVAILABLE') return false;
    throw error;
  }
}

/** The first of the tag's own ids under which a reservation can still be written. */
async function freshId(tagged: TaggedMeeting, { store }: ReserveAliasesDeps): Promise<string> {
  for (const id of restoredIds(tagged)) {
    const known = await loadOne(store.reservations, { partition: tagged.tenantId, id });
    if (known === null || (isReservation(known.value) && known.value.state.kind !== 'released')) return id;
    const ids = reservationAliases(aliasesOf(tagged));
    await releaseClaims(store.claims, { owner: { kind: 'reservation', id }, ids });
  }
  throw new ConflictError('This reservation was restored and given up too often.', {
    code: 'ERR_RESERVATION_CONTENDED',
  });
}

async function takeNumber(
  number: Stored<SpaceNumber> | null,
  {
    input,
    deps,
    id,
  }: { readonly input: TaggedMeeting; readonly deps: ReserveAliasesDeps; readonly id: string },
): Promise<boolean> {
  const spaceId = spaceOf(input);
  const reviewAt = shift(deps.clock.now(), FIRST_REVIEW_MS);
  const value: SpaceNumber = {
    spaceId,
    number: input.content.number,
    state: { kind: 'live', reservationId: id, reviewAt },
  };
  const write = { partition: DEPLOYMENT, id: spaceNumberId(spaceId, value.number), value };
  return number === null
    ? insertOne(deps.store.spaceNumbers, write)
    : replaceOne(deps.store.spaceNumbers, { ...write, revision: number.revision });
}

/** Null: an alias is another's. `again`: somebody wrote under this id meanwhile. */
async function writeRestored(
  id: string,
  { input, deps }: { readonly input: RestoreReservationInput; readonly deps: ReserveAliasesDeps },
): Promise<RestoredReservation | null | 'again'> {
  const { store, clock } = deps;
  const reservation = await compose(id, { input, deps });
  const reviewAt = shift(clock.now(), FIRST_REVIEW_MS);
  const held = await holdClaims(
    store.claims,
    reservationClaims(id, { reservation, meetingKey: null, reviewAt }),
  );
  if (held.kind === 'conflict') {
    const { spaceId, number } = reservation;
    const until = shift(clock.now(), input.quarantineMs);
    await releaseNumber(store, { spaceId, number, reservationId: id, until });
    return null;
  }
  const write = { partition: input.tenantId, id, value: reservation };
  return (await insertOne(store.reservations, write)) ? { id, reservation } : 'again';
}

async function compose(
  id: string,
  { input, deps }: { readonly input: RestoreReservationInput; readonly deps: ReserveAliasesDeps },
): Promise<Reservation> {
  const { tenantId, integrationId, mailboxId, correlationId, lapseAfterMs, content, tagId } = input;
  const now = deps.clock.now();
  const aliases = aliasesOf(input);
  const tag = schedulingTagText(tagId);
  const owner = { tag, numericAlias: aliases.numericAlias };
  const ref = { tenantId, integrationId, reservationId: id };
  return {
    tenantId,
    integrationId,
    spaceId: spaceOf(input),
    number: content.number,
    ...aliases,
    tag,
    mailboxId,
    pins: await makePins(owner, { ref, settings: input.pins, deps }),
    callerKey: null,
    language: null,
    correlationId,
    createdAt: now,
    state: { kind: 'reserved', lapsesAt: shift(now, lapseAfterMs) },
  };
}

function spaceOf({ content }: Pick<TaggedMeeting, 'content'>): string {
  return numberSpaceId(content.prefix, content.length);
}

/** How often one tag may be restored and given up again. */
const MOST_RESTORATIONS = 8;

/**
 * The ids that a tag's reservation may be restored under, in the form of UUIDs, version 4. Made from the tag, so that
 * a run after a crash finds what the one before it began.
 */
function restoredIds({ tagId }: Pick<TaggedMeeting, 'tagId'>): readonly string[] {
  return Array.from({ length: MOST_RESTORATIONS }, (_, turn) => {
    const hash = createHash('sha256')
      .update(`restored ${turn} ${schedulingTagText(tagId)}`)
      .digest('hex');
    const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
    return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  });
}
