import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  answerRequest,
  equipment,
  getItemRequest,
  inviteRoom,
  organizer,
  startTestBed,
  type TestBed,
} from '../test-support/soap-client.ts';

let bed: TestBed;

beforeEach(async () => {
  bed = await startTestBed();
});

afterEach(async () => {
  await bed.sandbox.close();
});

async function read(field: string) {
  await inviteRoom(bed.client);
  const ids = (await bed.client.folder(equipment, 'inbox')).map(({ id }) => id);
  return bed.call(getItemRequest(ids, `<t:FieldURI FieldURI="${field}"/>`));
}

it.each([
  ['given', 'NoError', ['W. Europe Standard Time']],
  ['absent', 'NoError', []],
  ['refused', 'ErrorSchemaValidation', []],
] as const)('startTimeZoneId %s', async (startTimeZoneId, code, zones) => {
  await bed.client.configure({ switches: { startTimeZoneId } });
  const answer = await read('calendar:StartTimeZoneId');
  expect(answer.texts('ResponseCode')).toEqual([code]);
  expect(answer.texts('StartTimeZoneId')).toEqual(zones);
});

it.each([
  [true, 1],
  [false, 0],
])('dateTimeStampGiven %s', async (dateTimeStampGiven, count) => {
  await bed.client.configure({ switches: { dateTimeStampGiven } });
  expect((await read('calendar:DateTimeStamp')).texts('DateTimeStamp')).toHaveLength(count);
});

it.each([
  [true, ['1', '2']],
  [false, []],
])('articleNumberServed %s', async (articleNumberServed, numbers) => {
  await bed.client.configure({ switches: { articleNumberServed } });
  await inviteRoom(bed.client, 'one');
  await inviteRoom(bed.client, 'two');
  const ids = (await bed.client.folder(equipment, 'inbox')).map(({ id }) => id);
  const field = '<t:ExtendedFieldURI PropertyTag="0x0E23" PropertyType="Integer"/>';
  expect((await bed.call(getItemRequest(ids, field))).texts('Value')).toEqual(numbers);
});

it.each([
  [true, 1],
  [false, 0],
])('answerCopyInSentItems %s', async (answerCopyInSentItems, count) => {
  await bed.client.configure({ switches: { answerCopyInSentItems } });
  await inviteRoom(bed.client);
  const ids = (await bed.client.folder(equipment, 'inbox')).map(({ id }) => id);
  await bed.call(answerRequest(ids));
  expect(await bed.client.folder(equipment, 'sentitems')).toHaveLength(count);
});

it.each([
  ['state-and-response', ['1'], ['Organizer']],
  ['state', ['1'], ['Unknown']],
  ['response', [], ['Organizer']],
] as const)('ownEntryTells %s', async (ownEntryTells, states, responses) => {
  await bed.client.configure({ switches: { ownEntryTells } });
  await inviteRoom(bed.client);
  const ids = (await bed.client.folder(organizer, 'calendar')).map(({ id }) => id);
  const fields = ['AppointmentState', 'MyResponseType'];
  const uris = fields.map((field) => `<t:FieldURI FieldURI="calendar:${field}"/>`).join('');
  const answer = await bed.call(getItemRequest(ids, uris), { as: organizer });
  expect([answer.texts('AppointmentState'), answer.texts('MyResponseType')]).toEqual([states, responses]);
});
