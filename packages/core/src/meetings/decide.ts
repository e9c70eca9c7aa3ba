import type { MeetingCancellation, MeetingRequest } from '../mailbox/meeting-message.ts';
import type { AcceptText, DeclineText } from '../templates/integration-texts.ts';
import type { Instant } from '../time/instant.ts';
import type { Decision, Grant, Intent } from './intent.ts';
import type { Meeting } from './meeting.ts';
import { isNewer } from './meeting-version.ts';
import type { MeetingMessage, MessageFacts } from './message-facts.ts';
import { addressOf, organizerOf, sameAddress } from './organizer-of.ts';
import { DECLINES } from './outbox-entry.ts';
import { ownRoom } from './own-rooms.ts';
import { isNewest, versionOf } from './place-in-history.ts';
import { isBeyondLimits } from './scheduling-limits.ts';
import { seriesEnd } from './series-end.ts';

/**
 * What is to be done about `message`, given what is known of its meeting. Pure and total; the rules stand in the
 * order in which they count, each named after its requirement; docs/decision-table.md shows them row by row.
 */
export function decide(
  meeting: Meeting | null,
  message: MeetingMessage,
  facts: MessageFacts,
  now: Instant,
): Decision {
  if (message.organizerUnresolved) return decideUnresolved(message, facts);
  if (organizerOf(message) === null) return { kind: 'ignore', because: 'no-organizer' };
  if (message.kind === 'cancellation') return decideCancellation(meeting, message, facts);
  if (message.delegateCopy) return { kind: 'ignore', because: 'delegate-copy' };
  if (meeting !== null && isKnown(meeting) && !mayChange(meeting, message, facts)) {
    return { kind: 'ignore', because: 'not-organizer' };
  }
  if (meeting !== null && isOvertaken(meeting, message, facts))
    return { kind: 'ignore', because: 'superseded' };
  // S4.3: what was passed on says nothing that its organizer did not send himself.
  if (meeting !== null && isKnown(meeting) && message.forwarded) {
    return { kind: 'ignore', because: 'forwarded-copy' };
  }
  const decision = decideRequest(meeting, message, facts, now);
  return facts.replay === null ? decision : replayed(meeting, decision, facts.replay);
}

/** S4.12: what counts only for its organizer waits until one can be told; a stranger's message does not count. */
function decideUnresolved(message: MeetingMessage, { senderTrusted }: MessageFacts): Decision {
  if (message.kind === 'request' && message.delegateCopy) return { kind: 'ignore', because: 'delegate-copy' };
  return { kind: senderTrusted ? 'park' : 'ignore', because: 'organizer-unresolved' };
}

function decideRequest(
  meeting: Meeting | null,
  request: MeetingRequest,
  facts: MessageFacts,
  now: Instant,
): Decision {
  const decline = (because: DeclineText) => declined(because, { request, facts });
  const known = meeting !== null && isKnown(meeting);
  if (!known && !facts.senderTrusted) return decline('invalid-alias-id'); // S4.10
  // S4.12: a meeting that has its room lives by its identity, any other one by what stands in the body.
  if (request.bodyUnreadable && (!known || meeting.status === 'removed')) {
    if (!request.bodyEncrypted) return { kind: 'park', because: 'body-unreadable' };
    return { kind: 'decline', because: 'general-error', limited: false, reason: 'body-encrypted' };
  }
  const own = ownRoom(request, { ...facts, meeting }, now);
  if (typeof own === 'string' && own !== 'none') return { kind: 'park', because: own };
  const grant = known ? grantToKnown(meeting, request, { ...facts, own }) : grantToNew({ ...facts, own });
  if (meeting?.status === 'removed' && !beginsAnew(meeting, grant, facts)) {
    return decline('alias-deleted'); // S4.9
  }
  if (typeof grant === 'string') return decline(grant); // S4.5
  const end = endOf(meeting, request, facts);
  // S4.5: the scheduled end lies before the moment of decision; a series without known end never does.
  if (end !== null && end < now) return decline(request.series ? 'series-in-past' : 'single-in-past');
  if (isBeyondLimits(request, facts.options, { end, now })) return decline('beyond-limits'); // S12.15
  return { kind: 'apply', grant, reply: replyTo(meeting, request, { grant, mailboxId: facts.mailboxId }) };
}

/** What is known of a request, and the room of its own that it gets. */
interface OwnRoomFacts extends MessageFacts {
  readonly own: Grant | 'none';
}

