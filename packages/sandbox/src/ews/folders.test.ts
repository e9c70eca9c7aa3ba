import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidAnswers } from '../../test-support/schema-faults.ts';
import {
  equipment,
  getItemRequest,
  inviteRoom,
  startTestBed,
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

const tag = (number: string, type: string) =>
  `<t:ExtendedFieldURI PropertyTag="${number}" PropertyType="${type}"/>`;

const shape = (name: string, fields = '') =>
  `<m:${name}><t:BaseShape>Default</t:BaseShape><t:AdditionalProperties>${fields || tag('0x3613', 'String')}</t:AdditionalProperties></m:${name}>`;

const equals = (field: string, value: string) =>
  `<m:Restriction><t:IsEqualTo>${field}<t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>`;

const root = '<t:DistinguishedFolderId Id="msgfolderroot"/>';

const find = (restriction: string, page = '') =>
  `<m:FindFolder Traversal="Deep">${shape('FolderShape')}${page}${restriction}<m:ParentFolderIds>${root}</m:ParentFolderIds></m:FindFolder>`;

const create = (name: string, element = 'Folder', more = '') =>
  `<m:CreateFolder><m:ParentFolderId>${root}</m:ParentFolderId><m:Folders><t:${element}>${more}<t:DisplayName>${name}</t:DisplayName></t:${element}></m:Folders></m:CreateFolder>`;

const remove = (id: string, type = 'HardDelete') =>
  `<m:DeleteFolder DeleteType="${type}"><m:FolderIds>${id}</m:FolderIds></m:DeleteFolder>`;

const hierarchy = (state = '') =>
  `<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>${state && `<m:SyncState>${state}</m:SyncState>`}</m:SyncFolderHierarchy>`;

describe('folders', () => {
  it('are made, told by a sync, found, and deleted for good', async () => {
    const before = (await bed.call(hierarchy())).texts('SyncState')[0];
    const made = await bed.call(create('Projects', 'CalendarFolder'));
    expect(made.texts('ResponseCode')).toEqual(['NoError']);
    const id = made.all('FolderId')[0]?.attributes.Id ?? '';
    const told = await bed.call(hierarchy(before));
    expect(told.all('Create')).toHaveLength(1);
    expect(told.texts('DisplayName')).toEqual(['Projects']);
    expect((await bed.call(create('projects'))).texts('ResponseCode')).toEqual(['ErrorFolderExists']);
    const found = await bed.call(find(equals(tag('0x3613', 'String'), 'IPF.Appointment')));
    expect(found.texts('DisplayName').sort()).toEqual(['Calendar', 'Projects']);
    const node = `<t:FolderId Id="${id}"/>`;
    expect((await bed.call(remove(node))).texts('ResponseCode')).toEqual(['NoError']);
    expect((await bed.call(remove(node))).texts('ResponseCode')).toEqual(['ErrorFolderNotFound']);
    const after = await bed.call(hierarchy(told.texts('SyncState')[0]));
    expect(after.all('Delete')[0]?.children[0]?.attributes.Id).toBe(id);
  });

  it('go into Deleted Items, and standard ones stay', async () => {
    const made = await bed.call(create('Old'));
    const id = made.all('FolderId')[0]?.attributes.Id ?? '';
    await bed.call(remove(`<t:FolderId Id="${id}"/>`, 'MoveToDeletedItems'));
    const inside = find('').replace('msgfolderroot', 'deleteditems');
    expect((await bed.call(inside)).texts('DisplayName')).toEqual(['Old']);
    expect((await bed.call(remove('<t:DistinguishedFolderId Id="inbox"/>'))).texts('ResponseCode')).toEqual([
      'ErrorDeleteDistinguishedFolder',
    ]);
  });

  it('keep what is created in them, and take it along', async () => {
    const id = (await bed.call(create('Second', 'CalendarFolder'))).all('FolderId')[0]?.attributes.Id;
    const folder = `<t:FolderId Id="${id}"/>`;
    const times = '<t:Start>2099-03-02T09:00:00Z</t:Start><t:End>2099-03-02T10:00:00Z</t:End>';
    const made = await bed.call(
      `<m:CreateItem SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>${folder}</m:SavedItemFolderId><m:Items><t:CalendarItem>${times}</t:CalendarItem></m:Items></m:CreateItem>`,
    );
    const item = made.all('ItemId')[0]?.attributes.Id ?? '';
    expect(await bed.client.folder(equipment, 'calendar')).toEqual([]);
    expect((await bed.call(getItemRequest([item]))).all('ParentFolderId')[0]?.attributes.Id).toBe(id);
    await bed.call(remove(folder));
    expect((await bed.call(getItemRequest([item]))).texts('ResponseCode')).toEqual(['ErrorItemNotFound']);
  });

  it('come in pages', async () => {
    const view = (offset: string) =>
      `<m:IndexedPageFolderView MaxEntriesReturned="4" Offset="${offset}" BasePoint="Beginning"/>`;
    const names: string[] = [];
    for (let offset = '0', last = false; !last; ) {
      const answer = await bed.call(find('', view(offset)));
      names.push(...answer.texts('DisplayName'));
      const page = answer.all('RootFolder')[0]?.attributes;
      last = page?.IncludesLastItemInRange === 'true';
      offset = page?.IndexedPagingOffset ?? '';
    }
    expect(names).toHaveLength(9);
    expect(new Set(names).size).toBe(9);
  });

  it('have the MAPI properties that follow from them', async () => {
    await inviteRoom(bed.client, 'one');
    await inviteRoom(bed.client, 'two');
    const fields = [
      ['0x3001', 'String'],
      ['0x3602', 'Integer'],
      ['0x3603', 'Integer'],
      ['0x360a', 'Boolean'],
      ['0x3613', 'String'],
      ['0x6751', 'Integer'],
      ['0x6752', 'Integer'],
    ] as const;
    const get = `<m:GetFolder>${shape('FolderShape', fields.map(([number, type]) => tag(number, type)).join(''))}<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>`;
    expect((await bed.call(get)).texts('Value')).toEqual(['Inbox', '2', '2', 'false', 'IPF.Note', '3', '2']);
    const committed = get.replace(
      /<t:AdditionalProperties>.*<\/t:AdditionalProperties>/,
      `<t:AdditionalProperties>${tag('0x670a', 'SystemTime')}</t:AdditionalProperties>`,
    );
    const before = (await bed.call(committed)).texts('Value');
    await inviteRoom(bed.client, 'three');
    expect((await bed.call(committed)).texts('Value')).not.toEqual(before);
  });
});

describe('items are found', () => {
  const search = (restriction: string) =>
    `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>${restriction}` +
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>';
  const recurring =
    '<t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="33315" PropertyType="Boolean"/>';
  const instance =
    '<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="urn:schemas:calendar:instancetype" PropertyType="Integer"/>';

  it.each([
    ['series', equals(recurring, 'true'), ['Weekly']],
    ['series, as 1', equals(recurring, '1'), ['Weekly']],
    ['what does not repeat', equals(recurring, 'false'), ['Single']],
    ['masters', equals(instance, '1'), ['Weekly']],
    ['single meetings', equals(instance, '0'), ['Single']],
    ['what is not private', equals(tag('0x0036', 'Integer'), '0'), ['Single', 'Weekly']],
    ['what is private', equals(tag('0x0036', 'Integer'), '2'), []],
    ['the second to arrive', equals(tag('0x0e23', 'Integer'), '2'), ['Weekly']],
  ])('%s', async (_, restriction, subjects) => {
    await inviteRoom(bed.client, 'Single');
    await inviteRoom(bed.client, 'Weekly', true);
    expect((await bed.call(search(restriction))).texts('Subject').sort()).toEqual(subjects);
  });

  it.each([
    ['Ascending', ['one', 'two', 'three']],
    ['Descending', ['three', 'two', 'one']],
  ])('in the order of an extended property, %s', async (order, subjects) => {
    for (const subject of ['one', 'two', 'three']) await inviteRoom(bed.client, subject);
    const sorted = `<m:SortOrder><t:FieldOrder Order="${order}">${tag('0x0e23', 'Integer')}</t:FieldOrder></m:SortOrder>`;
    expect((await bed.call(search(sorted))).texts('Subject')).toEqual(subjects);
  });
});

describe('server time zones', () => {
  const ask = (attribute: string) =>
    `<m:GetServerTimeZones${attribute}><m:Ids><t:Id>W. Europe Standard Time</t:Id><t:Id>Nowhere</t:Id></m:Ids></m:GetServerTimeZones>`;

  it.each([
    ['with their rules', '', 2],
    ['with their rules, as asked', ' ReturnFullTimeZoneData="true"', 2],
    ['without', ' ReturnFullTimeZoneData="false"', 0],
  ])('come %s, those that are known', async (_, attribute, periods) => {
    const answer = await bed.call(ask(attribute));
    expect(answer.all('TimeZoneDefinition').map(({ attributes }) => attributes.Id)).toEqual([
      'W. Europe Standard Time',
    ]);
    expect(answer.all('Period')).toHaveLength(periods);
    expect(answer.texts('Month')).toEqual(periods === 0 ? [] : ['3', '10']);
  });

  it('an id belongs to the mailbox in which it is, whatever the request says', async () => {
    const answer = await bed.call(
      '<m:ConvertId DestinationFormat="EwsId"><m:SourceIds><t:AlternateId Format="EwsId" Id="AAMk" Mailbox="blah@blah.com"/></m:SourceIds></m:ConvertId>',
    );
    expect(answer.all('AlternateId')[0]?.attributes.Mailbox).toBe('room@corp.example');
  });
});

describe('all of the above', () => {
  it('gave answers that are valid against the EWS schema', (context) => {
    expectValidAnswers(context, recorded);
  });
});
