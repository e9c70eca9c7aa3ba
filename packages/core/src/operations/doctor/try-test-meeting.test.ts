import { FakeClock } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { ConflictError, NotAllowedError, UnavailableError } from '../../errors/vmrkit-error.ts';
import type { MeetingBooker, TestMeeting, TestMeetingAnswer } from '../../mailbox/meeting-booker.ts';
import { type TestMeetingOptions, tryTestMeeting } from './try-test-meeting.ts';

const denied = new NotAllowedError('No rights.', { code: 'ERR_EWS_NO_RIGHTS' });
const away = new UnavailableError('Away.', { code: 'ERR_EWS_UNREACHABLE' });

/** A calendar with what was booked and not cancelled. */
class Calendar implements MeetingBooker {
  readonly standing: Pick<TestMeeting, 'subject' | 'start'>[] = [];
  answer: TestMeetingAnswer = 'none';
  /** What the next calls reject with, one each; null: nothing. */
  readonly fails: Record<keyof MeetingBooker, (Error | null)[]> = { book: [], answerTo: [], cancel: [] };
  /** A booking is done and its outcome lost. */
  bookedAnyway = false;
  hiddenLooks = 0;

  #step(name: keyof MeetingBooker, signal?: AbortSignal): void {
    signal?.throwIfAborted();
    const error = this.fails[name].shift();
    if (error) throw error;
  }

  async book(meeting: TestMeeting, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.bookedAnyway) this.standing.push(meeting);
    this.#step('book', signal);
    this.standing.push(meeting);
  }

  async answerTo(_: TestMeeting, { signal }: { readonly signal?: AbortSignal } = {}) {
    this.#step('answerTo', signal);
    return this.answer;
  }

  async cancel(
    { subject, start, end }: Omit<TestMeeting, 'html'>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<number> {
    this.#step('cancel', signal);
    if (this.standing.length > 0 && this.hiddenLooks > 0) {
      this.hiddenLooks -= 1;
      return 0;
    }
    const kept = this.standing.filter(
      (each) => each.subject !== subject || each.start < start || each.start >= end,
    );
    const cancelled = this.standing.length - kept.length;
    this.standing.splice(0, this.standing.length, ...kept);
    return cancelled;
  }
}

interface Setting extends Partial<Pick<TestMeetingOptions, 'booker' | 'reserve'>> {
  readonly answer?: TestMeetingAnswer;
  readonly arrange?: (calendar: Calendar) => void;
  /** Seconds after which somebody types Ctrl-C. */
  readonly stopAfter?: number;
}

async function tried({ answer = 'none', arrange, stopAfter, ...more }: Setting) {
  const clock = new FakeClock();
  const calendar = new Calendar();
  calendar.answer = answer;
  arrange?.(calendar);
  const stop = new AbortController();
  const reserved: string[] = [];
  const round = tryTestMeeting({
    booker: calendar,
    organizer: 'olga@example.com',
    mailbox: { id: 'm1', email: 'vmr@example.com' },
    reserve: async () => {
      reserved.push('room');
      return '<p>PXPS:-example#</p>';
    },
    clock,
    signal: stop.signal,
    ...more,
  });
  let over = false;
  void round.then(() => {
    over = true;
  });
  let seconds = 0;
  for (; !over && seconds < 300; seconds += 1) {
    if (seconds === stopAfter) stop.abort(new Error('Ctrl-C'));
    await clock.advance(1_000);
  }
  return { ...(await round), calendar, seconds, reserved: reserved.length };
}

const left = { subject: 'VMRKit test meeting m1', start: new FakeClock().now() };

it.each<[string, Setting, string, RegExp]>([
  ['accepted', { answer: 'accepted' }, 'ok', /accepted after 0\.0 s, and cancelled/],
  ['declined', { answer: 'declined' }, 'problem', /was declined/],
  ['not answered', {}, 'problem', /no answer within 90 seconds/],
  ['stopped by Ctrl-C', { stopAfter: 5 }, 'unknown', /^It was stopped\.$/],
  [
    'booked, and its calendar cannot be read any more',
    { arrange: (c) => void c.fails.answerTo.push(null, away) },
    'problem',
    /ERR_EWS_UNREACHABLE/,
  ],
  [
    'booked, and nobody heard of it',
    {
      arrange: (c) => {
        c.bookedAnyway = true;
        c.hiddenLooks = 2;
        c.fails.book.push(away);
      },
    },
    'problem',
    /ERR_EWS_UNREACHABLE/,
  ],
  ['refused at the last moment', { arrange: (c) => void c.fails.book.push(denied) }, 'problem', /NO_RIGHTS/],
  [
    'cancelled at the third try',
    { arrange: (c) => void c.fails.cancel.push(null, away, away) },
    'problem',
    /no answer/,
  ],
  [
    'booked after what an earlier run left behind',
    {
      answer: 'accepted',
      arrange: (c) => void c.standing.push(left),
    },
    'ok',
    /accepted/,
  ],
])('a test meeting that is %s leaves nothing behind', async (_, setting, kind, says) => {
  const { calendar, ...found } = await tried(setting);
  expect(found.kind).toBe(kind);
  expect(found.evidence).toMatch(says);
  expect(calendar.standing).toEqual([]);
});

it.each<[string, Setting, string, RegExp]>([
  ['rights', { arrange: (c) => void c.fails.cancel.push(denied) }, 'unknown', /skipped: there are no rights/],
  ['a mail system', { arrange: (c) => void c.fails.cancel.push(away) }, 'unknown', /skipped, and nothing/],
  ['a provider that books', { booker: null }, 'unknown', /books no meetings/],
  [
    'a number',
    {
      reserve: () => Promise.reject(new ConflictError('Full.', { code: 'ERR_ALIAS_SPACE_FULL' })),
    },
    'problem',
    /ERR_ALIAS_SPACE_FULL/,
  ],
])('without %s nothing is booked, and no number is taken', async (_, setting, kind, says) => {
  const { calendar, reserved, ...found } = await tried(setting);
  expect(found.kind).toBe(kind);
  expect(found.evidence).toMatch(says);
  expect(calendar.standing).toEqual([]);
  expect(reserved).toBe(0);
});

it('says which meeting is left where it cannot be cancelled within half a minute', async () => {
  const found = await tried({
    answer: 'accepted',
    arrange: (calendar) => {
      calendar.fails.cancel.push(null, ...Array.from({ length: 100 }, () => away));
    },
  });
  expect(found).toMatchObject({
    kind: 'problem',
    evidence: expect.stringContaining('could not be cancelled'),
  });
  expect(found.remedy).toContain('"VMRKit test meeting m1"');
  expect(found.seconds).toBeLessThan(40);
});
