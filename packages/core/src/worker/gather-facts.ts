import { openTag, tagWorth } from '../allocation/open-tag.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import type { SettleContext } from '../lease/worker-context.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { MeetingMessage, MessageFacts } from '../meetings/message-facts.ts';
import { addressOf, organizerOf } from '../meetings/organizer-of.ts';
import { type OrganizersItem, wantedRoom } from '../meetings/own-rooms.ts';
import { chooseTag } from '../tags/choose-tag.ts';
import { tagIdOf } from '../tags/scheduling-tag.ts';
import type { TagFact } from '../tags/tag-fact.ts';
import { isTrustedSender } from './is-trusted-sender.ts';

/** What must be known of a message beyond its words, and the id by which its way is followed. */
export interface Gathered {
  readonly facts: MessageFacts;
  /** Of the click that its tag comes from; null: the message begins a trail of its own. */
  readonly correlationId: string | null;
}

/** Looks up what a message's tag stands for and whether its sender is trusted. */
export async function gatherFacts(
  message: MeetingMessage,
  known: {
    readonly key: MeetingKey;
    readonly meeting: Meeting | null;
    readonly replay: MessageFacts['replay'];
  },
  context: SettleContext,
): Promise<Gathered> {
  const { key, meeting, replay } = known;
  const { mailboxId, policy } = context;
  const email = message.senderLookedUp ? null : (message.sender?.email ?? null);
  const sender = { email, authenticated: message.senderAuthenticated };
  const senderTrusted = isTrustedSender(sender, policy);
  const { tag, correlationId } = await readTag(message, { key, meeting, senderTrusted }, context);
  const gathered = { key, mailboxId, tag, senderTrusted, replay, options: policy.options };
  const tagOwner = await ownerOf(tag, context);
  const organizersItem = await lookAtOrganizersItem(message, { ...gathered, tagOwner, meeting }, context);
  return { facts: { ...gathered, tagOwner, organizersItem }, correlationId };
}

/** S12.17: whose meeting another one's tag belongs to. */
async function ownerOf(tag: TagFact, { store, policy }: SettleContext): Promise<string | null> {
  if (!policy.options.roomsForCopies || tag.kind !== 'reservation' || tag.boundTo === null) return null;
  const [owner] = await store.meetings.load(policy.tenantId, [tag.boundTo]);
  return addressOf(owner?.value.organizer ?? null) || null;
}

/** Looks only where it decides something: a request for a room that no tag entitles to, and no decline. */
async function lookAtOrganizersItem(
  message: MeetingMessage,
  facts: Omit<MessageFacts, 'organizersItem'> & { readonly meeting: Meeting | null },
  { organizerCalendars, email }: SettleContext,
): Promise<OrganizersItem | null> {
  if (message.kind !== 'request') return null;
  const wanted = wantedRoom(message, facts);
  if (wanted !== 'if-listed' && wanted !== 'for-a-copy') return null;
  const organizer = organizerOf(message)?.email ?? '';
  const { identity, instance } = message;
  const [found] = (await organizerCalendars(organizer)?.locate([{ organizer, identity, instance }])) ?? [];
  if (found === undefined) return null;
  if (found.kind === 'unavailable') return 'away';
  if (found.kind !== 'found') return found.kind;
  const isListed = found.attendees?.some((each) => each.toLowerCase() === email.toLowerCase());
  return isListed ? 'listed' : 'unlisted';
}

interface Known extends Pick<MessageFacts, 'key' | 'senderTrusted'> {
  readonly meeting: Meeting | null;
}

interface ReadTag {
  readonly tag: TagFact;
  readonly correlationId: string | null;
}

/** What the tag stands for by which the message is judged. */
async function readTag(
  message: MeetingMessage,
  { key, meeting, senderTrusted }: Known,
  context: SettleContext,
): Promise<ReadTag> {
  const conference = meeting?.conference ?? null;
  // Who is not trusted gets no room, whatever the tags say.
  if (message.kind !== 'request' || (conference === null && !senderTrusted)) return read({ kind: 'none' });
  const { tags, reservations } = context;
  const chosen = await chooseTag(tags.find(message.body), {
    ownTagId: conference && tagIdOf(conference.tag),
    open: (tag) => openTag(tag, { reservations, tags, at: message.receivedAt }),
    worthOf: ({ fact }) => tagWorth(fact, (boundTo) => boundTo === key),
  });
  if (chosen.kind === 'none') return read({ kind: 'none' });
  if (chosen.kind === 'own') {
    const reservationId = conference?.reservationId ?? '';
    const fact = { kind: 'reservation', reservationId, boundTo: key, quoted: chosen.tag.quoted } as const;
    return read(fact, echoOf(meeting));
  }
  if (chosen.kind !== 'found') return read({ kind: 'unknown' });
  const { tag, opened, worth } = chosen;
  if (senderTrusted && worth === 'dead' && tag.kind === 'scheduling') {
    await reservations.restartQuarantine(tag.id);
  }
  // A stop between binding and commit leaves it bound to the meeting that is about to come.
  const begins = conference === null && worth === 'usable';
  return read(opened.fact, begins ? opened.correlationId : null);
}

/** The id under which the instructions were written of which an update is the echo: its answer is the click's; null: none. */
function echoOf(meeting: Meeting | null): string | null {
  if (!meeting?.echoAwaited) return null;
  return meeting.journal.findLast(({ outcome }) => outcome.startsWith('apply'))?.correlationId ?? null;
}

function read(tag: TagFact, correlationId: string | null = null): ReadTag {
  return { tag, correlationId };
}
