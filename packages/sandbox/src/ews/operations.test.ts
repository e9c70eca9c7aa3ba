import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidAnswers } from '../../test-support/schema-faults.ts';
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

function findByCleanId(cleanId: string, folder = 'calendar'): string {
  return (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:Restriction>' +
    '<t:IsEqualTo><t:ExtendedFieldURI DistinguishedPropertySetId="Meeting" PropertyId="35" PropertyType="Binary"/>' +
    `<t:FieldURIOrConstant><t:Constant Value="${Buffer.from(cleanId, 'hex').toString('base64')}"/></t:FieldURIOrConstant>` +
    `</t:IsEqualTo></m:Restriction><m:ParentFolderIds><t:DistinguishedFolderId Id="${folder}"/></m:ParentFolderIds></m:FindItem>`
  );
}

function updateBody(id: string, changeKey: string, attributes: string): string {
  return (
    `<m:UpdateItem ${attributes}><m:ItemChanges><t:ItemChange><t:ItemId Id="${id}"${changeKey === '' ? '' : ` ChangeKey="${changeKey}"`}/>` +
    '<t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Body"/><t:CalendarItem><t:Body BodyType="HTML">' +
    '&lt;p&gt;new&lt;/p&gt;</t:Body></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>'
  );
}

const everyone = 'SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy"';

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

