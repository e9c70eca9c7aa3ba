import { beforeEach, describe, expect, it } from 'vitest';
import type { CalendarItem, MeetingMessage } from './item.ts';
import { isMeetingMessage } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { Organization } from './organization.ts';
import { cancelMeeting, createMeeting, updateMeeting } from './organizer.ts';
import { cancelOccurrence, updateOccurrence } from './organizer-occurrence.ts';
import { respond } from './respond.ts';
import type { Schedule } from './schedule.ts';

const dayMs = 86_400_000;
const first = Date.parse('2027-03-01T09:00:00Z');
const options = { send: 'all' } as const;
const answer = { response: 'Decline', body: '', send: true, saveCopy: true } as const;

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

function meet(schedule: Partial<Schedule> = {}): CalendarItem {
  return createMeeting(org, anna, {
    ...options,
    draft: {
      subject: 'Plan',
      body: '<p>text</p>',
      location: '',
      schedule: { start: first, end: first + 3_600_000, allDay: false, timeZone: 'UTC', ...schedule },
      attendees: [{ email: 'room@corp.example', role: 'resource' }],
    },
  });
}

function series(): CalendarItem {
  return meet({
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', count: 5 } },
  });
}

/** What arrived at the room since the last look, in order: kind, instance, sequence, type. */
function arrived(): string[] {
  const inbox = room.folder('inbox');
  const messages = [...inbox.items.values()].filter(isMeetingMessage);
  for (const each of messages) room.remove(each);
  return messages.map(describeMessage);
}

function describeMessage({ kind, meeting, requestType }: MeetingMessage): string {
  const at = meeting.recurrenceId;
  const which = at === undefined ? 'whole' : `day ${(at - first) / dayMs + 1}`;
  const type = kind === 'meeting-request' ? ` ${requestType}` : '';
  return `${kind.replace('meeting-', '')} ${which} #${meeting.sequence}${type}`;
}

