import { ConflictError } from '../errors/vmrkit-error.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { refuseLowerFence } from '../lease/refuse-lower-fence.ts';
import type { SettleContext } from '../lease/worker-context.ts';
import type { FoundAnswer } from '../mailbox/equipment-mailbox.ts';
import { withConferenceAudit } from '../meetings/conference-audit.ts';
import { decide } from '../meetings/decide.ts';
import { evolve } from '../meetings/evolve.ts';
import { fulfil } from '../meetings/fulfil.ts';
import type { ParkReason } from '../meetings/intent.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { compareVersions } from '../meetings/meeting-version.ts';
import type { MeetingMessage, MessageFacts } from '../meetings/message-facts.ts';
import { versionOf } from '../meetings/place-in-history.ts';
import type { Step } from '../meetings/step.ts';
import { earlierAnswerAt, isOwnAnswer } from '../outbox/earlier-answer.ts';
import { uuidV4, uuidV7 } from '../runtime/random.ts';
import { gatherFacts } from './gather-facts.ts';

/** How often a commit that lost a race is decided anew before the messages are parked. */
const TRIES = 8;

/** All messages of one batch about one meeting. */
export interface MeetingMail {
  readonly key: MeetingKey;
  readonly messages: readonly MeetingMessage[];
  /** For messages of a mailbox in replay: the newest answer about each, by Message-ID; null: there is none. */
  readonly replay: ReadonlyMap<string, FoundAnswer | null>;
}

/** A message about which nothing can be decided yet. */
export interface WaitingMessage {
  readonly message: MeetingMessage;
  readonly because: ParkReason;
}

/**
 * Decides about all messages of one meeting, oldest version first, and commits state, journal and outbox in one write
 * (I3). A message in the journal is done. Rejects when a manager with a higher fence has taken over
 * (`ERR_LEASE_LOST`), and with what stores and verifiers reject with; nothing is lost then, the messages may be
 * settled again. Resolves to the messages that must wait, which hold up no other.
 */
export async function settleMeeting(
  mail: MeetingMail,
  context: SettleContext,
): Promise<readonly WaitingMessage[]> {
  const { store, policy } = context;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [stored] = await store.meetings.load(policy.tenantId, [mail.key]);
    const before = stored?.value ?? null;
    refuseLowerFence(before, context);
    const { meeting: after, waiting } = await foldMessages(before, mail, context);
    if (after === null || after === before) return waiting;
    const [result] = await store.meetings.commit(policy.tenantId, [
      stored
        ? { op: 'replace', id: mail.key, revision: stored.revision, value: after }
        : { op: 'insert', id: mail.key, value: after },
    ]);
    if (result?.ok) return waiting;
  }
  throw new ConflictError('The meeting kept changing meanwhile.', { code: 'ERR_MEETING_CONTENDED' });
}

async function foldMessages(
  before: Meeting | null,
  mail: MeetingMail,
  context: SettleContext,
): Promise<{ readonly meeting: Meeting | null; readonly waiting: readonly WaitingMessage[] }> {
  let meeting = before;
  const waiting: WaitingMessage[] = [];
  for (const message of inOrder(mail.messages, context)) {
    if (meeting?.journal.some(({ messageId }) => messageId === message.messageId)) continue;
    const taken = await takeStep(
      meeting,
      { key: mail.key, message, replay: replayOf(message, meeting, { mail, context }) },
      context,
    );
    if (taken.kind === 'waits') waiting.push({ message, because: taken.because });
    else meeting = taken.meeting;
  }
  return { meeting, waiting };
}

/** What the newest answer about a message in replay says of it: that may have gone to an earlier one. */
function replayOf(
  message: MeetingMessage,
  meeting: Meeting | null,
  { mail, context }: { readonly mail: MeetingMail; readonly context: SettleContext },
): MessageFacts['replay'] {
  const answer = mail.replay.get(message.messageId);
  if (answer === undefined) return null;
  const place = { to: message, mailboxId: context.mailboxId, attempts: 0 };
  const earlierAt = earlierAnswerAt(meeting?.outbox ?? [], place, context.clock.now());
  return { answered: answer !== null && isOwnAnswer(answer, earlierAt) };
}

/** Oldest version first; those that nothing tells apart as they came. */
function inOrder(
  messages: readonly MeetingMessage[],
  { mailboxId }: SettleContext,
): readonly MeetingMessage[] {
  return messages
    .map((message) => ({ message, version: versionOf(message, { meeting: null, mailboxId }) }))
    .sort((a, b) => compareVersions(a.version, b.version))
    .map(({ message }) => message);
}

type Taken =
  | { readonly kind: 'taken'; readonly meeting: Meeting | null }
  | { readonly kind: 'waits'; readonly because: ParkReason };

async function takeStep(
  meeting: Meeting | null,
  at: { readonly key: MeetingKey; readonly message: MeetingMessage; readonly replay: MessageFacts['replay'] },
  context: SettleContext,
): Promise<Taken> {
  const { clock, random, policy, mailboxId, fence } = context;
  const { key, message, replay } = at;
  const gathered = await gatherFacts(message, { key, meeting, replay }, context);
  const correlationId = gathered.correlationId ?? uuidV4(random);
  const { facts } = gathered;
  const now = clock.now();
  const intent = decide(meeting, message, facts, now);
  if (intent.kind === 'park') return { kind: 'waits', because: intent.because };
  const fulfilled = await fulfil({ meeting, message, facts, intent, correlationId }, context);
  const step: Step = {
    ...fulfilled,
    message,
    senderTrusted: facts.senderTrusted,
    correlationId,
    effectId: uuidV7(random, now),
  };
  const after = evolve(meeting, step, { policy, mailboxId, fence, now });
  context.logger.info('Decided about a message.', {
    correlation_id: step.correlationId,
    intent: step.intent.kind,
    because: 'because' in step.intent ? step.intent.because : undefined,
    conference_id: step.conference?.id,
  });
  const by = { actor: 'mail', now, random, correlationId };
  return { kind: 'taken', meeting: after && withConferenceAudit(meeting, after, by) };
}