describe('writing', () => {
  it('accepts several requests in one call and delivers the answers', async () => {
    await inviteRoom(bed.client, 'one');
    await inviteRoom(bed.client, 'two');
    const answer = await bed.call(answerRequest(await inboxIds()));
    expect(answer.texts('ResponseCode')).toEqual(['NoError', 'NoError']);
    const received = await bed.client.folder(organizer, 'inbox');
    expect(received.map((each) => [each.subject, each.body])).toEqual([
      ['Accepted: one', '<p>fine</p>'],
      ['Accepted: two', '<p>fine</p>'],
    ]);
    expect(await inboxIds()).toEqual([]);
  });

  it.each([
    ['all', 200, ['NoError', 'NoError'], 2],
    ['first-only', 200, ['NoError', 'ErrorBatchProcessingStopped'], 1],
    ['error', 500, ['ErrorInvalidRequest'], 0],
  ] as const)('severalAnswersInOneCreateItem %s', async (several, status, codes, count) => {
    await bed.client.configure({ switches: { severalAnswersInOneCreateItem: several } });
    await inviteRoom(bed.client, 'one');
    await inviteRoom(bed.client, 'two');
    const answer = await bed.call(answerRequest(await inboxIds()));
    expect(answer.status).toBe(status);
    expect(answer.texts('ResponseCode')).toEqual(codes);
    expect(await bed.client.folder(organizer, 'inbox')).toHaveLength(count);
  });

  it.each([
    [true, 0],
    [false, 1],
  ])('responseItemsEmpty %s', async (responseItemsEmpty, count) => {
    await bed.client.configure({ switches: { responseItemsEmpty } });
    await inviteRoom(bed.client);
    const answer = await bed.call(answerRequest(await inboxIds()));
    expect(answer.all('ItemId')).toHaveLength(count);
  });

  it('a reply is mail to whom the request is from, and leaves the request alone', async () => {
    await inviteRoom(bed.client);
    const [id] = await inboxIds();
    const answer = await bed.call(
      `<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:ReplyToItem><t:ReferenceItemId Id="${id}"/><t:NewBodyContent BodyType="HTML">Ready</t:NewBodyContent></t:ReplyToItem></m:Items></m:CreateItem>`,
    );
    expect(answer.texts('ResponseCode')).toEqual(['NoError']);
    const [mail] = (await bed.client.folder(organizer, 'inbox')).slice(-1);
    expect(mail).toMatchObject({ subject: 'RE: Plan' });
    expect(await inboxIds()).toEqual([id]);
  });

  it.each([
    ['not-found', 'ErrorItemNotFound', 1],
    ['out-of-date', 'ErrorCalendarMeetingRequestIsOutOfDate', 1],
    ['allowed', 'NoError', 2],
  ] as const)('secondAnswer %s', async (secondAnswer, code, count) => {
    await bed.client.configure({ switches: { secondAnswer } });
    await inviteRoom(bed.client);
    const ids = await inboxIds();
    await bed.call(answerRequest(ids));
    expect((await bed.call(answerRequest(ids))).texts('ResponseCode')).toEqual([code]);
    expect((await bed.client.ledger()).filter((each) => each.kind === 'answer')).toHaveLength(count);
  });

  it.each([
    [true, ['1']],
    [false, []],
  ])('sequenceOnCancellation %s', async (sequenceOnCancellation, expected) => {
    await bed.client.configure({ switches: { sequenceOnCancellation } });
    const { meeting } = await inviteRoom(bed.client);
    await bed.client.cancel({ organizer, cleanId: meeting.cleanId });
    const field =
      '<t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="33281" PropertyType="Integer"/>';
    const answer = await bed.call(getItemRequest((await inboxIds()).slice(1), field));
    expect(answer.texts('Value')).toEqual(expected);
    expect(answer.all('MeetingCancellation')).toHaveLength(1);
  });

  it.each([
    [true, 'Canceled: Plan', '7'],
    [false, 'Plan', '3'],
  ])('cancellationForRemovalLooksReal %s', async (cancellationForRemovalLooksReal, subject, state) => {
    await bed.client.configure({ switches: { cancellationForRemovalLooksReal } });
    const { meeting } = await inviteRoom(bed.client);
    await bed.client.update({ organizer, cleanId: meeting.cleanId }, { attendees: [] });
    const field =
      '<t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="33303" PropertyType="Integer"/>';
    const answer = await bed.call(getItemRequest((await inboxIds()).slice(1), field));
    expect(answer.texts('Subject')).toEqual([subject]);
    expect(answer.texts('Value')).toEqual([state]);
  });

  it.each([
    [true, false],
    [false, true],
  ])('uidHasDate %s', async (uidHasDate, same) => {
    await bed.client.configure({ switches: { uidHasDate } });
    const { meeting } = await inviteRoom(bed.client, 'Weekly', true);
    const name = { organizer, cleanId: meeting.cleanId };
    await bed.client.updateOccurrence(name, { originalStart: '2099-03-09T09:00:00Z', subject: 'Other' });
    const answer = await bed.call(getItemRequest((await inboxIds()).slice(1)));
    expect(answer.texts('RecurrenceId')).toEqual(['2099-03-09T09:00:00Z']);
    expect(answer.texts('UID')[0] === meeting.cleanId).toBe(same);
    if (!same) expect(answer.texts('UID')[0]?.slice(32, 40)).toBe('08330309');
  });

  it('an update to all needs its guards, arrives as an echo, and changes the key', async () => {
    const { meeting, id } = await inviteRoom(bed.client);
    const find = await bed.call(findByCleanId(meeting.cleanId), { as: organizer });
    const key = find.all('ItemId')[0]?.attributes.ChangeKey ?? '';
    const update = async (changeKey: string, attributes: string) =>
      (await bed.call(updateBody(id, changeKey, attributes), { as: organizer })).texts('ResponseCode')[0];
    const never = 'ConflictResolution="NeverOverwrite"';
    expect(await update(key, never)).toBe('ErrorSendMeetingInvitationsOrCancellationsRequired');
    expect(await update('', `${never} ${everyone}`)).toBe('ErrorChangeKeyRequiredForWriteOperations');
    expect(await update(key, `${never} ${everyone}`)).toBe('NoError');
    expect(await update(key, `${never} ${everyone}`)).toBe('ErrorIrresolvableConflict');
    const inbox = await bed.client.folder(equipment, 'inbox');
    expect(inbox.map((each) => [each.body, 'requestType' in each && each.requestType])).toEqual([
      ['<p>R&amp;D PXPS:-1#</p>\n', 'NewMeetingRequest'],
      ['<p>new</p>', 'InformationalUpdate'],
    ]);
  });

  it('deletes, moves under a new id, and removes what was cancelled', async () => {
    const { meeting } = await inviteRoom(bed.client);
    await bed.call(answerRequest(await inboxIds()));
    await bed.client.cancel({ organizer, cleanId: meeting.cleanId });
    const [cancellation = ''] = await inboxIds();
    const remove = `<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:RemoveItem><t:ReferenceItemId Id="${cancellation}"/></t:RemoveItem></m:Items></m:CreateItem>`;
    expect((await bed.call(remove)).texts('ResponseCode')).toEqual(['NoError']);
    expect(await bed.client.folder(equipment, 'calendar')).toEqual([]);
    await bed.client.mail({ from: organizer, to: [equipment], subject: 'hello' });
    const [mail = ''] = await inboxIds();
    const move = `<m:MoveItem><m:ToFolderId><t:DistinguishedFolderId Id="junkemail"/></m:ToFolderId><m:ItemIds><t:ItemId Id="${mail}"/></m:ItemIds></m:MoveItem>`;
    const moved = (await bed.call(move)).all('ItemId')[0]?.attributes.Id ?? '';
    expect(moved).not.toBe(mail);
    const erase = (id: string) =>
      `<m:DeleteItem DeleteType="HardDelete"><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:DeleteItem>`;
    expect((await bed.call(erase(mail))).texts('ResponseCode')).toEqual(['ErrorItemNotFound']);
    expect((await bed.call(erase(moved))).texts('ResponseCode')).toEqual(['NoError']);
  });

  it('a batch of answers beyond the message rate fails from there on, not as a whole', async () => {
    await inviteRoom(bed.client, 'one');
    await inviteRoom(bed.client, 'two');
    await bed.client.configure({ messageRateLimit: 1 });
    const answer = await bed.call(answerRequest(await inboxIds()));
    expect(answer.texts('ResponseCode')).toEqual(['NoError', 'ErrorServerBusy']);
    expect(await bed.client.folder(organizer, 'inbox')).toHaveLength(1);
  });

  it('keeps a dictionary with a folder', async () => {
    const name =
      '<t:UserConfigurationName Name="VMRKit"><t:DistinguishedFolderId Id="inbox"/></t:UserConfigurationName>';
    const entry = (value: string) =>
      `<t:Dictionary><t:DictionaryEntry><t:DictionaryKey><t:Type>String</t:Type><t:Value>owner</t:Value></t:DictionaryKey>` +
      `<t:DictionaryValue><t:Type>String</t:Type><t:Value>${value}</t:Value></t:DictionaryValue></t:DictionaryEntry></t:Dictionary>`;
    const get = `<m:GetUserConfiguration>${name.replaceAll('t:UserC', 'm:UserC')}<m:UserConfigurationProperties>All</m:UserConfigurationProperties></m:GetUserConfiguration>`;
    expect((await bed.call(get)).texts('ResponseCode')).toEqual(['ErrorItemNotFound']);
    const write = (verb: string, value: string) =>
      bed.call(
        `<m:${verb}UserConfiguration><m:UserConfiguration>${name}${entry(value)}</m:UserConfiguration></m:${verb}UserConfiguration>`,
      );
    await write('Create', 'A &amp; B');
    expect((await bed.call(get)).texts('Value')).toEqual(['owner', 'A & B']);
    await write('Update', 'C');
    expect((await bed.call(get)).texts('Value')).toEqual(['owner', 'C']);
  });
});

describe('all of the above', () => {
  it('gave answers that are valid against the EWS schema', (context) => {
    expectValidAnswers(context, recorded);
  });
});
