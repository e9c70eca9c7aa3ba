import type { MeetingRequest } from '../mailbox/meeting-message.ts';
import { DAY_MS, HOUR_MS, type Instant, shift } from '../time/instant.ts';
import { removed } from './evolve.ts';
import {
  after,
  applyIntent,
  bea,
  cancellation,
  context,
  daily,
  live,
  now,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';

/** Pattern start of the series' second instance. */
export const second = shift(start, DAY_MS);
/** What makes a request one for a series. */
export const series = { series: daily };
/** What makes a request one for the second instance, which it moves. */
export const occurrence = {
  instance: second,
  start: shift(second, 2 * HOUR_MS),
  end: shift(second, 3 * HOUR_MS),
};

/** What the cells of the column *Known* of docs/decision-table.md stand for. */
export const known: Readonly<Record<string, () => Meeting | null>> = {
  nothing: () => null,
  declined: () =>
    after(
      null,
      step(request({ messageId: '<0>' }), { kind: 'decline', because: 'invalid-alias-id', limited: true }),
    ),
  stub: () => noted(),
  'occurrence stub': () => noted(second),
  "colleague's stub": () => colleaguesStub(),
  "colleague's stub, handed over": () =>
    after(
      colleaguesStub(),
      step(request({ organizer: bea, sender: bea, stamp: shift(now, -1_000), messageId: '<h>' }), {
        kind: 'ignore',
        because: 'superseded',
      }),
    ),
  'live single': () => live(),
  'live single, stamped ahead': () => live({ stamp: shift(now, 2 * DAY_MS) }),
  'live single, declined since': () => declinedSince(live()),
  'live series, declined since': () => declinedSince(live(series)),
  'live series, moved, instance declined since': () => declinedSince(movedSeries(), second),
  'live single, not authenticated': () => live({}, { senderTrusted: false }),
  'live single, another tag before': () => ({
    ...live(),
    abandoned: [{ reservationId: 'r-left', name: null }],
  }),
  'live in another mailbox': () => after(null, step(request(), applyIntent()), { mailboxId: 'mailbox-2' }),
  'live series in another mailbox': () =>
    after(null, step(request(series), applyIntent()), { mailboxId: 'mailbox-2' }),
  'live series': () => live(series),
  'live series, moved': () => movedSeries(),
  'live occurrence': () => live(occurrence),
  'awaiting echo': () => awaitingEcho(),
  'live series, by a token': () => echoed(series),
  'cancelled single': () => after(live(), step(cancellation(later), { kind: 'cancel' })),
  'cancelled series': () => after(live(series), step(cancellation(later), { kind: 'cancel' })),
  removed: () => removed(live(), context),
  'removed, not authenticated': () => removed(live({}, { senderTrusted: false }), context),
  'removed, had a token': () => removed(echoed(), context),
};

/** Fields of a message that is newer than the fixture's first. */
export const later = { stamp: shift(now, 1_000), sequence: 2, receivedAt: shift(now, 1_000) };

function noted(instance: Instant | null = null): Meeting {
  return after(null, step(cancellation({ instance }), { kind: 'note', because: 'cancelled-before' }));
}

function colleaguesStub(): Meeting {
  const message = cancellation({ organizer: bea, sender: bea });
  return after(null, step(message, { kind: 'note', because: 'cancelled-before' }));
}

function awaitingEcho(over: Partial<MeetingRequest> = {}): Meeting {
  const grant = { kind: 'token', hash: 'h' } as const;
  return after(null, step(request(over), applyIntent({ grant, reply: null })));
}

function echoed(over: Partial<MeetingRequest> = {}): Meeting {
  const echo = request({ ...over, ...later, messageId: '<echo>' });
  return after(awaitingEcho(over), step(echo, applyIntent({ grant: { kind: 'kept' } })));
}

function movedSeries(): Meeting {
  return after(live(series), step(request({ ...occurrence, messageId: '<2>' }), applyIntent()));
}

function declinedSince(meeting: Meeting, instance: Instant | null = null): Meeting {
  const decline = { kind: 'decline', because: 'alias-conflict', limited: false } as const;
  return after(meeting, step(request({ instance, messageId: '<d>' }), decline));
}
