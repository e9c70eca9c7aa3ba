import type {
  AcceptedMeeting,
  AnswerSubject,
  CalendarOccurrence,
  CallOptions,
  ChangeBatch,
  DeletionFilter,
  DeletionProgress,
  EquipmentMailbox,
  FoundAnswer,
  Instant,
  Interval,
  ItemRef,
  MailboxInspection,
  MailboxMark,
  ReadResult,
  Reply,
  ReplyOutcome,
  ServerTime,
} from '@vmrkit/core';
import { endOf } from './equipment-calendar.ts';
import type { PortAct, StepHook } from './fake-mailbox-world.ts';
import { followInbox } from './follow-inbox.ts';
import type { MailSystem } from './mail-system.ts';
import { acceptedMeeting, shownOccurrences } from './show-calendar.ts';

/** Items that one call takes. */
const MOST_ITEMS = 100;

/** The equipment mailbox of a fake mail system, as one process reaches it. */
export class FakeEquipmentMailbox implements EquipmentMailbox {
  readonly #system: MailSystem;
  readonly #step: StepHook;

  constructor(system: MailSystem, step: StepHook) {
    this.#system = system;
    this.#step = step;
  }

  get supportsHtmlReplies(): boolean {
    return this.#system.traits.supportsHtmlReplies;
  }

  get repliesPerMinute(): number | null {
    return this.#system.traits.repliesPerMinute;
  }

  serverTime(): ServerTime | null {
    return this.#system.serverTime;
  }

  changes(cursor: string | null, { signal }: { readonly signal: AbortSignal }): AsyncIterable<ChangeBatch> {
    return followInbox(this.#system, cursor, { signal, step: this.#step });
  }

  async read(refs: readonly ItemRef[], options?: CallOptions): Promise<readonly ReadResult[]> {
    checkSize(refs);
    return this.#call('read', options, () => refs.map((ref) => this.#system.read(ref)));
  }

  async respond(replies: readonly Reply[], options?: CallOptions): Promise<readonly ReplyOutcome[]> {
    checkSize(replies);
    const { troubles, email } = this.#system;
    await this.#step('before respond');
    options?.signal?.throwIfAborted();
    troubles.checkRights(email);
    this.#system.attend();
    const outcomes: ReplyOutcome[] = [];
    for (const reply of replies) outcomes.push(await this.#answer(reply, options?.signal));
    await this.#step('after respond');
    return outcomes;
  }

  findAnswers(
    subjects: readonly AnswerSubject[],
    options?: CallOptions,
  ): Promise<readonly (FoundAnswer | null)[]> {
    return this.#call('findAnswers', options, () =>
      subjects.map((subject) => this.#system.findAnswer(subject)),
    );
  }

  calendarView(range: Interval, options?: CallOptions): Promise<readonly CalendarOccurrence[]> {
    return this.#call('calendarView', options, () => shownOccurrences(this.#system, range));
  }

  async *acceptedMeetings(after: Instant, options?: CallOptions): AsyncIterable<readonly AcceptedMeeting[]> {
    const found = await this.#call('acceptedMeetings', options, () =>
      this.#system.calendar.entries.flatMap(
        (entry) => acceptedMeeting(entry, after, this.#system.traits) ?? [],
      ),
    );
    for (let start = 0; start < found.length; start += MOST_ITEMS)
      yield found.slice(start, start + MOST_ITEMS);
  }

  async *deleteInbox(
    before: Instant,
    filter: DeletionFilter,
    options?: CallOptions,
  ): AsyncIterable<DeletionProgress> {
    const old = await this.#call('deleteInbox', options, () =>
      this.#system.inbox.items.filter(
        ({ place, message }) => place === 'inbox' && message.receivedAt < before,
      ),
    );
    const candidates = old.map((item) => ({
      ref: item.ref,
      messageId: item.message.messageId,
      remove: () => {
        item.place = 'removed';
      },
    }));
    yield* this.#delete(candidates, filter, options);
  }

  async *deleteCalendar(
    before: Instant,
    filter: DeletionFilter,
    options?: CallOptions,
  ): AsyncIterable<DeletionProgress> {
    const { calendar } = this.#system;
    const over = await this.#call('deleteCalendar', options, () =>
      calendar.entries.filter((entry) => {
        const end = endOf(entry);
        return end !== null && end < before;
      }),
    );
    const candidates = over.map((entry) => ({
      ref: { id: entry.id },
      messageId: entry.id,
      remove: () => calendar.remove(entry),
    }));
    yield* this.#delete(candidates, filter, options);
  }

  readMark(options?: CallOptions): Promise<MailboxMark | null> {
    return this.#call('readMark', options, () => this.#system.mark);
  }

  writeMark(mark: MailboxMark, options?: CallOptions): Promise<void> {
    return this.#call('writeMark', options, () => {
      this.#system.mark = mark;
    });
  }

  inspect(options?: CallOptions): Promise<MailboxInspection> {
    const { email, inbox, traits, clock } = this.#system;
    return this.#call('inspect', options, () => ({
      email,
      unreadChanges: inbox.items.filter(({ place, read }) => place === 'inbox' && !read).length,
      automaticProcessing: traits.calendarProcessing,
      serverTime: clock.now(),
      server: 'in memory',
    }));
  }

  async #call<T>(act: PortAct, options: CallOptions | undefined, work: () => T): Promise<T> {
    const { troubles, email } = this.#system;
    await this.#step(`before ${act}`);
    options?.signal?.throwIfAborted();
    troubles.check(email);
    this.#system.attend();
    const result = work();
    await this.#step(`after ${act}`);
    troubles.checkAnswer();
    return result;
  }

  async #answer(reply: Reply, signal: AbortSignal | undefined): Promise<ReplyOutcome> {
    await this.#step('before answer');
    if (signal?.aborted) return { kind: 'not-sent', retryAfterMs: 0 };
    const { troubles } = this.#system;
    const { pauseMs } = troubles;
    if (pauseMs !== null) return { kind: 'not-sent', retryAfterMs: pauseMs };
    const outcome = this.#system.answer(reply);
    await this.#step('after answer');
    return troubles.answersLost ? { kind: 'unknown' } : outcome;
  }

  async *#delete(
    candidates: readonly { readonly ref: ItemRef; readonly messageId: string; readonly remove: () => void }[],
    filter: DeletionFilter,
    options: CallOptions | undefined,
  ): AsyncIterable<DeletionProgress> {
    let deleted = 0;
    let start = 0;
    do {
      const batch = candidates.slice(start, start + MOST_ITEMS);
      const goes =
        batch.length > 0 ? await filter(batch.map(({ ref, messageId }) => ({ ref, messageId }))) : [];
      const going = batch.filter((_, index) => goes[index] === true);
      if (going.length > 0) {
        await this.#call('deletion', options, () => {
          for (const { remove } of going) remove();
        });
      }
      deleted += going.length;
      start += MOST_ITEMS;
      const seen = Math.min(start, candidates.length);
      yield { deleted, kept: seen - deleted, done: start >= candidates.length };
    } while (start < candidates.length);
  }
}

function checkSize(asked: readonly unknown[]): void {
  if (asked.length > MOST_ITEMS) throw new RangeError(`More than ${MOST_ITEMS} items in one call.`);
}