describe('what reaches an attendee ([MS-OXOCAL] 3.1.4.7 and 3.1.4.9)', () => {
  it('an invitation', () => {
    meet();
    expect(arrived()).toEqual(['request whole #0 NewMeetingRequest']);
  });

  it('a change of time raises the sequence, a change of text does not', () => {
    const item = meet();
    arrived();
    const before = item.meeting.ownerCriticalChange;
    updateMeeting(org, anna, { item, change: { body: 'new' }, options });
    expect(item.meeting.ownerCriticalChange).toBeGreaterThan(before);
    const schedule = { ...item.meeting.schedule, start: first + 1, end: first + 2 };
    updateMeeting(org, anna, { item, change: { schedule }, options });
    expect(arrived()).toEqual(['request whole #0 InformationalUpdate', 'request whole #1 FullUpdate']);
  });

  it('a change of one occurrence: a request with RecurrenceId and the same clean id', () => {
    const item = series();
    arrived();
    const originalStart = first + dayMs;
    updateOccurrence(org, anna, { item, originalStart, change: { start: originalStart + 60_000 }, options });
    const message = [...room.folder('inbox').items.values()].find(isMeetingMessage);
    expect(message?.meeting.cleanId).toBe(item.meeting.cleanId);
    expect(message?.meeting.schedule.start).toBe(originalStart + 60_000);
    expect(arrived()).toEqual(['request day 2 #1 FullUpdate']);
  });

  it('a change of the series: the series, modified exceptions, deleted occurrences', () => {
    const item = series();
    updateOccurrence(org, anna, { item, originalStart: first + dayMs, change: { subject: 'x' }, options });
    cancelOccurrence(org, anna, { item, originalStart: first + 2 * dayMs, options });
    expect(arrived().slice(-1)).toEqual(['cancellation day 3 #1']);
    updateMeeting(org, anna, { item, change: { subject: 'Other' }, options });
    expect(arrived()).toEqual([
      'request whole #0 InformationalUpdate',
      'request day 2 #0 InformationalUpdate',
      'cancellation day 3 #0',
    ]);
  });

  it('what lies in the past is not sent again', () => {
    const item = series();
    updateOccurrence(org, anna, { item, originalStart: first, change: { subject: 'x' }, options });
    arrived();
    org.clock.set(first + dayMs);
    updateMeeting(org, anna, { item, change: { subject: 'Other' }, options });
    expect(arrived()).toEqual(['request whole #0 InformationalUpdate']);
  });

  it('a change of the pattern: first cancellations of the exceptions, then the update', () => {
    const item = series();
    const originalStart = first + dayMs;
    updateOccurrence(org, anna, { item, originalStart, change: { start: originalStart + 60_000 }, options });
    arrived();
    const schedule = { ...item.meeting.schedule, start: first + 60_000, end: first + 120_000 };
    updateMeeting(org, anna, { item, change: { schedule }, options });
    expect(arrived()).toEqual(['cancellation day 2 #1', 'request whole #2 FullUpdate']);
    expect(item.meeting.exceptions.size).toBe(0);
  });

  it('a cancelled series: one for the series and one for each future exception', () => {
    const item = series();
    updateOccurrence(org, anna, { item, originalStart: first + dayMs, change: { subject: 'x' }, options });
    arrived();
    cancelMeeting(org, anna, { item, options });
    expect(arrived()).toEqual(['cancellation whole #1', 'cancellation day 2 #1']);
    expect(anna.folderOf(item).distinguishedName).toBe('deleteditems');
  });

  it.each([
    [true, '#1', '#1'],
    [false, '#1', '#0'],
  ])('a removed attendee and its return (raises the meeting: %s)', (raises, removal, back) => {
    org.switches = { ...org.switches, removalRaisesMeetingSequence: raises };
    const item = meet();
    arrived();
    updateMeeting(org, anna, { item, change: { attendees: [] }, options });
    expect(arrived()).toEqual([`cancellation whole ${removal}`]);
    const attendees = [{ email: 'room@corp.example' }];
    updateMeeting(org, anna, { item, change: { attendees }, options });
    expect(arrived()).toEqual([`request whole ${back} NewMeetingRequest`]);
  });

  it('somebody invited to one occurrence alone gets only that', () => {
    const item = series();
    org.createMailbox({ email: 'bob@corp.example' });
    const attendees = [{ email: 'room@corp.example' }, { email: 'bob@corp.example' }];
    updateOccurrence(org, anna, { item, originalStart: first, change: { attendees }, options });
    const inbox = [...(org.findMailbox('bob@corp.example')?.folder('inbox').items.values() ?? [])];
    expect(inbox.filter(isMeetingMessage).map(describeMessage)).toEqual([
      'request day 1 #0 NewMeetingRequest',
    ]);
  });

  it('an answer to one changed occurrence is no answer to the series', () => {
    room.processing = 'AutoUpdate';
    const item = series();
    const originalStart = first + dayMs;
    updateOccurrence(org, anna, { item, originalStart, change: { start: originalStart + 60_000 }, options });
    const request = [...room.folder('inbox').items.values()].filter(isMeetingMessage).at(-1);
    if (request) respond(org, room, request, answer);
    expect(item.meeting.attendees.map(({ response }) => response)).toEqual(['Unknown']);
    const { attendees } = item.meeting.exceptions.get(originalStart) ?? {};
    expect(attendees?.map(({ response }) => response)).toEqual(['Decline']);
  });

  it('an answer to one occurrence of an entry tells of that occurrence', () => {
    room.processing = 'AutoUpdate';
    const item = series();
    const entry = room.findCalendarItem(item.meeting.cleanId);
    if (entry) respond(org, room, entry, { ...answer, occurrence: first + dayMs });
    const [told] = [...anna.folder('inbox').items.values()].filter(isMeetingMessage);
    expect(told?.meeting.recurrenceId).toBe(first + dayMs);
    expect(told?.meeting.schedule).toMatchObject({ start: first + dayMs });
    expect(told?.meeting.schedule.recurrence).toBeUndefined();
    expect(item.meeting.attendees.map(({ response }) => response)).toEqual(['Unknown']);
  });

  it('nobody hears of what is not sent', () => {
    const item = meet();
    arrived();
    cancelMeeting(org, anna, { item, options: { send: 'none' } });
    expect(arrived()).toEqual([]);
  });
});
