import type {
  AcceptedMeeting,
  AnswerSubject,
  CalendarOccurrence,
  CallOptions,
  ChangeBatch,
  DeletionFilter,
  DeletionProgress,
  EquipmentMailbox,
  FollowOptions,
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
import { acceptedMeetings } from './mailbox/accepted-meetings.ts';
import { deleteOldMail, deleteOldMeetings } from './mailbox/delete-old.ts';
import { findAnswers } from './mailbox/find-answers.ts';
import { followInbox } from './mailbox/follow-inbox.ts';
import { inspectMailbox } from './mailbox/inspect-mailbox.ts';
import type { MailboxContext } from './mailbox/mailbox-context.ts';
import { readMark, writeMark } from './mailbox/mailbox-mark.ts';
import { readMessages } from './mailbox/read-messages.ts';
import { sendReplies } from './mailbox/send-replies.ts';
import { viewCalendar } from './mailbox/view-calendar.ts';

/** How news reach whoever follows a mailbox. */
export interface InboxNews {
  /** Resolves when there may be news, and at the latest after `ms`. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** What a mailbox is made with. */
export interface GraphEquipmentMailboxOptions {
  readonly context: MailboxContext;
  /** Begins to listen for news, until the signal aborts. */
  listen(signal: AbortSignal): InboxNews;
  /** Makes one of the kit's errors of what a call of this mailbox threw. */
  translate(error: unknown, signal?: AbortSignal): unknown;
  /** A call of this mailbox went well. */
  succeeded(): void;
  /** Rights that are granted and refused in turn; null: none are. */
  settling(): MailboxInspection['settlingRights'] | null;
  token(): Promise<string>;
  serverTime(): ServerTime | null;
}

/** An equipment mailbox over Microsoft Graph. */
export class GraphEquipmentMailbox implements EquipmentMailbox {
  readonly supportsHtmlReplies: boolean;
  readonly repliesPerMinute: number | null;
  readonly #options: GraphEquipmentMailboxOptions;
  readonly #context: MailboxContext;

  constructor(options: GraphEquipmentMailboxOptions) {
    this.#options = options;
    this.#context = options.context;
    this.supportsHtmlReplies = options.context.settings.replies === 'mail';
    this.repliesPerMinute = options.context.settings.limits.replies_per_minute;
  }

  serverTime(): ServerTime | null {
    return this.#options.serverTime();
  }

  async *changes(cursor: string | null, { signal, first }: FollowOptions): AsyncIterable<ChangeBatch> {
    const leaving = new AbortController();
    const either = AbortSignal.any([signal, leaving.signal]);
    try {
      if (either.aborted) return;
      const news = this.#options.listen(either);
      const wait = (ms: number, until: AbortSignal) => news.wait(ms, until);
      for await (const batch of followInbox(this.#context, cursor, { first, signal: either, wait })) {
        this.#options.succeeded();
        yield batch;
      }
    } catch (error) {
      if (!signal.aborted) throw this.#options.translate(error);
    } finally {
      leaving.abort();
    }
  }

  read(refs: readonly ItemRef[], options: CallOptions = {}): Promise<readonly ReadResult[]> {
    return this.#translated(options, () => readMessages(this.#context, refs, options));
  }

  respond(replies: readonly Reply[], options: CallOptions = {}): Promise<readonly ReplyOutcome[]> {
    return this.#translated(options, () => sendReplies(this.#context, replies, options));
  }

  findAnswers(
    subjects: readonly AnswerSubject[],
    options: CallOptions = {},
  ): Promise<readonly (FoundAnswer | null)[]> {
    return this.#translated(options, () => findAnswers(this.#context, subjects, options));
  }

  calendarView(range: Interval, options: CallOptions = {}): Promise<readonly CalendarOccurrence[]> {
    return this.#translated(options, () => viewCalendar(this.#context, range, options));
  }

  acceptedMeetings(after: Instant, options: CallOptions = {}): AsyncIterable<readonly AcceptedMeeting[]> {
    return this.#translatedAll(options, acceptedMeetings(this.#context, after, options));
  }

  deleteInbox(
    before: Instant,
    filter: DeletionFilter,
    options: CallOptions = {},
  ): AsyncIterable<DeletionProgress> {
    return this.#translatedAll(options, deleteOldMail(this.#context, { ...options, before, filter }));
  }

  deleteCalendar(
    before: Instant,
    filter: DeletionFilter,
    options: CallOptions = {},
  ): AsyncIterable<DeletionProgress> {
    return this.#translatedAll(options, deleteOldMeetings(this.#context, { ...options, before, filter }));
  }

  readMark(options: CallOptions = {}): Promise<MailboxMark | null> {
    return this.#translated(options, () => readMark(this.#context, options));
  }

  writeMark(mark: MailboxMark, options: CallOptions = {}): Promise<void> {
    return this.#translated(options, () => writeMark(this.#context, mark, options));
  }

  inspect(options: CallOptions = {}): Promise<MailboxInspection> {
    return this.#translated(options, async () => {
      const token = await this.#options.token();
      const seen = await inspectMailbox(this.#context, { ...options, token });
      const settling = this.#options.settling();
      return {
        email: this.#context.email,
        ...seen,
        serverTime: this.#options.serverTime()?.at ?? null,
        server: null,
        ...(settling && { settlingRights: settling }),
      };
    });
  }

  async #translated<T>(options: CallOptions, act: () => Promise<T>): Promise<T> {
    try {
      options.signal?.throwIfAborted();
      const result = await act();
      this.#options.succeeded();
      return result;
    } catch (error) {
      throw this.#options.translate(error, options.signal);
    }
  }

  async *#translatedAll<T>(options: CallOptions, items: AsyncIterable<T>): AsyncIterable<T> {
    try {
      options.signal?.throwIfAborted();
      yield* items;
    } catch (error) {
      throw this.#options.translate(error, options.signal);
    }
  }
}
