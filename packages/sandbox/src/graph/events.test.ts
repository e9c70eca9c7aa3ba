import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type GraphBed,
  inviteRoom,
  type Loose,
  organizer,
  startGraphBed,
} from '../../test-support/graph-client.ts';
import { march, series } from './events.fixture.ts';

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
});

afterEach(() => bed.sandbox.close());

async function view(user = bed.room, query = ''): Promise<Loose[]> {
  const { status, body } = await bed.call('GET', `/users/${user}/calendarView?${march}${query}`);
  expect(status).toBe(200);
  return body.value;
}

const post = (path: string, body: unknown, user = bed.room) =>
  bed.call('POST', `/users/${user}/${path}`, body);
const inboxOf = (email: string) => bed.client.folder(email, 'inbox');

describe('answers', () => {
  it('reach the organizer, with the comment as text', async () => {
    await inviteRoom(bed);
    const [event] = await view();
    const answer = await post(`events/${event.id}/accept`, { Comment: 'a <b>' });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([202, '', null]);
    expect(await inboxOf(organizer)).toMatchObject([
      { responseType: 'Accept', body: '<div>a &lt;b&gt;</div>' },
    ]);
    expect((await view())[0].responseStatus).toEqual({
      response: 'accepted',
      time: expect.stringMatching(/^20/),
    });
    expect(await inboxOf('room@corp.example')).toEqual([]);
    expect((await bed.client.ledger()).filter(({ kind }) => kind === 'answer')).toMatchObject([
      { answerOf: expect.stringMatching(/^<.+>$/) },
    ]);
  });

  it('without sending tell nobody, and take no comment', async () => {
    await inviteRoom(bed);
    const [event] = await view();
    const refused = await post(`events/${event.id}/accept`, { sendResponse: false, comment: '' });
    expect(refused.status).toBe(400);
    expect((await view())[0].responseStatus.response).toBe('notResponded');
    expect((await post(`events/${event.id}/accept`, { sendResponse: false })).status).toBe(202);
    expect(await inboxOf(organizer)).toEqual([]);
    expect((await view())[0].responseStatus.response).toBe('accepted');
  });

  it('to one occurrence leave the others alone', async () => {
    await inviteRoom(bed, series);
    const [, second] = await view();
    await post(`events/${second.id}/decline`, {});
    expect((await view()).map(({ originalStart }) => originalStart)).toEqual([
      '2030-03-04T09:00:00Z',
      '2030-03-18T09:00:00Z',
      '2030-03-25T09:00:00Z',
    ]);
  });

  it('that were given twice go out twice', async () => {
    await inviteRoom(bed);
    const [event] = await view();
    await bed.client.graph.plan({
      kind: 'refuse-after-work',
      status: 504,
      operation: 'POST events/{id}/accept',
    });
    expect((await post(`events/${event.id}/accept`, {})).status).toBe(504);
    const [same] = await view();
    await post(`events/${same.id}/accept`, {});
    expect(await inboxOf(organizer)).toHaveLength(2);
  });

  it('of organizers are refused, and to cancelled meetings', async () => {
    const { meeting } = await inviteRoom(bed);
    const [own] = await view(bed.anna);
    expect((await post(`events/${own.id}/accept`, {}, bed.anna)).status).toBe(400);
    await bed.client.cancel({ organizer, cleanId: meeting.cleanId });
    const [cancelled] = await view();
    expect(cancelled).toMatchObject({ isCancelled: true, subject: 'Canceled: Plan' });
    expect((await post(`events/${cancelled.id}/accept`, {})).status).toBe(400);
    await bed.client.configure({ switches: { graphCancelledPrefix: 'twice' } });
    expect((await view())[0].subject).toBe('Canceled: Canceled: Plan');
  });

  it('may show late', async () => {
    await bed.client.configure({ switches: { graphAnswerShown: 'late' } });
    await inviteRoom(bed);
    const [event] = await view();
    await post(`events/${event.id}/accept`, {});
    expect((await view())[0].responseStatus.response).toBe('notResponded');
    await bed.client.clock({ advanceMs: 5_000 });
    expect((await view())[0].responseStatus.response).toBe('accepted');
  });
});

