import { freshRoomClaim, tokenClaim, untrustedAnswerClaim } from '../allocation/claim.ts';
import type { HeldReservation, Unobtainable } from '../allocation/held-reservation.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Random, uuidV7 } from '../runtime/random.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import { type Instant, shift } from '../time/instant.ts';
import { holdName, holdUniqueName } from './conference-name.ts';
import { speaksForMeeting } from './instances.ts';
import type { Grant, Intent } from './intent.ts';
import type { Conference, Meeting } from './meeting.ts';
import type { MeetingVersion } from './meeting-version.ts';
import type { MeetingMessage, MessageFacts } from './message-facts.ts';
import { closingTime } from './occurrences.ts';
import { addressOf, organizerOf } from './organizer-of.ts';
import { versionOf } from './place-in-history.ts';
import type { SchedulingPolicy } from './scheduling-policy.ts';

/** Rooms that one organizer gets in an hour without a tag that entitles to them. */
const FRESH_ROOMS_AN_HOUR = 20;

/** What an intent needs from outside before it may be committed. */
export interface FulfilDeps {
  readonly policy: SchedulingPolicy;
  readonly texts: IntegrationTexts;
  readonly reservations: ReservationService;
  readonly clock: Clock;
  readonly random: Random;
}

/** One message with what was decided about it. */
export interface Decided {
  readonly meeting: Meeting | null;
  readonly message: MeetingMessage;
  readonly facts: MessageFacts;
  readonly intent: Intent;
  readonly correlationId: string;
}

/** An intent with all that it relies on claimed. */
export interface Fulfilled {
  /** As decided, or the decline that a lost race turned it into. */
  readonly intent: Intent;
  readonly conference: Conference | null;
  readonly answered: boolean;
}

/**
 * Obtains what an intent relies on: the reservation bound, its aliases and the conference's name held. Everything is
 * held again at each call ("touched"), so that no sweeper takes it between here and the commit. Repeating is
 * harmless.
 */
export async function fulfil(decided: Decided, deps: FulfilDeps): Promise<Fulfilled> {
  const { intent } = decided;
  if (intent.kind === 'decline') {
    return { intent, conference: null, answered: !intent.limited || (await mayAnswer(decided, deps)) };
  }
  if (intent.kind !== 'apply') return { intent, conference: null, answered: false };
  const reservation = await obtainReservation(intent.grant, decided, deps);
  if (typeof reservation === 'string') {
    const lost = {
      kind: 'decline',
      because: reservation,
      limited: reservation === 'invalid-alias-id',
    } as const;
    return { intent: lost, conference: null, answered: !lost.limited || (await mayAnswer(decided, deps)) };
  }
  return { intent, conference: await buildConference(decided, reservation, deps), answered: true };
}

/**
 * One answer an hour to the address that gets it, and for the sender. The claims let a repeat for the same meeting
 * through after a lost commit; what was committed for it within the hour is seen in its outbox.
 */
async function mayAnswer({ meeting, message, facts }: Decided, { reservations, clock, policy }: FulfilDeps) {
  const claim = (side: 'to' | 'from', at: Instant) => {
    const person = side === 'to' ? organizerOf(message) : (message.sender ?? organizerOf(message));
    return untrustedAnswerClaim(policy.integrationId, { side, email: addressOf(person), at });
  };
  const now = clock.now();
  const answered = meeting?.outbox.some(
    ({ urgency, createdAt }) => urgency === 2 && claim('to', createdAt) === claim('to', now),
  );
  if (answered || !(await reservations.hold(claim('from', now), facts.key))) return false;
  return reservations.hold(claim('to', now), facts.key);
}

/** S12.10, as S3.2 for callers: rooms without a click, for one organizer in any hour. */
async function hasShareLeft({ message, facts }: Decided, { reservations, clock, policy }: FulfilDeps) {
  const organizer = { email: addressOf(organizerOf(message)), at: clock.now() };
  for (let share = 0; share < FRESH_ROOMS_AN_HOUR; share += 1) {
    if (await reservations.hold(freshRoomClaim(policy.integrationId, { ...organizer, share }), facts.key))
      return true;
  }
  return false;
}

