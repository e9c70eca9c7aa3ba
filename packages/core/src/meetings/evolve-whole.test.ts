import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { evolve, unknownMeeting } from './evolve.ts';
import type { Intent } from './intent.ts';
import {
  ada,
  after,
  applyIntent,
  bea,
  cancellation,
  conference,
  context,
  daily,
  end,
  live,
  now,
  policy,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Conference } from './meeting.ts';
import { versionOf } from './place-in-history.ts';

const second = shift(start, DAY_MS);
const later = { stamp: shift(now, 1_000), sequence: 2, receivedAt: shift(now, 1_000), messageId: '<2>' };
const place = { mailboxId: 'mailbox-1', articleNumber: 7 };
const version = {
  ...place,
  stamp: now,
  sequence: 1,
  cancels: false,
  received: now,
  messageId: '<1@corp.example>',
  arrival: 1,
};
const { ref, identity } = request();
const unknown = {
  tenantId: 'default',
  integrationId: policy.integrationId,
  mailboxId: 'mailbox-1',
  fence: 3,
  status: 'unknown',
  statusSince: now,
  createdAt: now,
  organizer: null,
  subject: '',
  language: null,
  fromTrustedSender: false,
  version: null,
  pendingCancellations: [],
  instances: [],
  schedule: null,
  conference: null,
  echoAwaited: false,
  journal: [],
  outbox: [],
  abandoned: [],
  refreshAt: null,
  expiresAt: null,
};

describe('all that is kept', () => {
  test('of nothing', () => {
    expect(unknownMeeting({ ...policy, ...context })).toMatchObject(unknown);
  });

  test('of a first request', () => {
    const subject = { ref, identity, messageId: '<1@corp.example>', instance: null, receivedAt: now };
    const trail = { correlationId: 'trail-<1@corp.example>' };
    expect(evolve(null, step(request({ language: 'de', allDay: true }), applyIntent()), context)).toEqual({
      ...unknown,
      status: 'live',
      organizer: ada,
      subject: 'Plan',
      language: 'de',
      fromTrustedSender: true,
      version,
      schedule: {
        kind: 'single',
        first: { start, end },
        allDay: true,
        zone: request().zone,
        series: null,
        window: null,
      },
      conference,
      journal: [
        { number: 1, messageId: '<1@corp.example>', at: now, outcome: 'apply: single-new', ...trail },
      ],
      outbox: [
        {
          id: 'effect-<1@corp.example>',
          mailboxId: 'mailbox-1',
          createdAt: now,
          ...trail,
          urgency: 1,
          attempts: 0,
          state: { kind: 'pending', notBefore: now },
          kind: 'reply',
          to: subject,
          text: 'single-new',
        },
      ],
      expiresAt: shift(end, 25 * HOUR_MS),
    });
  });

  test('of a first request for one instance of a series', () => {
    const time = { start: shift(second, HOUR_MS), end: shift(second, 2 * HOUR_MS) };
    const meeting = after(null, step(request({ instance: second, ...time }), applyIntent()));
    expect(meeting).toMatchObject({
      status: 'live',
      organizer: ada,
      subject: 'Plan',
      version: null,
      schedule: {
        kind: 'instances',
        first: time,
        allDay: false,
        zone: request().zone,
        series: null,
        window: null,
      },
      instances: [{ originalStart: second, version, knownAt: now, moved: time }],
    });
    const third = { instance: shift(second, DAY_MS), organizer: bea, subject: 'B', ...later };
    const more = after(meeting, step(request(third), applyIntent()));
    expect(more.schedule?.first).toEqual(time);
    expect(more.instances).toHaveLength(2);
  });

  test('of a cancellation that comes first, for all or for one instance', () => {
    const note: Intent = { kind: 'note', because: 'cancelled-before' };
    const cancelled = { ...version, cancels: true, messageId: '<c@corp.example>' };
    const journal = [
      {
        number: 1,
        messageId: '<c@corp.example>',
        at: now,
        outcome: 'note: cancelled-before',
        correlationId: 'trail-<c@corp.example>',
      },
    ];
    const expiresAt = shift(now, 30 * DAY_MS);
    for (const instance of [null, second]) {
      const pendingCancellations = [{ organizer: ada.email, instance, version: cancelled }];
      const stub = { ...unknown, journal, expiresAt, pendingCancellations };
      expect(after(null, step(cancellation({ instance }), note))).toEqual(stub);
    }
  });

  test('of a cancellation', () => {
    const waiting = { ...live({ series: daily }), echoAwaited: true };
    const cancelled = {
      ...place,
      arrival: 2,
      stamp: later.stamp,
      sequence: 2,
      cancels: true,
      received: later.receivedAt,
      messageId: '<2>',
    };
    const all = after(waiting, step(cancellation(later), { kind: 'cancel' }));
    expect(all).toMatchObject({
      status: 'cancelled',
      version: cancelled,
      echoAwaited: false,
      refreshAt: null,
    });
    expect(all.journal.at(-1)?.outcome).toBe('cancel');
    const one = after(waiting, step(cancellation({ ...later, instance: second }), { kind: 'cancel' }));
    expect(one).toMatchObject({ status: 'live', version, echoAwaited: true, refreshAt: now });
    expect(one.instances).toEqual([{ originalStart: second, version: cancelled, knownAt: now, moved: null }]);
    expect(one.outbox).toEqual(waiting.outbox);
  });
});

