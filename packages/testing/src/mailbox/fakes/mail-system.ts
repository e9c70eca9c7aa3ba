import {
  type AnswerSubject,
  type Clock,
  cleanGlobalObjectId,
  type FoundAnswer,
  type Instant,
  type ItemRef,
  instant,
  type MailboxMark,
  type MailboxMessage,
  type MeetingIdentity,
  type Random,
  type ReadResult,
  type Reply,
  type ReplyOutcome,
  SECOND_MS,
  VmrKitError,
} from '@vmrkit/core';
import { AnswerLedger } from './answer-ledger.ts';
import { EquipmentCalendar } from './equipment-calendar.ts';
import type { RecordedRewrite } from './fake-mailbox-world.ts';
import { Inbox } from './inbox.ts';
import type { InboxItem } from './inbox-item.ts';
import type { MailSystemTraits } from './mail-system-traits.ts';
import { Organisation } from './model/organisation.ts';
import type { MeetingNotice } from './model/organized-meeting.ts';
import { noticeOf } from './notice-of.ts';
import { plainText } from './plain-text.ts';
import { renderNotice } from './render-message.ts';
import { Troubles } from './troubles.ts';

/** What a {@link MailSystem} is made from. */
export interface MailSystemOptions {
  readonly email: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly traits: MailSystemTraits;
  /** Whom the equipment mailbox serves; people of its own unless given. */
  readonly organisation?: Organisation;
  /** How far the clocks of people of its own are ahead. */
  readonly organizersAheadMs?: number;
}

/** The mail system behind a fake world: organizers, the equipment mailbox, and what is done with its messages. */
export class MailSystem {
  readonly email: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly inbox: Inbox;
  readonly calendar = new EquipmentCalendar();
  readonly organisation: Organisation;
  readonly troubles = new Troubles();
  readonly answers: AnswerLedger;
  readonly rewrites: RecordedRewrite[] = [];
  mark: MailboxMark | null = null;
  /** Cursors of an earlier one are refused. */
  cursorGeneration = 1;
  /** Whether people are named without their addresses, and whether anybody can find these out. */
  hiddenAddresses: 'no' | 'findable' | 'unknown' = 'no';
  #traits: MailSystemTraits;
  /** Messages that the mail system has dealt with. */
  #attended = 0;
  /** Messages of one meeting or instance that it dealt with and that may grow out of date. */
  readonly #current = new Map<string, InboxItem[]>();

  constructor({ email, clock, random, traits, organisation, organizersAheadMs }: MailSystemOptions) {
    this.email = email;
    this.clock = clock;
    this.random = random;
    this.#traits = traits;
    this.inbox = new Inbox({ clock, random, eventDelayMs: traits.eventDelayMs });
    this.answers = new AnswerLedger(clock, traits.repliesPerMinute);
    this.organisation = organisation ?? new Organisation({ clock, random, aheadMs: organizersAheadMs ?? 0 });
    this.organisation.connect(email, (notice) => this.sendNotice(notice));
  }

  get traits(): MailSystemTraits {
    return this.#traits;
  }

  /** Behaves otherwise from now on. */
  behave(traits: Partial<MailSystemTraits>): void {
    this.#traits = { ...this.#traits, ...traits };
  }

  sendNotice(notice: MeetingNotice): void {
    const { traits, random } = this;
    this.inbox.send({ message: renderNotice(notice, { traits, random }), notice });
  }

