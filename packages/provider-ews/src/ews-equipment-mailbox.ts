import {
  type AcceptedMeeting,
  type AnswerSubject,
  type CalendarOccurrence,
  type CallOptions,
  type ChangeBatch,
  type Clock,
  type DeletionFilter,
  type DeletionProgress,
  type EquipmentMailbox,
  type FollowOptions,
  type FoundAnswer,
  type Instant,
  type Interval,
  type ItemRef,
  type MailboxInspection,
  type MailboxMark,
  type ReadResult,
  type Reply,
  type ReplyOutcome,
  readMailboxMark,
  type ServerTime,
  writeMailboxMark,
} from '@vmrkit/core';
import type { EwsClient } from './client/ews-client.ts';
import type { ServerHabits } from './client/ews-session.ts';
import { toVmrKitError } from './errors/to-vmrkit-error.ts';
import { acceptedMeetings } from './mailbox/accepted-meetings.ts';
import { deleteOldMail, deleteOldMeetings } from './mailbox/delete-old.ts';
import type { Directory } from './mailbox/directory.ts';
import { findAnswers } from './mailbox/find-answers.ts';
import { followInbox } from './mailbox/follow-inbox.ts';
import { FreshRequests } from './mailbox/fresh-requests.ts';
import { readMessages } from './mailbox/read-messages.ts';
import { sendReplies } from './mailbox/send-replies.ts';
import { viewCalendar } from './mailbox/view-calendar.ts';
import type { InboxWatch } from './streaming/inbox-watch.ts';

/** What a mailbox is made with. */
export interface EwsEquipmentMailboxOptions {
  readonly client: EwsClient;
  readonly clock: Clock;
  readonly habits: ServerHabits;
  readonly directory: Directory;
  readonly repliesPerMinute: number | null;
  readonly syncIntervalMs: number;
  readonly syncWithoutStreamMs: number;
  watch(signal: AbortSignal): InboxWatch;
  serverTime(): ServerTime | null;
}

/** An equipment mailbox over Exchange Web Services. */
export class EwsEquipmentMailbox implements EquipmentMailbox {
  readonly supportsHtmlReplies = true;
  readonly repliesPerMinute: number | null;
  readonly #options: EwsEquipmentMailboxOptions;
  readonly #client: EwsClient;
  readonly #fresh: FreshRequests;

  constructor(options: EwsEquipmentMailboxOptions) {
    this.#options = options;
    this.#client = options.client;
    this.#fresh = new FreshRequests(options.clock);
    this.repliesPerMinute = options.repliesPerMinute;
  }

  serverTime(): ServerTime | null {
    return this.#options.serverTime();
  }

  async *changes(cursor: string | null, options: FollowOptions): AsyncIterable<ChangeBatch> {
    const leaving = new AbortController();
    const signal = AbortSignal.any([options.signal, leaving.signal]);
    try {
      if (signal.aborted) return;
      yield* followInbox(this.#client, cursor, {
        ...this.#options,
        first: options.first,
        watch: this.#options.watch(signal),
        signal,
      });
    } catch (error) {
      if (!options.signal.aborted) throw toVmrKitError(error);
    } finally {
      leaving.abort();
    }
  }

  read(refs: readonly ItemRef[], options: CallOptions = {}): Promise<readonly ReadResult[]> {
    return translated(options, () =>
      readMessages(this.#client, refs, {
        ...options,
        directory: this.#options.directory,
        fresh: this.#fresh,
      }),
    );
  }

  respond(replies: readonly Reply[], options: CallOptions = {}): Promise<readonly ReplyOutcome[]> {
    return translated(options, () =>
      sendReplies(this.#client, replies, { ...options, habits: this.#options.habits, fresh: this.#fresh }),
    );
  }

  findAnswers(
    subjects: readonly AnswerSubject[],
    options: CallOptions = {},
  ): Promise<readonly (FoundAnswer | null)[]> {
    return translated(options, () => findAnswers(this.#client, subjects, options));
  }

  calendarView(range: Interval, options: CallOptions = {}): Promise<readonly CalendarOccurrence[]> {
    return translated(options, () => viewCalendar(this.#client, range, options));
  }

  acceptedMeetings(after: Instant, options: CallOptions = {}): AsyncIterable<readonly AcceptedMeeting[]> {
    return translatedAll(
      options,
      acceptedMeetings(this.#client, after, { ...options, directory: this.#options.directory }),
    );
  }

  deleteInbox(
    before: Instant,
    filter: DeletionFilter,
    options: CallOptions = {},
  ): AsyncIterable<DeletionProgress> {
    return translatedAll(options, deleteOldMail(this.#client, { ...options, before, filter }));
  }

  deleteCalendar(
    before: Instant,
    filter: DeletionFilter,
    options: CallOptions = {},
  ): AsyncIterable<DeletionProgress> {
    return translatedAll(options, deleteOldMeetings(this.#client, { ...options, before, filter }));
  }

  readMark(options: CallOptions = {}): Promise<MailboxMark | null> {
    return translated(options, async () => readMailboxMark(await this.#client.readConfiguration(options)));
  }

  writeMark(mark: MailboxMark, options: CallOptions = {}): Promise<void> {
    return translated(options, () => this.#client.writeConfiguration(writeMailboxMark(mark), options));
  }

  inspect(options: CallOptions = {}): Promise<MailboxInspection> {
    return translated(options, async () => {
      const facts = await this.#client.inspectInbox(options);
      return {
        email: this.#client.mailbox,
        unreadChanges: facts.unread,
        automaticProcessing: null,
        serverTime: facts.serverTime,
        server: facts.serverVersion,
      };
    });
  }
}

async function translated<T>(options: CallOptions, act: () => Promise<T>): Promise<T> {
  try {
    options.signal?.throwIfAborted();
    return await act();
  } catch (error) {
    throw toVmrKitError(error, options.signal);
  }
}

async function* translatedAll<T>(options: CallOptions, items: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* items;
  } catch (error) {
    throw toVmrKitError(error, options.signal);
  }
}
