import { beforeEach, describe, expect, it } from 'vitest';
import { type CalendarItem, isMeetingMessage, type MeetingMessage } from './item.ts';
import type { CalendarProcessing, Mailbox } from './mailbox.ts';
import { isOutOfDate } from './meeting-version.ts';
import { occurrencesBetween } from './occurrences.ts';
import { Organization } from './organization.ts';
import { cancelMeeting, createMeeting, updateMeeting } from './organizer.ts';
import { cancelOccurrence, updateOccurrence } from './organizer-occurrence.ts';
import { respond } from './respond.ts';

const dayMs = 86_400_000;
const first = Date.parse('2027-03-01T09:00:00Z');
const options = { send: 'all' } as const;

let org: Organization;
let anna: Mailbox;
let room: Mailbox;

beforeEach(() => {
  org = new Organization();
  org.clock.set(Date.parse('2027-02-01T00:00:00Z'));
  org.clock.freeze();
  anna = org.createMailbox({ email: 'anna@corp.example', name: 'Anna' });
  room = org.createMailbox({ email: 'room@corp.example', kind: 'equipment' });
});

function meet(count: number | null = null): CalendarItem {
  const recurrence =
    count === null
      ? undefined
      : ({ pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', count } } as const);
  return createMeeting(org, anna, {
    ...options,
    draft: {
      subject: 'Plan',
      body: '<p>PXPS</p>',
      location: '',
      schedule: { start: first, end: first + 3_600_000, allDay: false, timeZone: 'UTC', recurrence },
      attendees: [{ email: 'room@corp.example' }],
    },
  });
}

function requests(): MeetingMessage[] {
  return [...room.folder('inbox').items.values()].filter(isMeetingMessage);
}

function latest(): MeetingMessage {
  const message = requests().at(-1);
  if (!message) throw new Error('nothing arrived');
  return message;
}

function accept(message: MeetingMessage, response: 'Accept' | 'Decline' = 'Accept') {
  return respond(org, room, message, { response, body: '<p>yes</p>', send: true, saveCopy: true });
}

const entry = (item: CalendarItem) => room.findCalendarItem(item.meeting.cleanId);

describe('calendar processing', () => {
  it.each<[CalendarProcessing, boolean, string | undefined, boolean]>([
    ['None', false, undefined, false],
    ['None', true, 'NoResponseReceived', true],
    ['AutoUpdate', false, 'NoResponseReceived', true],
  ])('%s, entry before accept %s: %s', (processing, before, response, processed) => {
    room.processing = processing;
    org.switches = { ...org.switches, calendarEntryBeforeAccept: before };
    const item = meet();
    expect(entry(item)?.myResponse).toBe(response);
    expect(latest().hasBeenProcessed).toBe(processed);
  });

  it('AutoAccept answers by itself and destroys body and subject', () => {
    room.processing = 'AutoAccept';
    const item = meet();
    expect(entry(item)).toMatchObject({ myResponse: 'Accept', body: '', subject: 'Anna' });
    expect(requests()).toEqual([]);
    expect(org.ledger.read(0, 100).filter((each) => each.kind === 'answer')).toMatchObject([
      { automatic: true, response: 'Accept' },
    ]);
  });

  it('an older request than the calendar is out of date, in whatever order they come', () => {
    room.processing = 'AutoUpdate';
    org.transport.hold(room.address.email);
    const item = meet();
    updateMeeting(org, anna, { item, change: { subject: 'New' }, options });
    org.transport.release(room.address.email, [1]);
    org.transport.release(room.address.email);
    expect(entry(item)?.subject).toBe('New');
    expect(requests().map((each) => isOutOfDate(room, each))).toEqual([false, true]);
    expect(() => accept(latest())).toThrow(/out of date/);
  });

  it('old requests vanish if the mailbox is set so', () => {
    room.processing = 'AutoUpdate';
    room.removeOldMeetingMessages = true;
    const item = meet();
    updateMeeting(org, anna, { item, change: { subject: 'New' }, options });
    expect(requests().map((each) => each.subject)).toEqual(['New']);
  });

  it('a cancelled occurrence stays as cancelled, a cancelled meeting too', () => {
    room.processing = 'AutoUpdate';
    const item = meet(3);
    cancelOccurrence(org, anna, { item, originalStart: first + dayMs, options });
    const mine = entry(item);
    if (!mine) throw new Error('no entry');
    const found = occurrencesBetween(mine, first, first + 5 * dayMs);
    expect(found.map((each) => each.exception?.isCancelled ?? false)).toEqual([false, true, false]);
    cancelMeeting(org, anna, { item, options });
    expect(entry(item)?.meeting.isCancelled).toBe(true);
  });
});

describe('answering', () => {
  it('writes the entry, tells the organizer, keeps a copy, moves the request', () => {
    const item = meet();
    const request = latest();
    const oldId = request.id;
    const mine = accept(request);
    expect(mine?.myResponse).toBe('Accept');
    expect(room.findItem(oldId)).toBeNull();
    expect(room.folderOf(request).distinguishedName).toBe('deleteditems');
    const [answer] = [...anna.folder('inbox').items.values()];
    expect(answer).toMatchObject({
      kind: 'meeting-response',
      responseType: 'Accept',
      subject: 'Accepted: Plan',
    });
    expect(answer?.body).toBe('<p>yes</p>');
    expect(item.meeting.attendees[0]?.response).toBe('Accept');
    expect(room.folder('sentitems').items.size).toBe(1);
    expect(room.folder('inbox').unread).toBe(0);
  });

  it('gives the entry a new id, also on the second accept', () => {
    const item = meet();
    const id = accept(latest())?.id;
    updateMeeting(org, anna, { item, change: { subject: 'New' }, options });
    expect(accept(latest())?.id).not.toBe(id);
    expect(entry(item)?.subject).toBe('New');
  });

  it('a decline leaves no entry', () => {
    const item = meet();
    expect(accept(latest(), 'Decline')).toBeNull();
    expect(entry(item)).toBeNull();
    expect(item.meeting.attendees[0]?.response).toBe('Decline');
  });

  it.each(['not-found', 'out-of-date'] as const)('a second answer: %s', (secondAnswer) => {
    org.switches = { ...org.switches, secondAnswer };
    meet();
    const request = latest();
    accept(request);
    expect(() => accept(request)).toThrow(expect.objectContaining({ refusal: secondAnswer }));
    expect(anna.folder('inbox').items.size).toBe(1);
  });

  it('a second answer, where allowed, reaches the organizer twice', () => {
    org.switches = { ...org.switches, secondAnswer: 'allowed', requestMovedAfterAccept: false };
    meet();
    accept(latest());
    accept(latest());
    expect(anna.folder('inbox').items.size).toBe(2);
  });

  it('an occurrence accepted before its series becomes an exception of it', () => {
    org.transport.hold(room.address.email);
    const item = meet(3);
    const originalStart = first + dayMs;
    updateOccurrence(org, anna, { item, originalStart, change: { start: originalStart + 60_000 }, options });
    org.transport.release(room.address.email, [1]);
    accept(latest());
    org.transport.release(room.address.email);
    accept(latest());
    const mine = entry(item);
    if (!mine) throw new Error('no entry');
    expect(room.calendarItemsOf(item.meeting.cleanId)).toHaveLength(1);
    const found = occurrencesBetween(mine, first, first + 5 * dayMs);
    expect(found.map((each) => each.start - each.originalStart)).toEqual([0, 60_000, 0]);
    expect(mine.meeting.exceptions.get(originalStart)?.myResponse).toBe('Accept');
  });

  it('a mailbox sends no more than the limit of messages a minute', () => {
    org.transport.messageRateLimit = 1;
    meet();
    accept(latest());
    org.transport.messageRateLimit = null;
    meet();
    org.transport.messageRateLimit = 1;
    expect(() => accept(latest())).toThrow(expect.objectContaining({ refusal: 'busy' }));
  });
});
