import type { MeetingRequest } from '../mailbox/meeting-message.ts';
import { type Instant, MINUTE_MS } from '../time/instant.ts';
import type { Grant, ParkReason } from './intent.ts';
import type { Meeting } from './meeting.ts';
import type { MessageFacts } from './message-facts.ts';
import { addressOf, organizerOf } from './organizer-of.ts';

/** How long a calendar that does not show a meeting yet is waited for. */
const LAG_MS = 15 * MINUTE_MS;

/** What a look into the organizer's calendar for the request's meeting showed. */
export type OrganizersItem =
  /** The organizer's own meeting, with the equipment mailbox among the attendees, or without it. */
  | 'listed'
  | 'unlisted'
  | 'gone'
  | 'not-allowed'
  /** Cannot be told now. */
  | 'away';

/** What a request without a tag of its own is worth. */
export type OwnRoom = Grant | 'none' | ParkReason;

interface Asking
  extends Pick<MessageFacts, 'tag' | 'key' | 'senderTrusted' | 'replay' | 'options' | 'tagOwner'> {
  /** As it is known before the request. */
  readonly meeting: Pick<Meeting, 'status'> | null;
}

/** What {@link wantedRoom} would give, and whether the organizer's calendar has a say in it. */
export type WantedRoom = 'none' | 'for-nothing' | 'if-listed' | 'for-a-copy';

/**
 * Whether the request asks for a room without a tag that entitles to one (docs/adr/0026). In replay none does: old mail
 * makes no rooms (S4.1).
 */
export function wantedRoom(request: MeetingRequest, facts: Asking): WantedRoom {
  const { meeting, tag, key, senderTrusted, replay, options, tagOwner } = facts;
  const status = meeting?.status ?? 'unknown';
  if (replay !== null || !senderTrusted || request.forwarded) return 'none';
  if (tag.kind === 'reservation') {
    const isOthers = tag.boundTo !== null && tag.boundTo !== key && !tag.quoted;
    const isOwners = tagOwner !== null && tagOwner === addressOf(organizerOf(request));
    const isCopy = isOthers && isOwners && status !== 'removed';
    return options.roomsForCopies && isCopy ? 'for-a-copy' : 'none';
  }
  // What has its room is known by its identity.
  if (status === 'live' || status === 'cancelled') return 'none';
  const { withoutAddIn } = options;
  if (tag.kind !== 'none' || withoutAddIn === null || !request.senderAuthenticated) return 'none';
  if (!holdsWord(request.location ?? '', withoutAddIn.keyword)) return 'none';
  // A delegate's request and one that an attendee passes on look the same, and so do looked-up addresses.
  const isOrganizers =
    !request.senderLookedUp && addressOf(request.sender) === addressOf(organizerOf(request));
  return isOrganizers ? 'for-nothing' : 'if-listed';
}

/** The room of its own that the request gets, or why it has to wait for the organizer's calendar. */
export function ownRoom(
  request: MeetingRequest,
  facts: Asking & Pick<MessageFacts, 'organizersItem'>,
  now: Instant,
): OwnRoom {
  const { organizersItem: item } = facts;
  switch (wantedRoom(request, facts)) {
    case 'none':
      return 'none';
    case 'for-nothing':
      return { kind: 'fresh' };
    case 'for-a-copy':
      // S12.17: attendees would read the other meeting's instructions.
      if (item === 'away') return 'organizer-calendar';
      return item === null || item === 'not-allowed' ? 'none' : { kind: 'fresh' };
    case 'if-listed':
      if (item === 'listed') return { kind: 'fresh' };
      if (item === 'away') return 'organizer-calendar';
      return item === 'gone' && now < request.receivedAt + LAG_MS ? 'organizer-calendar' : 'none';
  }
}

/** Whether `word` stands in the text as a whole word, in either case; null: any text will do. */
export function holdsWord(text: string, word: string | null): boolean {
  if (word === null) return true;
  const plain = word.normalize('NFKC').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${plain}(?![\\p{L}\\p{N}_])`, 'iu').test(text.normalize('NFKC'));
}
