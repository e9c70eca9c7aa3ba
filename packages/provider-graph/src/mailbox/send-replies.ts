import type { Reply, ReplyOutcome } from '@vmrkit/core';
import type { GraphCallOptions, GraphObject } from '../client/graph-client.ts';
import { meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { DEFAULT_PAUSE_MS } from '../errors/to-vmrkit-error.ts';
import { messageSchema } from './entities.ts';
import { EXTENDED, expandOf } from './extended-properties.ts';
import { findAnswers, writeAnswerKey } from './find-answers.ts';
import { answerOf, isAnswerTo, type KnownRequest } from './known-requests.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { participant, peopleOf } from './people.ts';
import { plainText } from './plain-text.ts';

/** An entry that changed between being looked at and answered is tried again soon. */
const STALE_RETRY_MS = 250;
/** The calendar attendant is about to write the entry. */
const ENTRY_RETRY_MS = 1_000;

const unknown: ReplyOutcome = { kind: 'unknown' };

/** Answers requests; each is sent once. Rejects only while nothing was sent. */
export async function sendReplies(
  context: MailboxContext,
  replies: readonly Reply[],
  options: GraphCallOptions,
): Promise<readonly ReplyOutcome[]> {
  const failures: unknown[] = [];
  const outcomes = await Promise.all(
    replies.map(async (reply): Promise<ReplyOutcome> => {
      try {
        return await sendReply(context, reply, options);
      } catch (error) {
        failures.push(error);
        return outcomeOfFailure(error, options);
      }
    }),
  );
  const [first] = failures;
  // All that was tried was refused for a reason that is none of one answer's own.
  if (first !== undefined && failures.length === replies.length && isAboutAccount(first)) throw first;
  return outcomes;
}

async function sendReply(
  context: MailboxContext,
  reply: Reply,
  options: GraphCallOptions,
): Promise<ReplyOutcome> {
  const { client, known, settings } = context;
  const byMail = settings.replies === 'mail';
  const request = known.get(reply.ref.id) ?? (await lookUp(context, reply, options));
  if ('kind' in request) return request;
  if (request.answer && isAnswerTo(reply, request.answer)) return { kind: 'already-answered' };
  try {
    if (!reply.asMail) {
      const body = byMail ? { sendResponse: false } : { comment: plainText(reply.html), sendResponse: true };
      const path = `${client.user}/events/${encodeURIComponent(request.eventId)}/${reply.verdict}`;
      await client.call({ method: 'POST', path, body }, options);
    }
    if (byMail || reply.asMail) {
      const mail = mailTo(request, reply);
      if (mail === null) return { kind: 'refused', reason: 'no-organizer' };
      await client.call({ method: 'POST', path: `${client.user}/sendMail`, body: mail }, options);
    }
    const { clock } = context;
    known.setAnswer(reply.ref.id, request, {
      verdict: reply.verdict,
      at: clock.now(),
      atMs: clock.monotonicMs(),
    });
    return { kind: 'sent' };
  } catch (error) {
    known.delete(reply.ref.id);
    throw error;
  }
}

/** The request as it is now, with its entry. */
async function lookUp(
  context: MailboxContext,
  reply: Reply,
  options: GraphCallOptions,
): Promise<KnownRequest | ReplyOutcome> {
  const { email, known, settings } = context;
  const body = await requestOf(context, reply, options);
  if (body === null) return { kind: 'gone' };
  const message = messageSchema.safeParse(body);
  const event = message.success ? message.data.event : null;
  if (!message.success) return { kind: 'refused', reason: 'malformed' };
  // An answer clears the newer request away, too, before anybody read it.
  if (message.data.isOutOfDate === true) return { kind: 'outdated' };
  if (!event) {
    const waiting = context.clock.now() - reply.receivedAt < settings.limits.entry_patience_ms;
    return waiting ? { kind: 'not-sent', retryAfterMs: ENTRY_RETRY_MS } : { kind: 'gone' };
  }
  // A quiet answer is no sign that its mail went out.
  const answer =
    settings.replies === 'mail'
      ? ((await findAnswers(context, [reply], options))[0] ?? null)
      : answerOf(event);
  const { organizer } = peopleOf(message.data, { event, master: null, mailbox: email });
  const subject = message.data.subject ?? '';
  const request = { eventId: event.id, organizer: participant(organizer), subject, answer };
  known.set(reply.ref.id, request);
  return request;
}

/** By its id, or by its Message-ID where the id is another protocol's: the mailbox was reached by EWS before. */
async function requestOf(
  context: MailboxContext,
  { ref, messageId }: Reply,
  options: GraphCallOptions,
): Promise<GraphObject | null> {
  const { client } = context;
  const request = await requestById(context, ref.id, options);
  if (request !== null) return request;
  const filter = encodeURIComponent(`internetMessageId eq '${messageId.replaceAll("'", "''")}'`);
  const path = `${client.user}/mailFolders/inbox/messages?$filter=${filter}&$select=id`;
  const id = (await client.page(path, options)).value[0]?.id;
  return typeof id === 'string' ? requestById(context, id, options) : null;
}

async function requestById(
  { client }: MailboxContext,
  id: string,
  options: GraphCallOptions,
): Promise<GraphObject | null> {
  const wanted = `microsoft.graph.eventMessage/event,${expandOf(['representedAddress', 'senderAddress'])}`;
  const path = `${client.user}/messages/${encodeURIComponent(id)}?$expand=${encodeURIComponent(wanted)}`;
  try {
    return await client.call({ method: 'GET', path }, options);
  } catch (error) {
    const gone = error instanceof GraphFailure && error.kind === 'response' && meaningOf(error) === 'gone';
    if (gone) return null;
    throw error;
  }
}

/** A mail to the organizer that carries which request it answers, by which it is found again. */
function mailTo({ organizer, subject }: KnownRequest, reply: Reply): GraphObject | null {
  if (organizer === null) return null;
  return {
    message: {
      subject,
      body: { contentType: 'html', content: reply.html },
      toRecipients: [{ emailAddress: { name: organizer.name, address: organizer.email } }],
      singleValueExtendedProperties: [{ id: EXTENDED.answer, value: writeAnswerKey(reply) }],
    },
    saveToSentItems: true,
  };
}

function outcomeOfFailure(error: unknown, { signal }: GraphCallOptions): ReplyOutcome {
  if (!(error instanceof GraphFailure)) {
    if (signal?.aborted) return unknown;
    throw error;
  }
  if (error.maySent) return unknown;
  if (error.kind !== 'response') return notSent(error.retryAfterMs);
  switch (meaningOf(error)) {
    case 'gone':
      return { kind: 'gone' };
    case 'stale':
      return { kind: 'not-sent', retryAfterMs: STALE_RETRY_MS };
    case 'not-allowed':
    case 'no-mailbox':
    case 'mailbox-full':
      return notSent(null);
    default:
      return outcomeOfCode(error);
  }
}

function outcomeOfCode(error: GraphFailure): ReplyOutcome {
  const code = error.errorCode?.toLowerCase() ?? '';
  if (code.endsWith('outofdate') || code.includes('outdated')) return { kind: 'outdated' };
  if (code.startsWith('errorcalendariscancelledfor')) return { kind: 'gone' };
  return { kind: 'refused', reason: error.reason };
}

function isAboutAccount(error: unknown): boolean {
  if (!(error instanceof GraphFailure)) return false;
  if (error.kind === 'sign-in') return true;
  return error.kind === 'response' && ['not-allowed', 'no-mailbox'].includes(meaningOf(error));
}

function notSent(retryAfterMs: number | null): ReplyOutcome {
  return { kind: 'not-sent', retryAfterMs: retryAfterMs ?? DEFAULT_PAUSE_MS };
}
