import { describe, expect, test } from 'vitest';
import type { AboutMeeting, Participant } from '../mailbox/meeting-message.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { decide } from './decide.ts';
import { calendars, cell, intentOf, type Row, rows, switchedOn, tags } from './decision-table.fixture.ts';
import { known, later, occurrence, second, series } from './known-meetings.fixture.ts';
import {
  ada,
  after,
  applyIntent,
  bea,
  cancellation,
  daily,
  end,
  eve,
  facts,
  live,
  now,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import type { MeetingVersion } from './meeting-version.ts';
import type { MeetingMessage, MessageFacts } from './message-facts.ts';
import { versionOf } from './place-in-history.ts';
import { plainOptions } from './scheduling-policy.ts';

interface Origin {
  readonly organizer: Participant;
  readonly sender: Participant;
  readonly trusted: boolean;
  /** As it is trusted, unless it is trusted by its domain. */
  readonly authenticated?: boolean;
}

const origins: Readonly<Record<string, Origin>> = {
  '': { organizer: ada, sender: ada, trusted: true },
  delegate: { organizer: ada, sender: bea, trusted: true },
  colleague: { organizer: bea, sender: bea, trusted: true },
  partner: { organizer: eve, sender: eve, trusted: true, authenticated: false },
  outsider: { organizer: eve, sender: eve, trusted: false },
  forger: { organizer: ada, sender: eve, trusted: false },
};

const changes: Readonly<Record<string, object>> = {
  '': {},
  'other attendees': {},
  time: { start: shift(start, HOUR_MS), end: shift(end, HOUR_MS) },
  subject: { subject: 'Plan B' },
  organizer: {},
  length: { end: shift(end, HOUR_MS) },
  recurrence: {},
};

function versionFields(cell: string, newest: MeetingVersion | null): Partial<AboutMeeting> {
  const { stamp, sequence, received } = newest ?? { stamp: now, sequence: 1, received: now };
  if (stamp === null || sequence === null) throw new TypeError('The fixture tells stamps and sequences.');
  const receivedAt = shift(received, 5_000);
  switch (cell) {
    case '':
      return { stamp: shift(stamp, 5_000), sequence: sequence + 1, receivedAt };
    case 'older':
      return { stamp: shift(stamp, -5_000), sequence: sequence - 1, receivedAt };
    case 'same stamp, higher sequence':
      return { stamp, sequence: sequence + 1, receivedAt };
    case 'same stamp, lower sequence':
      return { stamp, sequence: sequence - 1, receivedAt };
    case 'newer, lower sequence':
      return { stamp: shift(stamp, 5_000), sequence: sequence - 1, receivedAt };
    case 'same, later':
      return { stamp, sequence, receivedAt };
    case 'together':
      return { stamp, sequence, receivedAt: shift(received, -5_000) };
    case 'same second, higher number':
      return { stamp, sequence, receivedAt: received, articleNumber: 8 };
    case 'same second, lower number':
      return { stamp, sequence, receivedAt: received, articleNumber: 6 };
    case 'same second, no number':
      return { stamp, sequence, receivedAt: received, articleNumber: 7 };
    case 'stamped ahead':
      return { stamp: shift(stamp, 2 * DAY_MS), sequence, receivedAt };
    case 'later than one stamped ahead':
      return { stamp: receivedAt, sequence, receivedAt };
    case 'no stamp, received later':
      return { stamp: null, sequence: null, receivedAt };
    default:
      throw new SyntaxError(`No such version: ${cell}`);
  }
}

function messageOf(row: Row, meeting: Meeting | null): MeetingMessage {
  const { organizer, sender, trusted, authenticated = trusted } = cell(origins, row.from);
  const newest =
    meeting?.version ?? meeting?.instances[0]?.version ?? meeting?.pendingCancellations[0]?.version ?? null;
  const fields = {
    messageId: '<row@corp.example>',
    organizer,
    sender,
    senderAuthenticated: authenticated,
    ...versionFields(row.version, newest),
  };
  const changed = { ...fields, ...cell(changes, row.changes) };
  const recurring = { series: row.changes === 'recurrence' ? { ...daily, pattern: 'weekdays' } : daily };
  switch (row.message) {
    case 'single':
      return request(changed);
    case 'single without organizer':
      return request({ ...changed, organizer: null, sender: null });
    case 'single of an unresolved organizer':
      return request({ ...changed, organizer: null, sender: null, organizerUnresolved: true });
    case 'delegate copy of an unresolved organizer':
      return request({ ...changed, delegateCopy: true, organizer: null, organizerUnresolved: true });
    case 'cancellation of an unresolved organizer':
      return cancellation({ ...fields, organizer: null, organizerUnresolved: true });
    case 'single without a body':
      return request({ ...changed, bodyUnreadable: true });
    case 'encrypted single':
      return request({ ...changed, bodyUnreadable: true, bodyEncrypted: true });
    case 'cancellation without a body':
      return cancellation({ ...fields, bodyUnreadable: true });
    case 'single with the keyword':
      return request({ ...changed, location: 'Room 1; vmr' });
    case 'single with the keyword within a word':
      return request({ ...changed, location: 'Room of the VMRs' });
    case 'forwarded copy':
      return request({ ...changed, forwarded: true });
    case 'delegate copy':
      return request({ ...changed, delegateCopy: true });
    case 'out-of-date single':
      return request({ ...changed, outOfDate: true });
    case 'series':
      return request({ ...changed, ...recurring });
    case 'series of 21':
      return request({ ...changed, series: { ...daily, lastEnd: shift(end, DAY_MS) }, occurrences: 21 });
    case 'short series':
      return request({ ...changed, series: { ...daily, lastEnd: shift(end, DAY_MS) }, occurrences: 2 });
    case 'endless series':
      return request({ ...changed, series: { ...daily, lastEnd: null } });
    case 'occurrence':
      return request({ ...changed, ...occurrence });
    case 'cancellation':
      return cancellation(fields);
    case 'cancelled occurrence':
      return cancellation({ ...fields, instance: second });
    default:
      throw new SyntaxError(`No such message: ${row.message}`);
  }
}

function timeOf(row: Row, message: MeetingMessage): Instant {
  if (row.time === '') return now;
  if (message.kind === 'cancellation') return shift(end, HOUR_MS);
  const last = message.series?.lastEnd ?? message.end;
  const times: Readonly<Record<string, Instant>> = {
    past: shift(last, 1),
    'ends now': last,
    running: shift(message.start, MINUTE_MS),
    'first is past': shift(message.end, 1),
  };
  return cell(times, row.time);
}

function factsOf(row: Row): MessageFacts {
  const replays = { '': null, answered: { answered: true }, unanswered: { answered: false } };
  return facts({
    tag: cell(tags, row.tag),
    senderTrusted: cell(origins, row.from).trusted,
    replay: cell<MessageFacts['replay']>(replays, row.replay),
    options: { ...plainOptions, ...cell(switchedOn, row.on) },
    tagOwner: ada.email,
    organizersItem: cell(calendars, row.calendar),
  });
}

const shown = [
  '[S4.1d] a mailbox in replay is answered only where the meeting is known, ahead and unanswered',
  '[S4.2a] a request with a known tag makes a meeting',
  '[S4.2e] the text says what was accepted',
  '[S4.3a] updates change a known meeting',
  '[S4.3b] updates are answered as edited',
  '[S4.3c] cancellations',
  '[S4.3d] a cancelled occurrence',
  '[S4.3e] what changes nothing',
  '[S4.3f] the mailbox taken off the attendees',
  '[S4.3g] added back in time',
  '[S4.3h] added back too late',
  '[S4.3i] a tag lost after acceptance',
  '[S4.3j] a copied appointment',
  '[S4.3k] order and repetition',
  '[S4.4a] a series has one meeting',
  '[S4.5a] no tag',
  '[S4.5b] a malformed tag',
  '[S4.5c] an unknown tag',
  '[S4.5d] an alias that is taken',
  '[S4.5e] a reservation that is gone',
  '[S4.5f] series in the past',
  '[S4.5g] single meetings in the past',
  '[S4.5j] a declined update',
  '[S4.6a] a valid token',
  '[S4.6e] an echo',
  '[S4.6f] a token that is no good',
  '[S4.8a] a decision made again after a stop',
  '[S4.9b] after removal',
  '[S4.10a] the stored organizer, whoever sends',
  '[S4.10b] another organizer',
  '[S4.10c] those who may not',
  '[S4.10d] first requests',
  '[S4.10f] answers that are limited',
  '[S4.11a] which tag counts',
  '[S4.11b] a quoted tag where there is a room',
  '[S4.12b] people who cannot be told',
  '[S4.12c] bodies that cannot be read',
  '[S4.12d] versions of one instant',
  '[S12.10a] a request without a tag',
  '[S12.10b] those whom nothing but a From line names',
  '[S12.10c] what an organizer’s calendar has to show',
  '[S12.10d] tags that are cut or another’s, and old mail',
  '[S12.10e] a keyword in the location',
  '[S12.15a] limits',
  '[S12.17a] a copy of a meeting',
  '[S12.17b] a copy without rights over its organizer',
  '[S12.17c] what is no copy',
  '[S12.2h] a meeting that another mailbox of the pool is asked to',
];

describe.each(shown)('%s', (title) => {
  const clause = title.slice(1, title.indexOf(']'));
  const cited = rows.filter(({ rule }) => rule.split(' ').includes(clause));

  test('has rows', () => {
    expect(cited).not.toEqual([]);
  });

  test.each(cited.map((row) => [row.number, row.decision, row] as const))('row %s: %s', (_, __, row) => {
    const meeting = cell(known, row.known)();
    const message = messageOf(row, meeting);
    expect(decide(meeting, message, factsOf(row), timeOf(row, message))).toEqual(intentOf(row));
  });
});

test('each row is numbered, and walked under a rule', () => {
  const numbers = rows.map(({ number }) => Number(number));
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  const walked = shown.map((title) => title.slice(1, title.indexOf(']')));
  const unwalked = rows.filter(({ rule }) => rule.split(' ').every((clause) => !walked.includes(clause)));
  expect(unwalked).toEqual([]);
});

test('no two rows ask the same', () => {
  const questions = rows.map(({ number, decision, rule, ...question }) => JSON.stringify(question));
  expect(new Set(questions).size).toBe(rows.length);
});

test('the table shows every reason', () => {
  const reasons = [
    'delegate-copy',
    'forwarded-copy',
    'superseded',
    'not-organizer',
    'no-organizer',
    'other-mailbox',
    'replayed',
    'cancelled-before',
    'cancelled-already',
    'invalid-alias-id',
    'alias-conflict',
    'alias-deleted',
    'series-in-past',
    'single-in-past',
    'beyond-limits',
    'organizer-calendar',
    'single-new',
    'series-new',
    'single-edited',
    'series-edited',
    'occurrence-edited',
    'organizer-unresolved',
    'body-unreadable',
    'encrypted',
  ];
  const decisions = rows.map(({ decision }) => decision).join('\n');
  expect(reasons.filter((reason) => !decisions.includes(reason))).toEqual([]);
});

test('a decision changes nothing that it is given', () => {
  const meeting = live();
  const before = structuredClone(meeting);
  const message = request({ ...later, subject: 'Plan B' });
  decide(meeting, message, facts(), now);
  expect(meeting).toEqual(before);
  const place = { meeting, mailboxId: 'mailbox-1' };
  expect(versionOf(message, place)).toMatchObject({ stamp: later.stamp, sequence: 2, cancels: false });
});

describe('one instance of a series', () => {
  const about = (instance: Instant, over: Partial<AboutMeeting> = {}) =>
    request({ instance, start: shift(instance, HOUR_MS), end: shift(instance, 2 * HOUR_MS), ...over });
  const changed = after(live(series), step(about(second, { ...later, messageId: '<2>' }), applyIntent()));
  const between = { stamp: shift(now, 500), sequence: 2, receivedAt: shift(now, 500), messageId: '<3>' };

  test('[S4.3e] is compared with the times of this instance, not of another', () => {
    const third = shift(second, DAY_MS);
    const both = after(changed, step(about(third, { ...later, messageId: '<3>' }), applyIntent()));
    const again = { ...later, stamp: shift(now, 9_000), messageId: '<4>' };
    expect(decide(both, about(third, again), facts(), now)).toMatchObject({ kind: 'apply', reply: null });
  });

  test('[S4.3k] is compared with what came for this instance, not for another', () => {
    const ignored = { kind: 'ignore', because: 'superseded' };
    expect(decide(changed, about(second, between), facts(), now)).toEqual(ignored);
    expect(decide(changed, about(shift(second, DAY_MS), between), facts(), now)).toMatchObject({
      kind: 'apply',
    });
  });

  test.each([
    ['nothing', HOUR_MS, 2 * HOUR_MS, null],
    ['its start', 0, 2 * HOUR_MS, 'occurrence-edited'],
    ['its end', HOUR_MS, 3 * HOUR_MS, 'occurrence-edited'],
  ])('[S4.3b] is answered where the message changes %s', (_, from, to, reply) => {
    const newest = { stamp: shift(now, 9_000), sequence: 3, receivedAt: shift(now, 9_000), messageId: '<4>' };
    const message = request({
      instance: second,
      ...newest,
      start: shift(second, from),
      end: shift(second, to),
    });
    expect(decide(changed, message, facts(), now)).toMatchObject({ kind: 'apply', reply });
  });
});

test.each([
  ['nothing', {}, null],
  ['its start', { start: shift(start, -1) }, 'single-edited'],
  ['its end', { end: shift(end, 1) }, 'single-edited'],
])('[S4.3b] an update that changes %s', (_, change, reply) => {
  expect(decide(live(), request({ ...later, ...change }), facts(), now)).toMatchObject({ reply });
});

test('[S4.10a] a meeting whose organizer is not known is changed by trusted senders only', () => {
  const meeting = { ...live({}, { senderTrusted: false }), organizer: null };
  expect(decide(meeting, request(later), facts(), now)).toMatchObject({ kind: 'apply' });
  const ignored = { kind: 'ignore', because: 'not-organizer' };
  expect(decide(meeting, request(later), facts({ senderTrusted: false }), now)).toEqual(ignored);
  expect(decide(meeting, cancellation(later), facts({ senderTrusted: false }), now)).toEqual(ignored);
});
