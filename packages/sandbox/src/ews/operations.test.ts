import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answerRequest,
  equipment,
  getItemRequest,
  identityFields,
  inviteRoom,
  organizer,
  startTestBed,
  syncRequest,
  type TestBed,
} from '../../test-support/soap-client.ts';
import type { Recording } from '../http/recorder.ts';
import { findByCleanId } from './operations.fixture.ts';

let bed: TestBed;
const recorded: Recording[] = [];

beforeEach(async () => {
  bed = await startTestBed({ record: true });
});

afterEach(async () => {
  recorded.push(...(await bed.client.recordings()));
  await bed.sandbox.close();
});

async function inboxIds(): Promise<string[]> {
  return (await bed.client.folder(equipment, 'inbox')).map((each) => each.id);
}

describe('reading', () => {
  it('syncs an inbox in pages, then only what changed', async () => {
    for (const subject of ['a', 'b', 'c']) await inviteRoom(bed.client, subject);
    const first = await bed.call(syncRequest('', 2));
    expect(first.all('Create')).toHaveLength(2);
    expect(first.texts('IncludesLastItemInRange')).toEqual(['false']);
    const second = await bed.call(syncRequest(first.texts('SyncState')[0], 2));
    expect(second.all('Create')).toHaveLength(1);
    await bed.call(answerRequest([(await inboxIds())[0] ?? '']));
    const third = await bed.call(syncRequest(second.texts('SyncState')[0]));
    expect(third.all('Delete')).toHaveLength(1);
    expect(third.all('Create')).toHaveLength(0);
  });

  it.each([
    ['response-error', 200],
    ['fault', 500],
  ] as const)('an expired sync state: %s', async (syncStateExpiredShape, status) => {
    await bed.client.configure({ switches: { syncStateExpiredShape } });
    const state = (await bed.call(syncRequest())).texts('SyncState')[0];
    await bed.client.expireSyncStates();
    const answer = await bed.call(syncRequest(state));
    expect(answer.status).toBe(status);
    expect(answer.texts('ResponseCode')).toEqual(['ErrorInvalidSyncStateData']);
  });

  it('gives a request with identity, sequence, sender, headers and escaped body', async () => {
    const { meeting } = await inviteRoom(bed.client);
    const answer = await bed.call(getItemRequest(await inboxIds(), identityFields));
    const [cleanId, sequence] = answer.texts('Value');
    expect(
      Buffer.from(cleanId ?? '', 'base64')
        .toString('hex')
        .toUpperCase(),
    ).toBe(meeting.cleanId);
    expect(sequence).toBe('0');
    expect(answer.texts('UID')).toEqual([meeting.cleanId]);
    expect(answer.texts('Body').at(-1)).toContain('<p>R&amp;D PXPS:-1#</p>\r\n');
    expect(answer.text).toContain('&#xD;');
    const trust = answer
      .all('InternetMessageHeader')
      .find((each) => each.attributes.HeaderName === 'X-MS-Exchange-Organization-AuthAs');
    expect(trust?.text).toBe('Internal');
    expect(answer.texts('EmailAddress')).toContain(organizer);
    expect(answer.all('ItemId')[0]?.attributes.Id).toHaveLength(152);
    expect(answer.all('ItemId')[0]?.attributes.ChangeKey).toMatch(/^CwAAAB/);
  });

  it('marks mail from outside as anonymous', async () => {
    await bed.client.forge({ kind: 'request', to: [equipment], from: { email: 'eve@elsewhere.example' } });
    const answer = await bed.call(getItemRequest(await inboxIds()));
    expect(answer.texts('InternetMessageHeader')).toContain('Anonymous');
  });

  it('one unreadable item of a batch fails alone', async () => {
    await inviteRoom(bed.client, 'good');
    await bed.client.poisonNext(equipment);
    await inviteRoom(bed.client, 'bad');
    const answer = await bed.call(getItemRequest(await inboxIds()));
    expect(answer.texts('ResponseCode')).toEqual(['NoError', 'ErrorCorruptData']);
    expect(answer.texts('Subject')).toEqual(['good']);
  });

  it('a calendar view shows occurrences, changed ones at their new time, and never masters', async () => {
    const { meeting } = await inviteRoom(bed.client, 'Weekly', true);
    const name = { organizer, cleanId: meeting.cleanId };
    const originalStart = '2099-03-09T09:00:00Z';
    await bed.client.updateOccurrence(name, { originalStart, start: '2099-03-10T09:00:00Z' });
    await bed.client.cancelOccurrence(name, { originalStart: '2099-03-16T09:00:00Z' });
    const view = (from: string, until: string) =>
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>' +
      `<m:CalendarView StartDate="${from}" EndDate="${until}"/><m:ParentFolderIds>` +
      '<t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>';
    const answer = await bed.call(view('2099-03-01T00:00:00Z', '2099-04-01T00:00:00Z'), { as: organizer });
    expect(answer.texts('Start')).toEqual(['2099-03-02T09:00:00Z', '2099-03-10T09:00:00Z']);
    expect(answer.texts('CalendarItemType')).toEqual(['Occurrence', 'Exception']);
    const tooBig = await bed.call(view('2099-03-01T00:00:00Z', '2109-04-01T00:00:00Z'), { as: organizer });
    expect(tooBig.texts('ResponseCode')).toEqual(['ErrorCalendarViewRangeTooBig']);
    const exception = answer.all('ItemId')[1]?.attributes.Id ?? '';
    const master = await bed.call(
      `<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:ItemIds>` +
        `<t:RecurringMasterItemId OccurrenceId="${exception}"/></m:ItemIds></m:GetItem>`,
      { as: organizer },
    );
    expect(master.texts('CalendarItemType')).toEqual(['RecurringMaster']);
    expect(master.all('DeletedOccurrence')).toHaveLength(1);
    expect(master.all('ModifiedOccurrences')[0]?.children).toHaveLength(1);
  });

  it.each([
    [true, 'EX'],
    [false, 'SMTP'],
  ])('organizerAddressAsExInFindItem %s: %s', async (organizerAddressAsExInFindItem, routing) => {
    await bed.client.configure({ switches: { organizerAddressAsExInFindItem } });
    const { meeting } = await inviteRoom(bed.client);
    const answer = await bed.call(findByCleanId(meeting.cleanId, 'inbox'));
    expect(new Set(answer.texts('RoutingType'))).toEqual(new Set([routing]));
  });

  it('pages a restricted FindItem and follows the order', async () => {
    for (const subject of ['b', 'a', 'c']) await inviteRoom(bed.client, subject);
    const page = (offset: number) =>
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>' +
      `<m:IndexedPageItemView MaxEntriesReturned="2" Offset="${offset}" BasePoint="Beginning"/><m:Restriction>` +
      '<t:IsEqualTo><t:FieldURI FieldURI="item:ItemClass"/><t:FieldURIOrConstant><t:Constant ' +
      'Value="IPM.Schedule.Meeting.Request"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction><m:SortOrder>' +
      '<t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:Subject"/></t:FieldOrder></m:SortOrder>' +
      '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>';
    const first = await bed.call(page(0));
    expect(first.texts('Subject')).toEqual(['a', 'b']);
    expect(first.all('RootFolder')[0]?.attributes).toMatchObject({
      IndexedPagingOffset: '2',
      IncludesLastItemInRange: 'false',
    });
    expect((await bed.call(page(2))).texts('Subject')).toEqual(['c']);
  });
});
