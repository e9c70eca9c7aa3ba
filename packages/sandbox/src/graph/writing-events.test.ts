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
const patch = (id: string, body: unknown, headers = {}) =>
  bed.call('PATCH', `/users/${bed.anna}/events/${id}`, body, { headers });
const inboxOf = (email: string) => bed.client.folder(email, 'inbox');

describe('writing', () => {
  it('a body goes to all attendees, attendees alone to those changed, categories to nobody', async () => {
    await inviteRoom(bed);
    const [event] = await view(bed.anna);
    const changed = await patch(event.id, { body: { contentType: 'html', content: '<p>New</p>' } });
    expect([changed.status, changed.body.body.content]).toEqual([200, expect.stringContaining('<p>New</p>')]);
    expect(await inboxOf('room@corp.example')).toMatchObject([{}, { requestType: 'InformationalUpdate' }]);
    await patch(event.id, { categories: ['Red'] });
    expect(await inboxOf('room@corp.example')).toHaveLength(2);
    await bed.client.createMailbox({ email: 'ben@corp.example' });
    const attendees = ['room@corp.example', 'ben@corp.example'].map((address) => ({
      type: 'required',
      emailAddress: { address },
    }));
    await patch(event.id, { attendees });
    expect(await inboxOf('room@corp.example')).toHaveLength(2);
    expect(await inboxOf('ben@corp.example')).toHaveLength(1);
  });

  it('an old version, or a conflict of nobody’s making, is 412 and writes nothing', async () => {
    await inviteRoom(bed);
    const [event] = await view(bed.anna);
    const etag = { 'If-Match': event['@odata.etag'] };
    expect((await patch(event.id, { subject: 'One' }, etag)).status).toBe(200);
    const old = await patch(event.id, { subject: 'Two' }, etag);
    expect([old.status, old.body.error.code]).toEqual([412, 'ErrorIrresolvableConflict']);
    await bed.client.graph.plan({ kind: 'conflict', operation: 'PATCH events/{id}' });
    expect((await patch(event.id, { subject: 'Three' })).status).toBe(412);
    expect((await view(bed.anna))[0].subject).toBe('One');
  });

  it.each([
    ['kept', true, true],
    ['kept', false, false],
    ['switched-off', true, false],
  ] as const)(
    'an online meeting, %s, block written back: %s',
    async (graphOnlineMeetingOnBodyPatch, keeps, stays) => {
      await bed.client.configure({ switches: { graphOnlineMeetingOnBodyPatch } });
      const { body: made } = await post(
        'events',
        {
          subject: 'Online',
          start: { dateTime: '2030-03-04T09:00:00', timeZone: 'UTC' },
          end: { dateTime: '2030-03-04T10:00:00', timeZone: 'UTC' },
          isOnlineMeeting: true,
          attendees: [{ type: 'resource', emailAddress: { address: 'room@corp.example' } }],
        },
        bed.anna,
      );
      expect(made).toMatchObject({ isOnlineMeeting: true, onlineMeeting: { joinUrl: expect.any(String) } });
      const content = keeps ? `${made.body.content}<p>More</p>` : '<p>More</p>';
      const { body: after } = await patch(made.id, { body: { contentType: 'html', content } });
      expect([after.isOnlineMeeting, after.onlineMeeting?.joinUrl]).toEqual([
        stays,
        stays ? made.onlineMeeting.joinUrl : undefined,
      ]);
    },
  );

  it('an occurrence may not pass its neighbours', async () => {
    await inviteRoom(bed, series);
    const [, second] = await view(bed.anna);
    const at = (day: number) => ({
      start: { dateTime: `2030-03-${day}T09:00:00`, timeZone: 'UTC' },
      end: { dateTime: `2030-03-${day}T10:00:00`, timeZone: 'UTC' },
    });
    const crossing = await patch(second.id, at(19));
    expect([crossing.status, crossing.body.error.code]).toEqual([400, 'ErrorOccurrenceCrossingBoundary']);
    expect((await patch(second.id, at(12))).status).toBe(200);
    expect((await view())[1]).toMatchObject({
      type: 'exception',
      originalStart: '2030-03-11T09:00:00Z',
      start: { dateTime: '2030-03-12T09:00:00.0000000', timeZone: 'UTC' },
    });
  });

  it('deletes: an organizer cancels, an attendee tells nobody', async () => {
    await inviteRoom(bed);
    const [copy] = await view();
    expect((await bed.call('DELETE', `/users/${bed.room}/events/${copy.id}`)).status).toBe(204);
    expect([await view(), await inboxOf(organizer)]).toEqual([[], []]);
    const [own] = await view(bed.anna);
    await bed.call('DELETE', `/users/${bed.anna}/events/${own.id}`);
    expect((await inboxOf('room@corp.example')).at(-1)).toMatchObject({ kind: 'meeting-cancellation' });
  });

  it('refuses what an event does not have', async () => {
    await inviteRoom(bed);
    const [event] = await view(bed.anna);
    expect((await patch(event.id, { uid: 'x' })).status).toBe(400);
    expect((await patch(event.id, 'text')).status).toBe(400);
  });
});
