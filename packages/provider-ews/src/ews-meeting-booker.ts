import type { CallOptions, MeetingBooker, TestMeeting, TestMeetingAnswer } from '@vmrkit/core';
import type { EwsClient } from './client/ews-client.ts';
import { isOrganizersOwn, itemIdOf } from './client/item-properties.ts';
import { EwsFailure } from './errors/ews-failure.ts';
import { meaningOf } from './errors/response-codes.ts';
import { toVmrKitError } from './errors/to-vmrkit-error.ts';
import { readItems } from './mailbox/read-items.ts';
import { viewItems } from './mailbox/view-calendar.ts';
import { childOf, childrenOf, textOf, type XmlElement } from './soap/xml-tree.ts';

/** Answers by `ResponseTypeType` (types.xsd); every other one is none. */
const ANSWERS: Readonly<Record<string, TestMeetingAnswer>> = { Accept: 'accepted', Decline: 'declined' };

type Searched = Omit<TestMeeting, 'html'>;

/** Books meetings over Exchange Web Services, each in its organizer's own name. */
export class EwsMeetingBooker implements MeetingBooker {
  readonly #clientOf: (organizer: string) => EwsClient;

  constructor(clientOf: (organizer: string) => EwsClient) {
    this.#clientOf = clientOf;
  }

  book(meeting: TestMeeting, options: CallOptions = {}): Promise<void> {
    return this.#translated(options, () => this.#clientOf(meeting.organizer).bookMeeting(meeting, options));
  }

  answerTo(meeting: TestMeeting, options: CallOptions = {}): Promise<TestMeetingAnswer | null> {
    return this.#translated(options, async () => {
      const [item] = await this.#find(meeting, options);
      return item === undefined ? null : answerOf(item, meeting.invited);
    });
  }

  cancel(meeting: Searched, options: CallOptions = {}): Promise<number> {
    return this.#translated(options, async () => {
      const found = await this.#find(meeting, options);
      const ids = found.flatMap((item) => itemIdOf(item)?.id ?? []);
      const codes = await this.#clientOf(meeting.organizer).cancelMeetings(ids, options);
      const failed = codes.find((code) => code !== 'NoError' && meaningOf(code) !== 'gone');
      if (failed !== undefined) throw new EwsFailure('response', { maySent: false, responseCode: failed });
      return codes.filter((code) => code === 'NoError').length;
    });
  }

  /** The organizer's own meetings with this subject at this time; copies of others' are none. */
  async #find(
    { organizer, subject, start, end }: Searched,
    options: CallOptions,
  ): Promise<readonly XmlElement[]> {
    const client = this.#clientOf(organizer);
    const shown = await viewItems(client, { start, end }, options);
    const ids = shown.flatMap((item) => itemIdOf(item)?.id ?? []);
    const read = await readItems(client, ids, { ...options, shape: 'meeting' });
    return read.flatMap((answer) =>
      answer.kind === 'item' &&
      textOf(answer.element, 'Subject') === subject &&
      isOrganizersOwn(answer.element)
        ? [answer.element]
        : [],
    );
  }

  async #translated<T>({ signal }: CallOptions, act: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      throw toVmrKitError(error, signal);
    }
  }
}

function answerOf(item: XmlElement, invited: string): TestMeetingAnswer {
  const attendees = ['RequiredAttendees', 'OptionalAttendees', 'Resources'].flatMap((list) =>
    childrenOf(childOf(item, list), 'Attendee'),
  );
  const same = attendees.find(
    (each) => textOf(each, 'Mailbox', 'EmailAddress')?.toLowerCase() === invited.toLowerCase(),
  );
  return ANSWERS[(same && textOf(same, 'ResponseType')) ?? ''] ?? 'none';
}