  /** Deals with the messages that are due, as a calendar attendant does. */
  attend(): void {
    if (this.#traits.calendarProcessing === 'none') return;
    const { items } = this.inbox;
    for (let item = items[this.#attended]; item && this.#isDue(item); item = items[this.#attended]) {
      this.#attended += 1;
      if (item.notice === null) continue;
      const outdated = this.calendar.isOutdated(item.notice);
      this.calendar.apply(item.notice);
      if (this.#traits.removesOutdated) this.#tidy(item, item.notice, outdated);
    }
  }

  /** What reading one message gives. */
  read(ref: ItemRef): ReadResult {
    const item = this.inbox.find(ref);
    if (item?.place !== 'inbox') return { kind: 'gone' };
    if (item.poisoned) return { kind: 'unreadable', reason: 'poisoned' };
    if (this.#awaitsEvent(item)) return { kind: 'unreadable', reason: 'event-not-there-yet' };
    if (item.answer?.verdict === 'decline') {
      if (this.#traits.declinedRequest === 'gone') return { kind: 'gone' };
      if (this.#traits.declinedRequest === 'unreadable') return { kind: 'unreadable', reason: 'event-gone' };
    }
    item.read = true;
    return { kind: 'message', message: this.#asShown(item) };
  }

  /** Answers one request, if it takes an answer. */
  answer(reply: Reply): ReplyOutcome {
    const item = this.inbox.find(reply.ref);
    const { secondAnswer } = this.#traits;
    if (item?.answer && secondAnswer !== 'allowed') return { kind: secondAnswer };
    if (item === null || item.place === 'removed') return { kind: 'gone' };
    if (item.message.kind !== 'request') return { kind: 'refused', reason: 'not-a-request' };
    if (!reply.asMail && item.notice && this.calendar.isOutdated(item.notice)) return { kind: 'outdated' };
    const pauseMs = this.#awaitsEvent(item) ? item.dueMs - this.clock.monotonicMs() : this.answers.pauseMs();
    if (pauseMs > 0) return { kind: 'not-sent', retryAfterMs: Math.ceil(pauseMs) };
    this.#enterAnswer(item, reply);
    return { kind: 'sent' };
  }

  /** The answer to a message as it can be seen afterwards. */
  findAnswer({ messageId, identity, instance, receivedAt }: AnswerSubject): FoundAnswer | null {
    const found =
      this.#traits.findsAnswersBy === 'message'
        ? this.answers.to(messageId).at(-1)
        : this.answers.about(subjectKey(identity, instance)).at(-1);
    return found && found.at >= receivedAt ? { verdict: found.verdict, at: found.at } : null;
  }

  #enterAnswer(item: InboxItem, reply: Reply): void {
    const { id, verdict, html } = reply;
    const { message } = item;
    const at = instant(Math.max(this.clock.now(), this.inbox.newestReceivedAt));
    const notice = item.notice ?? noticeOf(message);
    if (notice && !reply.asMail) this.#enterResponse(notice, item.notice === null, verdict);
    item.answer = { verdict, at };
    if (this.#traits.answeredRequest === 'moves') item.place = 'answered';
    const instance = message.kind === 'other' ? null : message.instance;
    this.answers.record(
      {
        replyId: id,
        messageId: message.messageId,
        ref: item.ref,
        meetingId: item.notice?.meeting.id ?? null,
        instance,
        verdict,
        text: this.#traits.supportsHtmlReplies ? html : plainText(html),
        at,
      },
      message.kind === 'other' ? '' : subjectKey(message.identity, instance),
    );
  }

  #enterResponse(notice: MeetingNotice, injected: boolean, verdict: 'accept' | 'decline'): void {
    const { globalObjectId } = notice.meeting;
    // A forged message must not write over what is true.
    if (injected && this.calendar.find(globalObjectId)) return;
    if (verdict === 'decline') {
      this.calendar.decline(globalObjectId, notice.instance);
      return;
    }
    this.calendar.apply(notice);
    this.calendar.accept(globalObjectId);
  }

  /** As the mail system shows it: perhaps without its body, or with people whose addresses are not in it. */
  #asShown(item: InboxItem): MailboxMessage {
    const told = this.#asTold(item);
    const message = item.bodySpoiled
      ? { ...told, bodyUnreadable: true, body: { type: 'html' as const, content: '' } }
      : told;
    if (this.hiddenAddresses === 'no') return message;
    if (this.hiddenAddresses === 'findable') return { ...message, senderLookedUp: true };
    return { ...message, organizer: null, organizerUnresolved: message.organizer !== null, sender: null };
  }

  #asTold(item: InboxItem): MailboxMessage {
    const { message, notice, articleNumber } = item;
    if (message.kind === 'other') return message;
    const { wholeSeconds, tellsArticleNumber } = this.#traits;
    return {
      ...message,
      articleNumber: tellsArticleNumber ? articleNumber : null,
      ...(wholeSeconds
        ? { stamp: message.stamp && wholeSecond(message.stamp), receivedAt: wholeSecond(message.receivedAt) }
        : {}),
      outOfDate: message.outOfDate || (notice !== null && this.calendar.isOutdated(notice)),
    };
  }

  #isDue({ dueMs }: InboxItem): boolean {
    return dueMs <= this.clock.monotonicMs();
  }

  #awaitsEvent(item: InboxItem): boolean {
    return this.#traits.readNeedsEvent && item.message.kind !== 'other' && !this.#isDue(item);
  }

  /** Takes away what the message makes out of date, or the message itself when it came too late. */
  #tidy(item: InboxItem, { meeting, instance }: MeetingNotice, outdated: boolean): void {
    if (outdated) {
      if (item.message.kind === 'request') item.place = 'removed';
      return;
    }
    const key = `${meeting.id}/${instance ?? ''}`;
    for (const older of this.#current.get(key) ?? []) {
      if (older.notice && this.calendar.isOutdated(older.notice) && older.place === 'inbox')
        older.place = 'removed';
    }
    this.#current.set(key, item.message.kind === 'request' ? [item] : []);
  }
}

/** A time as mail systems tell it that know no smaller unit. */
export function wholeSecond(at: Instant): Instant {
  return instant(Math.floor(at / SECOND_MS) * SECOND_MS);
}

function subjectKey(identity: MeetingIdentity, instance: number | null): string {
  try {
    return `${cleanGlobalObjectId(identity)}/${instance ?? ''}`;
  } catch (error) {
    if (VmrKitError.is(error)) return '';
    throw error;
  }
}
