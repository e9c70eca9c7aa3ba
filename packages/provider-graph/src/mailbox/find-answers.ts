import { type AnswerSubject, cleanGlobalObjectId, type FoundAnswer, instant, type Reply } from '@vmrkit/core';
import type { GraphCall, GraphCallOptions } from '../client/graph-client.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { type GraphMessage, messageSchema } from './entities.ts';
import { expandOf, extendedOf } from './extended-properties.ts';
import { identityOf, instanceOf } from './identity.ts';
import { answerOf, isSince } from './known-requests.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { instantOf } from './times.ts';

const SENT_PAGE = 50;
const LONGEST_ID = 1_000;

/** What a mail of ours carries: how it answers, and which request. */
export function writeAnswerKey({ verdict, messageId }: Pick<Reply, 'verdict' | 'messageId'>): string {
  return `${verdict} ${messageId.slice(0, LONGEST_ID)}`;
}

/** How such a mail answers this request; null: it answers another, or is none of ours. */
function verdictOfMail(key: string | null, { messageId }: AnswerSubject): FoundAnswer['verdict'] | null {
  const [verdict, ...id] = key?.split(' ') ?? [];
  if (id.join(' ') !== messageId.slice(0, LONGEST_ID)) return null;
  return verdict === 'accept' || verdict === 'decline' ? verdict : null;
}

/**
 * Signs of answers. Where answers go out by the calendar: the entry's own word, then sent items, since an entry leaves the
 * calendar with a decline. Where they go out as mails, those alone.
 */
export async function findAnswers(
  context: MailboxContext,
  subjects: readonly AnswerSubject[],
  options: GraphCallOptions,
): Promise<readonly (FoundAnswer | null)[]> {
  if (subjects.length === 0) return [];
  const byMail = context.settings.replies === 'mail';
  const first = byMail ? subjects.map(() => null) : await entryAnswers(context, subjects, options);
  const open = subjects.filter((_, place) => first[place] === null);
  if (open.length === 0) return first;
  const sent = await sentSince(context, open, options);
  return subjects.map((subject, place) => first[place] ?? newest(sent, subject, context));
}

async function entryAnswers(
  { client }: MailboxContext,
  subjects: readonly AnswerSubject[],
  options: GraphCallOptions,
): Promise<readonly (FoundAnswer | null)[]> {
  const expand = encodeURIComponent('microsoft.graph.eventMessage/event');
  const calls = subjects.map(({ ref }): GraphCall => {
    const path = `${client.user}/messages/${encodeURIComponent(ref.id)}?$expand=${expand}`;
    return { method: 'GET', path };
  });
  const outcomes = await client.batch(calls, options);
  return outcomes.map((outcome, place) => {
    if (!outcome.ok) {
      if (outcome.failure.kind !== 'response') throw outcome.failure;
      return null;
    }
    const message = messageSchema.safeParse(outcome.body);
    const answer = message.success && message.data.event ? answerOf(message.data.event) : null;
    const subject = subjects[place];
    return answer && subject && isSince(answer.at, subject.receivedAt) ? answer : null;
  });
}

/** What was sent since the first of the requests came. */
async function sentSince(
  { client }: MailboxContext,
  subjects: readonly AnswerSubject[],
  options: GraphCallOptions,
): Promise<readonly GraphMessage[]> {
  const first = Math.min(...subjects.map(({ receivedAt }) => receivedAt));
  const since = new Date(instant(Math.floor(first / 1_000) * 1_000)).toISOString();
  const query = [
    `$filter=${encodeURIComponent(`sentDateTime ge ${since}`)}`,
    `$expand=${encodeURIComponent(
      expandOf(['cleanGlobalObjectId', 'globalObjectId', 'exceptionReplaceTime', 'answer']),
    )}`,
    `$top=${SENT_PAGE}`,
  ];
  const path = `${client.user}/mailFolders/sentitems/messages?${query.join('&')}`;
  const sent: GraphMessage[] = [];
  for await (const page of client.followLinks(path, options)) {
    for (const entry of page) {
      const message = messageSchema.safeParse(entry);
      if (!message.success) throw new GraphFailure('malformed', { maySent: false });
      sent.push(message.data);
    }
  }
  return sent;
}

function newest(
  sent: readonly GraphMessage[],
  subject: AnswerSubject,
  { email, settings }: MailboxContext,
): FoundAnswer | null {
  let found: FoundAnswer | null = null;
  for (const message of sent) {
    const at = instantOf(message.sentDateTime);
    if (at === null || !isSince(at, subject.receivedAt)) continue;
    const byAnswer =
      settings.replies !== 'mail' && isAbout(message, subject, email) ? verdictOf(message) : null;
    const verdict = verdictOfMail(extendedOf(message, 'answer'), subject) ?? byAnswer;
    if (verdict === null) continue;
    if (found === null || at > found.at) found = { verdict, at };
  }
  return found;
}

function verdictOf({ meetingMessageType }: GraphMessage): FoundAnswer['verdict'] | null {
  const type = meetingMessageType?.toLowerCase();
  if (type === 'meetingaccepted') return 'accept';
  return type === 'meetingdeclined' ? 'decline' : null;
}

function isAbout(message: GraphMessage, subject: AnswerSubject, email: string): boolean {
  const identity = identityOf(message, null, email);
  if (identity === null || cleanGlobalObjectId(identity) !== cleanGlobalObjectId(subject.identity))
    return false;
  return instanceOf(message, null) === subject.instance;
}
