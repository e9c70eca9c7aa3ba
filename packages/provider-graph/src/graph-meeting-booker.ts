import {
  type CallOptions,
  formatInstant,
  type Instant,
  type MeetingBooker,
  type TestMeeting,
  type TestMeetingAnswer,
} from '@vmrkit/core';
import { z } from 'zod';
import type { GraphClient } from './client/graph-client.ts';
import { meaningOf } from './errors/error-meaning.ts';
import { GraphFailure } from './errors/graph-failure.ts';
import { toVmrKitError } from './errors/to-vmrkit-error.ts';

const QUERY = '$select=id,subject,isOrganizer,attendees&$top=100';

/** An entry as far as a test meeting needs it. */
const entrySchema = z.object({
  id: z.string().min(1),
  subject: z.string(),
  isOrganizer: z.boolean(),
  attendees: z
    .array(
      z.object({
        emailAddress: z.object({ address: z.string().nullish() }).nullish(),
        status: z.object({ response: z.string().nullish() }).nullish(),
      }),
    )
    .catch([]),
});

type Entry = z.output<typeof entrySchema>;
type Searched = Omit<TestMeeting, 'html'>;

/** Answers by `responseType`; every other one is none. */
const ANSWERS: Readonly<Record<string, TestMeetingAnswer>> = { accepted: 'accepted', declined: 'declined' };

/** Books meetings over Microsoft Graph. */
export class GraphMeetingBooker implements MeetingBooker {
  readonly #clientOf: (organizer: string) => GraphClient;

  constructor(clientOf: (organizer: string) => GraphClient) {
    this.#clientOf = clientOf;
  }

  book(meeting: TestMeeting, options: CallOptions = {}): Promise<void> {
    return this.#translated(options, async () => {
      const { organizer, subject, html, invited, start, end } = meeting;
      const client = this.#clientOf(organizer);
      const body = {
        ...{ subject, body: { contentType: 'html', content: html }, start: utc(start), end: utc(end) },
        ...{ showAs: 'free', isReminderOn: false, isOnlineMeeting: false },
        attendees: [{ type: 'resource', emailAddress: { address: invited } }],
      };
      await client.call({ method: 'POST', path: `${client.user}/events`, body }, options);
    });
  }

  answerTo(meeting: TestMeeting, options: CallOptions = {}): Promise<TestMeetingAnswer | null> {
    return this.#translated(options, async () => {
      const [entry] = await this.#find(meeting, options);
      return entry === undefined ? null : answerOf(entry, meeting.invited);
    });
  }

  cancel(meeting: Searched, options: CallOptions = {}): Promise<number> {
    return this.#translated(options, async () => {
      const client = this.#clientOf(meeting.organizer);
      let cancelled = 0;
      for (const { id } of await this.#find(meeting, options)) {
        const path = `${client.user}/events/${encodeURIComponent(id)}`;
        // Graph tells the attendees of what its organizer deletes.
        const gone = await client.call({ method: 'DELETE', path }, options).then(() => false, ifGone);
        if (!gone) cancelled += 1;
      }
      return cancelled;
    });
  }

  /** The organizer's own entries with this subject at this time; copies of others' are none. */
  async #find({ organizer, subject, start, end }: Searched, options: CallOptions): Promise<readonly Entry[]> {
    const client = this.#clientOf(organizer);
    const span = `startDateTime=${formatInstant(start)}&endDateTime=${formatInstant(end)}`;
    const found: Entry[] = [];
    for await (const page of client.followLinks(`${client.user}/calendarView?${span}&${QUERY}`, options)) {
      for (const each of page) {
        const { data } = entrySchema.safeParse(each);
        if (data?.isOrganizer && data.subject === subject) found.push(data);
      }
    }
    return found;
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

/** True for an entry that went away meanwhile. Throws every other failure. */
function ifGone(error: unknown): boolean {
  if (error instanceof GraphFailure && error.kind === 'response' && meaningOf(error) === 'gone') return true;
  throw error;
}

function utc(at: Instant) {
  return { dateTime: formatInstant(at).replace('Z', ''), timeZone: 'UTC' };
}

function answerOf({ attendees }: Entry, invited: string): TestMeetingAnswer {
  const same = attendees.find(
    ({ emailAddress }) => emailAddress?.address?.toLowerCase() === invited.toLowerCase(),
  );
  return ANSWERS[same?.status?.response ?? ''] ?? 'none';
}