/** A first request lives by its tag (S4.2, S4.5, S4.6), or gets a room without one (S12.10, S12.17). */
function grantToNew({ tag, key, own }: OwnRoomFacts): Grant | DeclineText {
  if (own !== 'none') return own;
  switch (tag.kind) {
    case 'none':
    case 'unknown':
      return 'invalid-alias-id';
    case 'released':
      return 'alias-deleted';
    case 'reservation':
      if (tag.boundTo !== null && tag.boundTo !== key) return 'alias-conflict';
      return { kind: 'reservation', reservationId: tag.reservationId };
    case 'token':
      if (!tag.valid || (tag.boundTo !== null && tag.boundTo !== key)) return 'invalid-alias-id';
      return { kind: 'token', hash: tag.hash };
  }
}

/** A known meeting lives by its identity; only another meeting's tag, or a new one, makes a difference (S4.3). */
function grantToKnown(
  meeting: Meeting,
  request: MeetingRequest,
  { tag, key, mailboxId, own }: OwnRoomFacts,
): Grant | DeclineText {
  if (own !== 'none') return own;
  if (tag.kind !== 'reservation' && tag.kind !== 'token') return { kind: 'kept' };
  const isOwn = tag.boundTo === key;
  // S4.11: where there is a room, what is quoted and not the meeting's own is as good as none.
  if (tag.quoted && !isOwn && meeting.conference !== null) return { kind: 'kept' };
  const isOthers = tag.boundTo !== null && !isOwn;
  if (tag.kind === 'token') {
    return tag.valid && !isOthers ? { kind: 'token', hash: tag.hash } : { kind: 'kept' };
  }
  if (isOthers) return 'alias-conflict';
  const { reservationId } = tag;
  const leftBehind = meeting.abandoned.some((each) => each.reservationId === reservationId);
  // Bound to the meeting already, yet not its own: the process stopped between binding and commit.
  const isAnother = meeting.conference?.reservationId !== reservationId && !leftBehind;
  // S4.3k: a newer message about an instance came first, with the newer tag.
  const version = versionOf(request, { meeting, mailboxId });
  const hasNewer = meeting.conference !== null && isNewer(meeting.conference.reservedBy, version);
  return isAnother && !hasNewer ? { kind: 'reservation', reservationId } : { kind: 'kept' };
}

/** A removed meeting gets a new room only from a new, unused tag (S4.9). */
function beginsAnew(meeting: Meeting, grant: Grant | DeclineText, facts: MessageFacts): boolean {
  if (typeof grant === 'string' || grant.kind === 'kept' || !facts.senderTrusted) return false;
  if (grant.kind !== 'token') return true;
  return !meeting.outbox.some((entry) => entry.kind === 'organizer-update' && entry.tokenHash === grant.hash);
}

function replyTo(
  meeting: Meeting | null,
  request: MeetingRequest,
  { grant, mailboxId }: { readonly grant: Grant } & Pick<MessageFacts, 'mailboxId'>,
): AcceptText | null {
  if (grant.kind === 'token' || grant.kind === 'fresh') return null; // S4.6: the echo is answered, not the original.
  if (isNew(meeting, request)) return request.series ? 'series-new' : 'single-new';
  const movesHere = meeting?.mailboxId !== mailboxId; // S12.2: the mailbox was not among the attendees before.
  const stands = meeting !== null && !movesHere && !wasDeclined(meeting, request);
  if (stands && !changesAnything(meeting, request)) return null; // S4.3: other attendees.
  if (request.instance !== null) return 'occurrence-edited';
  return request.series ? 'series-edited' : 'single-edited';
}

/** Nothing of it was accepted as it stands: not at all, not since it was off, or only single instances of it. */
function isNew(meeting: Meeting | null, request: MeetingRequest): boolean {
  if (meeting === null || meeting.status !== 'live' || meeting.echoAwaited) return true;
  return meeting.schedule?.kind === 'instances' && request.instance === null;
}

/** S4.5: the last answer about it was a decline, which left the meeting as it was and the organizer without an acceptance. */
function wasDeclined({ outbox }: Meeting, { instance }: MeetingRequest): boolean {
  const last = outbox.findLast((entry) => entry.kind === 'reply' && entry.to.instance === instance);
  return last?.kind === 'reply' && DECLINES.has(last.text);
}