describe('reading', () => {
  it('pages the calendar view, and gives times in the zone that is preferred', async () => {
    await inviteRoom(bed, series);
    const path = `/users/${bed.room}/calendarView?${march}&$top=3&$select=subject,start,type,iCalUId,seriesMasterId`;
    const first = await bed.call('GET', path, undefined, {
      prefer: 'outlook.timezone="W. Europe Standard Time"',
    });
    expect(first.body.value[0]).toMatchObject({
      type: 'occurrence',
      start: { dateTime: '2030-03-04T10:00:00.0000000', timeZone: 'W. Europe Standard Time' },
    });
    const rest = (await bed.call('GET', first.body['@odata.nextLink'])).body;
    const all: Loose[] = [...first.body.value, ...rest.value];
    expect([all.length, rest['@odata.nextLink']]).toEqual([4, undefined]);
    expect(new Set(all.map(({ iCalUId }) => iCalUId)).size).toBe(4);
    const master = (await bed.call('GET', `/users/${bed.room}/events/${all[0].seriesMasterId}`)).body;
    expect(master).toMatchObject({
      type: 'seriesMaster',
      recurrence: {
        pattern: { type: 'weekly', daysOfWeek: ['monday'] },
        range: { type: 'numbered', numberOfOccurrences: 4, recurrenceTimeZone: 'W. Europe Standard Time' },
      },
    });
    const instances = await bed.call('GET', `/users/${bed.room}/events/${master.id}/instances?${march}`);
    expect(instances.body.value).toHaveLength(4);
    expect((await bed.call('GET', `/users/${bed.room}/calendarView`)).status).toBe(400);
  });

  it('keeps the ids of occurrences, also when one becomes an exception', async () => {
    const { meeting } = await inviteRoom(bed, series);
    const ids = async () => {
      const { body } = await bed.call('GET', `/users/${bed.room}/calendarView?${march}`, undefined, {
        prefer: 'IdType="ImmutableId"',
      });
      return body.value.map(({ id }: Loose) => id);
    };
    const before = await ids();
    await bed.client.updateOccurrence(
      { organizer, cleanId: meeting.cleanId },
      { originalStart: '2030-03-11T09:00:00Z', subject: 'Other' },
    );
    expect(await ids()).toEqual(before);
    const { body } = await bed.call('GET', `/users/${bed.room}/events/${before[1]}`);
    expect(body).toMatchObject({ type: 'exception', subject: 'Other', organizer: expect.anything() });
    await bed.client.configure({ switches: { graphOrganizer: 'null' } });
    expect((await view())[0]).toMatchObject({ organizer: null, attendees: [{}] });
    await bed.client.configure({ switches: { graphExceptionHasPeople: false } });
    const bare = await bed.call('GET', `/users/${bed.room}/events/${before[1]}`);
    expect(bare.body).toMatchObject({ organizer: null, attendees: [] });
  });

  it('finds the organizer’s event by its UID, unless that is refused', async () => {
    const { meeting } = await inviteRoom(bed);
    const filter = `/users/${bed.anna}/events?$filter=${encodeURIComponent(`iCalUId eq '${meeting.uid}'`)}`;
    expect((await bed.call('GET', filter)).body.value).toMatchObject([
      { subject: 'Plan', isOrganizer: true },
    ]);
    await bed.client.configure({ switches: { graphICalUIdFilter: false } });
    expect((await bed.call('GET', filter)).status).toBe(400);
  });

  it.each([
    ['null', { iCalUId: null }],
    ['empty', { iCalUId: '' }],
    ['absent', {}],
  ] as const)('without a UID: %s', async (graphICalUId, expected) => {
    await inviteRoom(bed);
    await bed.client.configure({ switches: { graphICalUId } });
    const [{ id, '@odata.etag': etag, ...rest }] = await view(bed.room, '&$select=iCalUId');
    expect([etag, rest]).toEqual([expect.stringContaining(id === undefined ? '' : 'W/'), expected]);
  });

  it.each([
    ['Tokyo Standard Time', '2030-03-03T15:00:00Z', '2030-03-04T15:00:00Z'],
    ['Pacific Standard Time', '2030-03-04T08:00:00Z', '2030-03-05T08:00:00Z'],
  ])('an all-day event has dates, its request instants: %s', async (timeZone, start, end) => {
    await inviteRoom(bed, { schedule: { start, end, allDay: true, timeZone } });
    const prefer = { prefer: `outlook.timezone="${timeZone}"` };
    const { body } = await bed.call('GET', `/users/${bed.room}/calendarView?${march}`, undefined, prefer);
    expect(body.value[0]).toMatchObject({
      isAllDay: true,
      start: { dateTime: '2030-03-04T00:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2030-03-05T00:00:00.0000000', timeZone: 'UTC' },
    });
    const { value } = (await bed.call('GET', `/users/${bed.room}/messages`)).body;
    expect(value[0]).toMatchObject({
      isAllDay: false,
      startDateTime: { dateTime: `${start.slice(0, 19)}.0000000`, timeZone: 'UTC' },
    });
  });

  it('names zones that no table has as Exchange does', async () => {
    await inviteRoom(bed, { schedule: { ...series.schedule, timeZone: 'Customized Time Zone' } });
    const [event] = await view();
    expect(event.originalStartTimeZone).toBe('tzone://Microsoft/Custom');
    await bed.client.configure({ switches: { graphRecurrenceTimeZone: 'empty' } });
    const { body } = await bed.call('GET', `/users/${bed.room}/events/${event.seriesMasterId}`);
    expect(body.recurrence.range.recurrenceTimeZone).toBe('');
    await inviteRoom(bed, { uid: 'made@elsewhere', schedule: { ...series.schedule, timeZone: 'UTC' } });
    expect((await view()).map(({ originalStartTimeZone }) => originalStartTimeZone)).toContain(
      'tzone://Microsoft/Utc',
    );
    const unknown = await bed.call('GET', `/users/${bed.room}/events`, undefined, {
      prefer: 'outlook.timezone="Nowhere"',
    });
    expect(unknown.status).toBe(400);
  });

  it('knows no property of the beta', async () => {
    const answer = await bed.call('GET', `/users/${bed.room}/events?$select=uid`);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'RequestBroker-ParseUri']);
  });
});
