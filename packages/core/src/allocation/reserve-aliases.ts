import { ConflictError, UnavailableError } from '../errors/vmrkit-error.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import { uuidV4 } from '../runtime/random.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { sealSchedulingTag, type TagKeyRing } from '../tags/scheduling-tag.ts';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { aliasClaim, type Claim, draftClaim } from './claim.ts';
import { derivePins, type PinSettings, type PinsOwner } from './derive-pins.ts';
import { drawNumber } from './draw-number.ts';
import { holdClaims, releaseClaims, type WantedClaim } from './hold-claims.ts';
import { numberDigits } from './number-space.ts';
import { ensureNumberSpace, type NumberSpaceDeps } from './number-spaces.ts';
import { releaseNumber } from './quarantine.ts';
import { isReservation, type Reservation } from './reservation.ts';
import { type PinsRef, type SealedPins, sealPins } from './sealed-pins.ts';

/** For how long a draft's key gives the same reservation. */
const DRAFT_VALID_MS = DAY_MS;
/** When the traces of an allocation are looked at first: long after it ended or crashed. */
const FIRST_REVIEW_MS = HOUR_MS;
const MOST_DRAWS = 32;
const MOST_DRAFTS = 4;

/** What is asked for. */
export interface ReserveAliasesInput extends IntegrationRef {
  readonly prefix: string;
  /** Digits of the number. */
  readonly length: number;
  readonly domain: string;
  /** Equipment mailbox that the add-in is told to invite. */
  readonly mailboxId: string;
  /** `Caller.key`; null when a token tag asks. */
  readonly callerKey: string | null;
  /** BCP 47 tag of the caller's language; null: not told. */
  readonly language: string | null;
  /** Follows the meeting from here on. */
  readonly correlationId: string;
  /**
   * Random text of the pane's draft: the same one by the same caller gives the same reservation for 24 hours. Null:
   * a reservation of its own each time.
   */
  readonly draftKey: string | null;
  readonly pins: PinSettings;
  /** How long it stays without a meeting, in milliseconds. */
  readonly lapseAfterMs: number;
  /** How long a number rests after use, in milliseconds. */
  readonly quarantineMs: number;
}

/** What allocation needs. */
export interface ReserveAliasesDeps extends NumberSpaceDeps {
  readonly clock: Clock;
  readonly tagKeys: TagKeyRing;
}

/** A reservation and its id. */
export interface ReservedAliases {
  readonly id: string;
  readonly reservation: Reservation;
  /** Whether this call made it; false when its draft had it already. */
  readonly isNew: boolean;
}

/**
 * Reserves two aliases, `<prefix><digits>` and `<prefix><digits>@<domain>`, and seals their tag. The
 * reservation is written last: what a crash leaves before that are claims and a number that the sweepers free.
 * Throws ConflictError `ERR_ALIAS_SPACE_FULL`, `ERR_ALIAS_NOT_AVAILABLE`, or `ERR_ALIAS_SPACE_CONTENDED` when the
 * aliases of 32 numbers in a row were others'; UnavailableError `ERR_ALIAS_SPACE_AWAITING` after a take-over, until
 * recovery has run.
 */
export async function reserveAliases(
  input: ReserveAliasesInput,
  deps: ReserveAliasesDeps,
): Promise<ReservedAliases> {
  for (let attempt = 0; attempt < MOST_DRAFTS; attempt += 1) {
    const draft = await openDraft(input, deps);
    if (draft.reservation !== null) return { id: draft.id, reservation: draft.reservation, isNew: false };
    const reservation = await writeReservation(draft.id, { input, deps });
    if (reservation !== null) return { id: draft.id, reservation, isNew: true };
  }
  throw contended();
}

/** The claims of a reservation's two aliases, for a commit that relies on them. */
export function reservationClaims(
  id: string,
  options: { readonly reservation: Reservation } & Pick<Claim, 'meetingKey' | 'reviewAt'>,
): readonly WantedClaim[] {
  const { reservation, meetingKey, reviewAt } = options;
  const owner = { kind: 'reservation', id } as const;
  const claim = { tenantId: reservation.tenantId, owner, meetingKey, reviewAt };
  return reservationAliases(reservation).map((claimId) => ({ id: claimId, claim }));
}

/** The ids of the claims on a reservation's two aliases. */
export function reservationAliases(aliases: Pick<Reservation, 'alias' | 'numericAlias'>): readonly string[] {
  return [aliasClaim(aliases.numericAlias), aliasClaim(aliases.alias)];
}

interface Draft {
  readonly id: string;
  readonly reservation: Reservation | null;
}

/**
 * Which reservation this draft is for. A second call of a draft under way works for the same id: whoever writes the
 * reservation first wins, and a crash of the first is made good by the second.
 */
