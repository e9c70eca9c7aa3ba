import type { AnswerSubject } from '../mailbox/equipment-mailbox.ts';
import type { AcceptText, DeclineText } from '../templates/integration-texts.ts';
import type { Instant } from '../time/instant.ts';
import type { MeetingVersion } from './meeting-version.ts';

/** 0: opens a calendar view that joining needs. 1: any other answer. 2: to senders who are not trusted, or tagless. */
export type Urgency = 0 | 1 | 2;

/** Where one effect stands. */
export type EffectState =
  | { readonly kind: 'pending'; readonly notBefore: Instant }
  /** Written before the remote call; whoever finds it after `deadline` asks before repeating. */
  | { readonly kind: 'sending'; readonly fence: number; readonly deadline: Instant }
  /** `at` of an answer: by the mail system's clock, where it tells its time. */
  | { readonly kind: 'done'; readonly at: Instant; readonly how: string }
  /** A newer answer of the same meeting and instance took its place. */
  | { readonly kind: 'superseded'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly at: Instant; readonly reason: string };

/** What every effect carries. */
export interface EffectBase {
  /** UUID, version 7. */
  readonly id: string;
  readonly createdAt: Instant;
  readonly correlationId: string;
  /** Equipment mailbox that got the message behind it: only this one's worker does it. */
  readonly mailboxId: string;
  readonly urgency: Urgency;
  /** Tries that were begun. */
  readonly attempts: number;
  readonly state: EffectState;
}

/** The texts that decline; all others accept. */
export const DECLINES: ReadonlySet<AcceptText | DeclineText> = new Set<AcceptText | DeclineText>([
  'invalid-alias-id',
  'alias-conflict',
  'alias-deleted',
  'series-in-past',
  'single-in-past',
  'beyond-limits',
  'general-error',
]);

/** An answer to the organizer; its text is rendered when it is sent, from committed values. */
export interface ReplyEffect extends EffectBase {
  readonly kind: 'reply';
  readonly to: AnswerSubject;
  readonly text: AcceptText | DeclineText;
  /** Goes out as plain mail: the mail system took no answer, since its own calendar calls the request outdated. */
  readonly asMail?: boolean;
  /** Goes out only if the answer with this id, then under way, did not. */
  readonly insteadOf?: string;
}

/** Instructions to be put into the organizer's meeting: where a token tag stands, or where none entitles to them. */
export interface OrganizerUpdateEffect extends EffectBase {
  readonly kind: 'organizer-update';
  readonly instance: Instant | null;
  /** SHA-256 of the token to be replaced; null: they go to the top, or in the place of another meeting's. */
  readonly tokenHash: string | null;
  /** The request that brought it about: answered itself when rights over the organizer's mailbox lack. */
  readonly request: AnswerSubject;
  /** Of that request; null where it was not kept. */
  readonly version: MeetingVersion | null;
}

/** Something to be done outside, kept with the meeting until it is done. */
export type OutboxEntry = ReplyEffect | OrganizerUpdateEffect;

/** Pattern start of the instance that an effect is about; null: the whole meeting. */
export function instanceOf(entry: OutboxEntry): Instant | null {
  return entry.kind === 'reply' ? entry.to.instance : entry.instance;
}

/** What waits in an outbox: for which mailbox, how urgent the most urgent of it is, and when the first of it is due. */
export interface Due extends Pick<EffectBase, 'mailboxId' | 'urgency'> {
  readonly at: Instant;
}

/**
 * When and by which mailbox an outbox is to be looked at next; null: nothing waits. What the mailbox `boundTo` is to do
 * goes first, so that one that nobody works any more keeps nothing of it waiting. What is under way, or was put back for
 * later, holds up nothing else of its mailbox.
 */
export function dueOf(outbox: readonly OutboxEntry[], boundTo: string): Due | null {
  const waiting = outbox.flatMap(({ state, mailboxId, urgency }): Due[] => {
    const at = waitsUntil(state);
    return at === null ? [] : [{ mailboxId, urgency, at }];
  });
  const isOwn = waiting.some(({ mailboxId }) => mailboxId === boundTo);
  const [first] = waiting.toSorted((a, b) => a.urgency - b.urgency || a.at - b.at);
  const next = isOwn ? boundTo : first?.mailboxId;
  return waiting.filter(({ mailboxId }) => mailboxId === next).reduce(together, null);
}

function together(due: Due | null, { mailboxId, urgency, at }: Due): Due {
  if (due === null) return { mailboxId, urgency, at };
  return { mailboxId, urgency: urgency < due.urgency ? urgency : due.urgency, at: at < due.at ? at : due.at };
}

/** Whether an answer in this state reached the organizer, or a newer one was to. */
export function isAnswered(state: EffectState): boolean {
  return state.kind === 'superseded' || (state.kind === 'done' && state.how !== 'gone');
}

/** When an effect in this state is to be looked at; null: never again. */
export function waitsUntil(state: EffectState): Instant | null {
  if (state.kind === 'pending') return state.notBefore;
  return state.kind === 'sending' ? state.deadline : null;
}
