import { chooseTag } from '../allocation/choose-tag.ts';
import { tagIdOf } from '../allocation/scheduling-tag.ts';
import type { FoundTag } from '../allocation/tag-parser.ts';
import type { MeetingMessage, MessageFacts } from '../meetings/decide.ts';
import type { TagFact } from '../meetings/intent.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { MeetingKey } from '../meetings/meeting-key.ts';
import { isTrustedSender } from './is-trusted-sender.ts';
import type { WorkerContext } from './worker-context.ts';

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
  context: WorkerContext,
): Promise<Gathered> {
  const { key, meeting, replay } = known;
  const read =
    message.kind === 'request' ? await readTag(message, { key, meeting }, context) : fact({ kind: 'none' });
  return {
    facts: {
      key,
      mailboxId: context.mailboxId,
      tag: read.tag,
      senderTrusted: isTrustedSender(
        {
          email: message.senderLookedUp ? null : (message.sender?.email ?? null),
          authenticated: message.senderAuthenticated,
        },
        context.policy,
      ),
      replay,
    },
    correlationId: read.correlationId,
  };
}

interface Known {
  readonly key: MeetingKey;
  readonly meeting: Meeting | null;
}

interface ReadTag {
  readonly tag: TagFact;
  readonly correlationId: string | null;
}

/** What the tag stands for by which the request is judged. */
async function readTag(message: MeetingMessage, known: Known, context: WorkerContext): Promise<ReadTag> {
  const conference = known.meeting?.conference ?? null;
  const tags = context.tags.find(message.body);
  const chosen = await chooseTag(tags, {
    ownTagId: conference === null ? null : tagIdOf(conference.tag),
    open: (tag) => openTag(tag, { message, known }, context),
    isSpent: ({ tag }) => tag.kind === 'released' || (tag.kind === 'token' && !tag.valid),
  });
  switch (chosen.kind) {
    case 'own':
      return fact({
        kind: 'reservation',
        reservationId: conference?.reservationId ?? '',
        boundTo: known.key,
      });
    case 'found':
      return chosen.opened;
    case 'none':
      return fact({ kind: 'none' });
    default:
      return fact({ kind: 'unknown' });
  }
}

/** Null for a tag that says nothing here: another integration's, or never given out. */
async function openTag(
  tag: FoundTag,
  { message, known }: { readonly message: MeetingMessage; readonly known: Known },
  { reservations, tags }: WorkerContext,
): Promise<ReadTag | null> {
  if (tag.kind === 'token') {
    const token = await tags.openToken(tag.id, message.receivedAt);
    if (token === null) return null;
    const boundTo = await reservations.tokenOwner(token.hash);
    return fact({ kind: 'token', hash: token.hash, valid: token.valid, boundTo });
  }
  const looked = await reservations.lookUp(tag.id);
  if (looked.kind === 'unknown') return null;
  if (looked.kind === 'released') return fact({ kind: 'released' });
  const { reservation, boundTo } = looked;
  // A stop between binding and commit leaves it bound to the meeting that is about to come.
  const begins = known.meeting?.conference == null && (boundTo === null || boundTo === known.key);
  const correlationId = begins ? reservation.correlationId : null;
  return { tag: { kind: 'reservation', reservationId: reservation.id, boundTo }, correlationId };
}

function fact(tag: TagFact): ReadTag {
  return { tag, correlationId: null };
}