describe('what an update leaves as it was', () => {
  const updated = (before: Parameters<typeof after>[0], over: object = {}, taken: object = {}) =>
    after(before, step(request({ ...later, ...over }), applyIntent({ reply: null }), taken), {
      now: shift(now, HOUR_MS),
    });

  test('since when it is live, and the language that the message does not name', () => {
    expect(updated(live({ language: 'de' }))).toMatchObject({
      statusSince: now,
      language: 'de',
      createdAt: now,
    });
    expect(updated(live({ language: 'de' }), { language: 'fr' }).language).toBe('fr');
    const off = after(live(), step(cancellation(later), { kind: 'cancel' }));
    expect(updated(off)).toMatchObject({ status: 'live', statusSince: shift(now, HOUR_MS) });
  });

  test('that somebody fromTrustedSender for it', () => {
    const doubted = live({}, { senderTrusted: false });
    expect(doubted.fromTrustedSender).toBe(false);
    expect(updated(doubted, {}, { senderTrusted: false }).fromTrustedSender).toBe(false);
    expect(updated(doubted).fromTrustedSender).toBe(true);
    expect(updated(live(), {}, { senderTrusted: false }).fromTrustedSender).toBe(true);
    const declined: Intent = { kind: 'decline', because: 'invalid-alias-id', limited: false };
    const never = { ...after(null, step(request(), declined)), fromTrustedSender: true };
    expect(updated(never, {}, { senderTrusted: false }).fromTrustedSender).toBe(false);
  });

  test('what the calendar showed of a series, and nothing else’s', () => {
    const window = { start, end, readAt: now, occurrences: [] };
    const seen = live({ series: daily });
    if (seen.schedule === null) throw new TypeError('The fixture has a schedule.');
    const looked = { ...seen, schedule: { ...seen.schedule, window } };
    expect(updated(looked, { series: daily }).schedule?.window).toEqual(window);
    expect(updated(looked).schedule?.window).toBeNull();
    expect(updated(live(), { series: daily }).schedule?.window).toBeNull();
  });

  test('the aliases that are left behind once', () => {
    const other: Conference = { ...conference, reservationId: 'r-free' };
    const none = updated({ ...live(), conference: null }, {}, { conference: other });
    expect(none.abandoned).toEqual([]);
    expect(updated(live(), {}, { conference: { ...conference, name: 'B' } }).abandoned).toEqual([]);
    expect(updated(updated(live(), {}, { conference: other }), {}, { conference }).abandoned).toEqual([
      { reservationId: 'r-own', name: null },
      { reservationId: 'r-free', name: null },
    ]);
  });

  test('the journal tells that it was not answered', () => {
    expect(updated(live()).journal.at(-1)?.outcome).toBe('apply: unanswered');
  });
});

describe('the outbox', () => {
  test('of a token holds the whole rewrite, and takes unsent answers back', () => {
    const intent = applyIntent({ grant: { kind: 'token', hash: 'h' }, reply: null });
    const meeting = after(live(), step(request(later), intent));
    expect(meeting.outbox.map(({ kind, state }) => `${kind} ${state.kind}`)).toEqual([
      'reply superseded',
      'organizer-update pending',
    ]);
    expect(meeting.outbox[1]).toEqual({
      id: 'effect-<2>',
      mailboxId: 'mailbox-1',
      createdAt: now,
      correlationId: 'trail-<2>',
      urgency: 0,
      attempts: 0,
      state: { kind: 'pending', notBefore: now },
      kind: 'organizer-update',
      instance: null,
      tokenHash: 'h',
      request: { ref, identity, messageId: '<2>', instance: null, receivedAt: later.receivedAt },
      version: versionOf(request(later), { meeting: live(), mailboxId: 'mailbox-1' }),
    });
    const answered = after(meeting, step(request({ ...later, messageId: '<3>' }), applyIntent()));
    expect(answered.outbox.map(({ kind, state }) => `${kind} ${state.kind}`)).toContain(
      'organizer-update pending',
    );
  });

  test('of a change of other attendees owes nothing but an acceptance of the same instance', () => {
    const unanswered = applyIntent({ reply: null });
    const decline: Intent = { kind: 'decline', because: 'invalid-alias-id', limited: false };
    const declined = after(null, step(request(), decline));
    expect(after(declined, step(request(later), unanswered)).outbox).toEqual(declined.outbox);
    const one = request({ ...later, instance: second });
    expect(after(live({ series: daily }), step(one, unanswered)).outbox).toHaveLength(1);
    const token = applyIntent({ grant: { kind: 'token', hash: 'h' }, reply: null });
    const rewritten = after(null, step(request(), token));
    expect(after(rewritten, step(request(later), unanswered)).outbox).toEqual(rewritten.outbox);
  });
});
