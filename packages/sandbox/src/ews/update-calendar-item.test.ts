import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  answerRequest,
  equipment,
  getItemRequest,
  inviteRoom,
  organizer,
  startTestBed,
  type TestBed,
} from '../../test-support/soap-client.ts';

let bed: TestBed;

beforeEach(async () => {
  bed = await startTestBed();
  await bed.client.changeMailbox(equipment, { processing: 'AutoUpdate' });
});

afterEach(async () => {
  await bed.sandbox.close();
});

const set = (path: string, inner: string) =>
  `<t:SetItemField><t:FieldURI FieldURI="${path}"/><t:CalendarItem>${inner}</t:CalendarItem></t:SetItemField>`;

/** Writes fields of a calendar item, as far as asked for to all. Gives the response code. */
async function write(as: string, id: string, updates: string, send = 'SendToNone') {
  const item = await bed.call(getItemRequest([id]), { as });
  const { ChangeKey = '' } = item.all('ItemId')[0]?.attributes ?? {};
  const answer = await bed.call(
    `<m:UpdateItem ConflictResolution="AutoResolve" SendMeetingInvitationsOrCancellations="${send}"><m:ItemChanges>` +
      `<t:ItemChange><t:ItemId Id="${id}" ChangeKey="${ChangeKey}"/><t:Updates>${updates}</t:Updates></t:ItemChange>` +
      '</m:ItemChanges></m:UpdateItem>',
    { as },
  );
  return answer.texts('ResponseCode')[0];
}

async function only(email: string, folder: 'inbox' | 'calendar'): Promise<string> {
  const [item] = await bed.client.folder(email, folder);
  return item?.id ?? '';
}

/** Ids of what a calendar view shows in the month of the meetings. */
async function occurrences(as: string): Promise<string[]> {
  const view =
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>' +
    '<m:CalendarView StartDate="2099-03-01T00:00:00Z" EndDate="2099-04-01T00:00:00Z"/><m:ParentFolderIds>' +
    '<t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>';
  return (await bed.call(view, { as })).all('ItemId').map(({ attributes }) => attributes.Id ?? '');
}

it('what an attendee writes into the own entry does not overtake the request', async () => {
  await inviteRoom(bed.client);
  const entry = await only(equipment, 'calendar');
  const red = set('item:Categories', '<t:Categories><t:String>Red</t:String></t:Categories>');
  expect(await write(equipment, entry, red)).toBe('NoError');
  const answer = await bed.call(answerRequest([await only(equipment, 'inbox')]));
  expect(answer.texts('ResponseCode')).toEqual(['NoError']);
});

it('what an attendee writes into one occurrence is told to nobody', async () => {
  await inviteRoom(bed.client, 'Weekly', true);
  const before = (await bed.client.ledger()).length;
  const [first = ''] = await occurrences(equipment);
  const subject = set('item:Subject', '<t:Subject>mine</t:Subject>');
  expect(await write(equipment, first, subject, 'SendToAllAndSaveCopy')).toBe('NoError');
  expect(await bed.client.ledger()).toHaveLength(before);
});

it('what is written into one occurrence is not that of the others', async () => {
  await inviteRoom(bed.client, 'Weekly', true);
  const [first = '', second = ''] = await occurrences(organizer);
  const free = set('calendar:LegacyFreeBusyStatus', '<t:LegacyFreeBusyStatus>Free</t:LegacyFreeBusyStatus>');
  await write(organizer, first, free);
  const other = await bed.call(getItemRequest([second]), { as: organizer });
  expect(other.texts('LegacyFreeBusyStatus')).toEqual(['Busy']);
});

it.each([
  ['meeting', false],
  ['occurrence', true],
])('refuses an end before the start of one %s, and changes nothing', async (_, weekly) => {
  await inviteRoom(bed.client, 'Plan', weekly);
  const [first = ''] = await occurrences(organizer);
  const start = set('calendar:End', '<t:End>2099-03-02T08:00:00Z</t:End>');
  expect(await write(organizer, first, start)).toBe('ErrorCalendarEndDateIsEarlierThanStartDate');
  const item = await bed.call(getItemRequest([first]), { as: organizer });
  expect(item.texts('DateTimeStamp')).toEqual(item.texts('DateTimeCreated'));
});

it('deletes an extended property', async () => {
  await inviteRoom(bed.client);
  const entry = await only(organizer, 'calendar');
  const uri =
    '<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="x" PropertyType="String"/>';
  const values = async () => (await bed.call(getItemRequest([entry], uri), { as: organizer })).texts('Value');
  const property = `<t:ExtendedProperty>${uri}<t:Value>1</t:Value></t:ExtendedProperty>`;
  await write(
    organizer,
    entry,
    `<t:SetItemField>${uri}<t:CalendarItem>${property}</t:CalendarItem></t:SetItemField>`,
  );
  expect(await values()).toEqual(['1']);
  await write(organizer, entry, `<t:DeleteItemField>${uri}</t:DeleteItemField>`);
  expect(await values()).toEqual([]);
});
