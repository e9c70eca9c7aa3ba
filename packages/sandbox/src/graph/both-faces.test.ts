import { afterEach, beforeEach, expect, it } from 'vitest';
import { type GraphBed, inviteRoom, type Loose, startGraphBed } from '../../test-support/graph-client.ts';
import {
  answerRequest,
  callEws,
  getItemRequest,
  identityFields,
  syncRequest,
} from '../../test-support/soap-client.ts';

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
  await bed.client.createAccount({ username: 'svc@corp.example', password: 'pw', impersonates: 'all' });
});

afterEach(() => bed.sandbox.close());

const march = 'startDateTime=2030-03-01T00:00:00Z&endDateTime=2030-04-01T00:00:00Z';
const ews = (request: string, as?: string) =>
  callEws(bed.sandbox.url, request, as === undefined ? {} : { as });

it('a meeting that Graph sends is read and accepted over EWS, and Graph sees the answer', async () => {
  const meeting = {
    subject: 'Across',
    body: { contentType: 'html', content: '<p>x</p>' },
    start: { dateTime: '2030-03-04T10:00:00', timeZone: 'W. Europe Standard Time' },
    end: { dateTime: '2030-03-04T11:00:00', timeZone: 'W. Europe Standard Time' },
    location: { displayName: 'Here' },
    attendees: [{ type: 'resource', emailAddress: { address: 'room@corp.example' } }],
    recurrence: {
      pattern: { type: 'relativeMonthly', interval: 1, daysOfWeek: ['monday'], index: 'first' },
      range: { type: 'numbered', startDate: '2030-03-04', numberOfOccurrences: 3 },
    },
  };
  const { body: event } = await bed.call('POST', `/users/${bed.anna}/events`, meeting);
  const [id = ''] = (await ews(syncRequest())).all('ItemId').map(({ attributes }) => attributes.Id);
  const request = await ews(getItemRequest([id], identityFields));
  expect([request.texts('Subject')[0], request.texts('Start')[0]]).toEqual([
    'Across',
    '2030-03-04T09:00:00Z',
  ]);
  expect(request.texts('DayOfWeekIndex')).toEqual(['First']);
  expect((await ews(answerRequest([id]))).texts('ResponseCode')).toEqual(['NoError']);
  const { body } = await bed.call('GET', `/users/${bed.anna}/events/${event.id}`);
  expect(body.attendees[0].status.response).toBe('accepted');
  const copy = (await bed.call('GET', `/users/${bed.room}/calendarView?${march}`)).body.value;
  expect(copy).toMatchObject([{ subject: 'Across', responseStatus: { response: 'accepted' } }]);
});

it('both faces tell one identity and one version of a message', async () => {
  await inviteRoom(bed);
  const { value } = (await bed.call('GET', `/users/${bed.room}/messages`)).body;
  const names = [
    'Binary {6ED8DA90-450B-101B-98DA-00AA003F1305} Id 0x23',
    'Integer {00062002-0000-0000-C000-000000000046} Id 0x8201',
  ];
  const expand = encodeURIComponent(
    `singleValueExtendedProperties($filter=${names.map((each) => `id eq '${each}'`).join(' or ')})`,
  );
  const { body } = await bed.call('GET', `/users/${bed.room}/messages/${value[0].id}?$expand=${expand}`);
  const [id = ''] = (await ews(syncRequest())).all('ItemId').map(({ attributes }) => attributes.Id);
  const served = (await ews(getItemRequest([id], identityFields))).texts('Value');
  expect(body.singleValueExtendedProperties.map((each: Loose) => each.value)).toEqual(served);
  expect(body.id).toBe(id.replaceAll('/', '-').replaceAll('+', '_'));
});

it('what Graph declines is gone in EWS, and what Graph changes reaches EWS as an update', async () => {
  await inviteRoom(bed);
  const [own] = (await bed.call('GET', `/users/${bed.anna}/calendarView?${march}`)).body.value;
  await bed.call('PATCH', `/users/${bed.anna}/events/${own.id}`, { subject: 'Changed' });
  const [, update = ''] = (await ews(syncRequest())).all('ItemId').map(({ attributes }) => attributes.Id);
  const read = await ews(getItemRequest([update]));
  expect([read.texts('Subject'), read.texts('MeetingRequestType')]).toEqual([
    ['Changed'],
    ['InformationalUpdate'],
  ]);
  const [copy] = (await bed.call('GET', `/users/${bed.room}/calendarView?${march}`)).body.value;
  await bed.call('POST', `/users/${bed.room}/events/${copy.id}/decline`, { comment: 'no' });
  expect(await bed.client.folder('room@corp.example', 'calendar')).toEqual([]);
  const answers = await ews(syncRequest(), 'anna@corp.example');
  const [answer = ''] = answers.all('ItemId').map(({ attributes }) => attributes.Id);
  const organizer = await ews(getItemRequest([answer]), 'anna@corp.example');
  expect(organizer.texts('ResponseType')).toContain('Decline');
});

it('each side of a hybrid organization is served by its own face, and mail goes between them', async () => {
  await bed.client.changeMailbox('anna@corp.example', { hosting: 'on-premises' });
  await bed.client.changeMailbox('room@corp.example', { hosting: 'online' });
  await inviteRoom(bed);
  expect((await ews(syncRequest())).texts('ResponseCode')).toEqual(['ErrorNonExistentMailbox']);
  expect((await ews(syncRequest(), 'anna@corp.example')).texts('ResponseCode')).toEqual(['NoError']);
  const refused = await bed.call('GET', `/users/${bed.anna}/messages`);
  expect(refused.body.error.code).toBe('MailboxNotEnabledForRESTAPI');
  expect((await bed.call('GET', `/users/${bed.room}/messages`)).body.value).toHaveLength(1);
});