async function openDraft(input: ReserveAliasesInput, deps: ReserveAliasesDeps): Promise<Draft> {
  const { store, clock, random } = deps;
  const fresh = { id: uuidV4(random), reservation: null };
  const { tenantId, integrationId, callerKey, draftKey } = input;
  if (draftKey === null) return fresh;
  const id = draftClaim({ integrationId, callerKey: callerKey ?? '', draftKey });
  for (let attempt = 0; attempt < MOST_DRAFTS; attempt += 1) {
    const now = clock.now();
    const owner = { kind: 'reservation', id: fresh.id } as const;
    const value: Claim = { tenantId, owner, meetingKey: null, reviewAt: shift(now, DRAFT_VALID_MS) };
    if (await insertOne(store.claims, { partition: DEPLOYMENT, id, value })) return fresh;
    const standing = await loadOne(store.claims, { partition: DEPLOYMENT, id });
    if (standing === null) continue;
    if (standing.value.reviewAt > now) {
      const earlier = await findReservation(deps, { tenantId, id: standing.value.owner.id });
      if (earlier !== 'gone') return { id: standing.value.owner.id, reservation: earlier };
    }
    const write = { partition: DEPLOYMENT, id, revision: standing.revision, value };
    if (await replaceOne(store.claims, write)) return fresh;
  }
  throw contended();
}

/** The reservation while it is of use; null when it is still to be written, `gone` when it cannot be any more. */
async function findReservation(
  { store }: ReserveAliasesDeps,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<Reservation | 'gone' | null> {
  const found = await loadOne(store.reservations, { partition: tenantId, id });
  if (found === null) return null;
  return isReservation(found.value) && found.value.state.kind !== 'released' ? found.value : 'gone';
}

/** Null when somebody else wrote this reservation, or made it impossible. */
async function writeReservation(
  id: string,
  { input, deps }: { readonly input: ReserveAliasesInput; readonly deps: ReserveAliasesDeps },
): Promise<Reservation | null> {
  const { store, clock } = deps;
  const space = await ensureNumberSpace(deps, input);
  if (space.value.awaiting?.length) {
    throw new UnavailableError('Numbers are given out once recovery has given the old ones back.', {
      code: 'ERR_ALIAS_SPACE_AWAITING',
    });
  }
  const { freeLast } = space.value;
  const reviewAt = shift(clock.now(), FIRST_REVIEW_MS);
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const number = await drawNumber(deps, { spaceId: space.id, reservationId: id, reviewAt, freeLast });
    const reservation = await compose(number, { id, input, deps, spaceId: space.id });
    const wanted = reservationClaims(id, { reservation, meetingKey: null, reviewAt });
    const held = await holdClaims(store.claims, wanted);
    if (held.kind === 'held') {
      const write = { partition: input.tenantId, id, value: reservation };
      if (await insertOne(store.reservations, write)) return reservation;
      await releaseClaims(store.claims, {
        owner: { kind: 'reservation', id },
        ids: wanted.map((one) => one.id),
      });
    }
    const until = shift(clock.now(), input.quarantineMs);
    await releaseNumber(store, { spaceId: space.id, number, reservationId: id, until });
    if (held.kind === 'held') return null;
  }
  throw contended();
}

async function compose(
  number: number,
  options: {
    readonly id: string;
    readonly input: ReserveAliasesInput;
    readonly deps: ReserveAliasesDeps;
    readonly spaceId: string;
  },
): Promise<Reservation> {
  const { id, input, deps, spaceId } = options;
  const now = deps.clock.now();
  const { tenantId, integrationId, prefix, length, domain, mailboxId, callerKey, language, correlationId } =
    input;
  const numericAlias = `${prefix}${numberDigits(number, length)}`;
  const content = { integrationId, prefix, length, number };
  const tag = sealSchedulingTag(content, { keys: deps.tagKeys, random: deps.random });
  return {
    tenantId,
    integrationId,
    spaceId,
    number,
    numericAlias,
    alias: `${numericAlias}@${domain}`,
    tag,
    mailboxId,
    pins: await makePins(
      { tag, numericAlias },
      { ref: { ...input, reservationId: id }, settings: input.pins, deps },
    ),
    callerKey,
    language,
    correlationId,
    createdAt: now,
    state: { kind: 'reserved', lapsesAt: shift(now, input.lapseAfterMs) },
  };
}

/** The sealed PINs of a reservation with this tag, as the integration gives them now. */
export async function makePins(
  owner: PinsOwner,
  options: {
    readonly ref: PinsRef;
    readonly settings: PinSettings;
    readonly deps: Pick<ReserveAliasesDeps, 'sealer' | 'tagKeys'>;
  },
): Promise<SealedPins | null> {
  const { ref, settings, deps } = options;
  const { allowGuests } = settings;
  return sealPins(derivePins(owner, settings, deps.tagKeys), { ref, sealer: deps.sealer, allowGuests });
}

function contended(): ConflictError {
  return new ConflictError('No free alias was found in the attempts that are made.', {
    code: 'ERR_ALIAS_SPACE_CONTENDED',
  });
}
