import type { MeetingMessage } from '../meetings/message-facts.ts';
import type { TagReader } from '../tags/tag-reader.ts';
import type { MeetingMail } from './settle-meeting.ts';

/** Meetings that are settled one after the other. */
export type Turn = readonly MeetingMail[];

/**
 * Puts meetings whose requests share a tag, however many of them in between, into one turn, what was received first at
 * its head: of an appointment and its copy the one that came first has the tag. Meetings that share none may be settled
 * at the same time.
 */
export function turnsOf(mails: readonly MeetingMail[], tags: Pick<TagReader, 'find'>): readonly Turn[] {
  const turns = new Set<OpenTurn>();
  const turnOfTag = new Map<string, OpenTurn>();
  const inOrder = mails.toSorted(byReceipt);
  const place = new Map(inOrder.map((mail, at) => [mail, at]));
  for (const mail of inOrder) {
    const own: OpenTurn = { mails: [mail], tags: mails.length === 1 ? new Set() : tagsOf(mail, tags) };
    const met = new Set([own, ...[...own.tags].flatMap((tag) => turnOfTag.get(tag) ?? [])]);
    const [largest = own, ...others] = [...met].sort((a, b) => b.tags.size - a.tags.size);
    for (const other of others) {
      largest.mails.push(...other.mails);
      for (const tag of other.tags) largest.tags.add(tag);
      turns.delete(other);
    }
    turns.add(largest);
    for (const tag of [...others, own].flatMap((each) => [...each.tags])) turnOfTag.set(tag, largest);
  }
  return [...turns].map((turn) => turn.mails.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)));
}

interface OpenTurn {
  readonly mails: MeetingMail[];
  readonly tags: Set<string>;
}

function tagsOf({ messages }: MeetingMail, tags: Pick<TagReader, 'find'>): Set<string> {
  const requests = messages.filter(({ kind }) => kind === 'request');
  return new Set(requests.flatMap(({ body }) => tags.find(body).map(({ kind, id }) => `${kind}:${id}`)));
}

/** By the first message of each; what came in one moment stays in the order in which it was told. */
function byReceipt(a: MeetingMail, b: MeetingMail): number {
  const [first, second] = [firstOf(a), firstOf(b)];
  return compareReceipt(first, second);
}

function firstOf({ messages }: MeetingMail): MeetingMessage | undefined {
  return messages.toSorted(compareReceipt)[0];
}

function compareReceipt(a: MeetingMessage | undefined, b: MeetingMessage | undefined): number {
  return (a?.receivedAt ?? 0) - (b?.receivedAt ?? 0) || (a?.articleNumber ?? -1) - (b?.articleNumber ?? -1);
}