/** Whether the request differs from what is known in anything that the VMR shows or obeys. */
function changesAnything(meeting: Meeting, request: MeetingRequest): boolean {
  if (!sameAddress(meeting.organizer, organizerOf(request))) return true;
  if (request.instance !== null) {
    const known = meeting.instances.find(({ originalStart }) => originalStart === request.instance)?.moved;
    return known?.start !== request.start || known.end !== request.end;
  }
  const { schedule } = meeting;
  return (
    meeting.subject !== request.subject ||
    schedule?.first.start !== request.start ||
    schedule.first.end !== request.end ||
    JSON.stringify(schedule.series) !== JSON.stringify(request.series)
  );
}

function decideCancellation(
  meeting: Meeting | null,
  message: MeetingCancellation,
  facts: MessageFacts,
): Intent {
  if (meeting === null || meeting.status === 'unknown') {
    const kept = facts.senderTrusted && (meeting === null || !isOvertaken(meeting, message, facts));
    return kept
      ? { kind: 'note', because: 'cancelled-before' }
      : { kind: 'ignore', because: 'not-organizer' };
  }
  if (meeting.mailboxId !== facts.mailboxId) return { kind: 'ignore', because: 'other-mailbox' };
  const newest = !isOvertaken(meeting, message, facts);
  if (!mayChange(meeting, message, facts)) {
    // The update that makes this sender the organizer may be under way: S4.3k.
    return { kind: facts.senderTrusted && newest ? 'note' : 'ignore', because: 'not-organizer' };
  }
  if (!newest) return { kind: 'ignore', because: 'superseded' };
  return meeting.status === 'live' ? { kind: 'cancel' } : { kind: 'note', because: 'cancelled-already' };
}

/** In replay (cursor lost, inbox read from the start) nothing is answered twice, and no meeting is made that the store no longer has (S4.1). */
function replayed(
  meeting: Meeting | null,
  decision: Decision,
  { answered }: { readonly answered: boolean },
): Intent {
  const hasRoom = meeting?.status === 'live' || meeting?.status === 'cancelled';
  if (!hasRoom || decision.kind !== 'apply') return { kind: 'ignore', because: 'replayed' };
  return answered ? { ...decision, reply: null } : decision;
}

/** S4.10: nobody is answered because an unauthenticated sender named them. */
function declined(
  because: DeclineText,
  { request, facts }: { readonly request: MeetingRequest; readonly facts: MessageFacts },
): Intent {
  if (!facts.senderTrusted && !sameAddress(request.sender, organizerOf(request))) {
    return { kind: 'ignore', because: 'not-organizer' };
  }
  return { kind: 'decline', because, limited: !facts.senderTrusted || facts.tag.kind === 'none' };
}

/** S4.10: the stored organizer, or a trusted sender who brings a new one; what a trusted sender told is changed by no other sender. */
function mayChange(meeting: Meeting, message: MeetingMessage, facts: MessageFacts): boolean {
  if (meeting.fromTrustedSender && !facts.senderTrusted) return false;
  if (sameAddress(meeting.organizer, organizerOf(message))) return true;
  return facts.senderTrusted && message.kind === 'request';
}

/**
 * Whether something newer is known of what the message is about. What was off before its meeting came binds those alone
 * who cancelled it: nobody else's cancellation keeps the organizer's invitation out.
 */
function isOvertaken(
  meeting: Meeting,
  message: MeetingMessage,
  { mailboxId }: Pick<MessageFacts, 'mailboxId'>,
): boolean {
  const version = versionOf(message, { meeting, mailboxId });
  const { instance } = message;
  if (!isNewest(meeting, { instance, version })) return true;
  if (isKnown(meeting)) return false;
  const organizer = addressOf(organizerOf(message));
  return meeting.pendingCancellations.some(
    (each) =>
      each.organizer === organizer &&
      (each.instance === null || each.instance === instance) &&
      !isNewer(version, each.version),
  );
}

function isKnown(meeting: Meeting): boolean {
  return meeting.status !== 'unknown';
}

/** End of the meeting or of its last instance; null: it has none. */
function endOf(
  meeting: Meeting | null,
  request: MeetingRequest,
  { mailboxId }: Pick<MessageFacts, 'mailboxId'>,
): Instant | null {
  const { series } = request;
  return series ? seriesEnd(series, versionOf(request, { meeting, mailboxId }), meeting) : request.end;
}