async function obtainReservation(
  grant: Grant,
  decided: Decided,
  deps: FulfilDeps,
): Promise<HeldReservation | Unobtainable | 'invalid-alias-id'> {
  const { meeting, facts, correlationId } = decided;
  const { reservations } = deps;
  const held = meeting?.conference?.reservationId;
  const { key, mailboxId } = facts;
  if (grant.kind === 'fresh' && held === undefined) {
    if (!(await hasShareLeft(decided, deps)))
      return facts.tag.kind === 'none' ? 'invalid-alias-id' : 'alias-conflict';
    // The same for a decision that is made again after a stop.
    const draft = { draftKey: `fresh:${key}`, callerKey: null, language: null };
    const { id } = await reservations.reserve({ ...draft, mailboxId, correlationId });
    return reservations.bind(id, key);
  }
  if (grant.kind === 'token') {
    const redemption = { tokenHash: grant.hash, meetingKey: key, mailboxId, correlationId };
    if (held === undefined) return reservations.redeem(redemption);
    await reservations.hold(tokenClaim(grant.hash), key);
  }
  const id = grant.kind === 'reservation' ? grant.reservationId : held;
  return id === undefined ? 'alias-deleted' : reservations.bind(id, key);
}

/** The room as the newest message has it; a message about one instance leaves its texts alone. */
async function buildConference(
  decided: Decided,
  reservation: HeldReservation,
  deps: FulfilDeps,
): Promise<Conference> {
  const { meeting, message, facts } = decided;
  const { policy, texts, reservations } = deps;
  const now = deps.clock.now();
  const before = meeting?.conference ?? null;
  const id = before?.id ?? uuidV7(deps.random, now);
  const { tenantId } = policy;
  const abandoned = meeting?.abandoned ?? [];
  const naming = { tenantId, key: facts.key, conferenceId: id, abandoned, reservations };
  const version = versionOf(message, { meeting, mailboxId: facts.mailboxId });
  if (
    before !== null &&
    !speaksForMeeting(meeting, { instance: message.instance, version }) &&
    (await holdName(before.name, naming))
  ) {
    return { ...before, ...roomOf(reservation, { before, version }) };
  }
  const organizer = organizerOf(message);
  const values = {
    subject: message.subject,
    organizer_name: organizer?.name ?? '',
    organizer_email: organizer?.email ?? '',
    alias: reservation.alias,
    numeric_alias: reservation.numericAlias,
  };
  const wanted = texts.conferenceName(values) || reservation.numericAlias;
  const closesAt = meeting === null ? null : closingTime(meeting, policy, now);
  const { edits } = before ?? {};
  const isWanted = edits?.name === true || before?.templateName === wanted;
  const keepsName = before !== null && (isWanted || closesAt !== null);
  const keptName = keepsName && (await holdName(before.name, naming)) ? before.name : null;
  const waits = keptName !== null && !isWanted && closesAt !== null;
  return {
    ...roomOf(reservation, { before, version }),
    id,
    name: keptName ?? (await holdUniqueName(wanted, naming)),
    templateName: keptName === null || before === null ? wanted : before.templateName,
    rename: waits ? { templateName: wanted, at: shift(closesAt, 1) } : null,
    description:
      before !== null && edits?.description ? before.description : texts.conferenceDescription(values),
    subject: texts.conferenceSubject(values),
    aliasDescription: texts.aliasDescription(values),
    origin: `VMRKit scheduling: ${policy.integrationName}`,
    createdAt: before?.createdAt ?? now,
    ...(edits && { edits }),
  };
}

function roomOf(
  { id, numericAlias, alias, tag, pins, language }: HeldReservation,
  { before, version }: { readonly before: Conference | null; readonly version: MeetingVersion },
) {
  const reservedBy = before?.reservationId === id ? before.reservedBy : version;
  return { reservationId: id, reservedBy, numericAlias, alias, tag, pins, language };
}
