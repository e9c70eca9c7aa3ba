import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidAnswers } from '../../test-support/schema-faults.ts';
import {
  answerRequest,
  equipment,
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

const inboxIds = async () => (await bed.client.folder(equipment, 'inbox')).map((each) => each.id);

describe('a refused sync', () => {
  const hierarchy = (state: string) =>
    '<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>' +
    `<m:SyncState>${state}</m:SyncState></m:SyncFolderHierarchy>`;

  it.each([
    ['items', syncRequest('b2xk'), 'IncludesLastItemInRange'],
    ['folders', hierarchy('b2xk'), 'IncludesLastFolderInRange'],
  ])('of %s has an empty state, and says that there is no more', async (_, request, last) => {
    const answer = await bed.call(request);
    expect(answer.texts('ResponseCode')).toEqual(['ErrorInvalidSyncStateData']);
    expect(answer.texts('SyncState')).toEqual(['']);
    expect(answer.texts(last)).toEqual(['true']);
  });

  it('looks the same where it was planned', async () => {
    await bed.client.plan({ kind: 'expired-sync-state' });
    const answer = await bed.call(syncRequest());
    expect(answer.texts('SyncState')).toEqual(['']);
    expect(answer.texts('IncludesLastItemInRange')).toEqual(['true']);
  });
});

describe('what is not simulated', () => {
  it.each(['GetUserAvailabilityRequest', 'GetInboxRules', 'CopyItem', 'GetAttachment'])(
    'the operation %s is said to be so',
    async (name) => {
      const answer = await bed.call(`<m:${name}/>`);
      expect(answer.status).toBe(500);
      expect(answer.texts('ResponseCode')).toEqual(['ErrorInvalidOperation']);
      expect(answer.texts('faultstring')).toEqual([`The operation ${name} is not simulated.`]);
    },
  );

  it('an operation that Exchange does not know either breaks the schema', async () => {
    expect((await bed.call('<m:MakeTea/>')).texts('ResponseCode')).toEqual(['ErrorSchemaValidation']);
  });

  const attachments =
    '<t:Attachments><t:FileAttachment><t:Name>a</t:Name><t:Content>YQ==</t:Content></t:FileAttachment></t:Attachments>';
  const time = '2099-03-02T09:00:00Z';
  const create = (item: string) =>
    `<m:CreateItem MessageDisposition="SendAndSaveCopy" SendMeetingInvitations="SendToNone"><m:Items>${item}</m:Items></m:CreateItem>`;

  it.each([
    ['attachments of a mail', `<t:Message>${attachments}</t:Message>`, 'Attachments'],
    [
      'attachments of a meeting',
      `<t:CalendarItem>${attachments}<t:Start>${time}</t:Start><t:End>${time}</t:End></t:CalendarItem>`,
      'Attachments',
    ],
    [
      'attachments of an answer',
      `<t:AcceptItem>${attachments}<t:ReferenceItemId Id="ID"/></t:AcceptItem>`,
      'Attachments',
    ],
    [
      'another time proposed',
      `<t:DeclineItem><t:ReferenceItemId Id="ID"/><t:ProposedStart>${time}</t:ProposedStart></t:DeclineItem>`,
      'ProposedStart',
    ],
    ['an item as MIME', '<t:Message><t:MimeContent>YQ==</t:MimeContent></t:Message>', 'MimeContent'],
    ['a contact', '<t:Contact/>', 'An item of the kind Contact'],
  ])('%s: refused, and nothing is made or sent', async (_, item, what) => {
    await inviteRoom(bed.client);
    const [id = ''] = await inboxIds();
    const answer = await bed.call(create(item.replace('ID', id)));
    expect(answer.texts('ResponseCode')).toEqual(['ErrorInvalidOperation']);
    expect(answer.texts('MessageText')).toEqual([`${what} is not simulated.`]);
    expect(await bed.client.folder(equipment, 'sentitems')).toEqual([]);
    expect(await bed.client.folder(organizer, 'inbox')).toEqual([]);
    expect(await inboxIds()).toEqual([id]);
  });
});

describe('a change that is not simulated', () => {
  it('of an item is refused, and nothing else of it happens', async () => {
    await inviteRoom(bed.client);
    const [id = ''] = await inboxIds();
    const set = (field: string, inner: string) =>
      `<t:SetItemField><t:FieldURI FieldURI="${field}"/><t:Message>${inner}</t:Message></t:SetItemField>`;
    const answer = await bed.call(
      `<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges><t:ItemChange><t:ItemId Id="${id}"/><t:Updates>` +
        set('message:IsRead', '<t:IsRead>true</t:IsRead>') +
        set('item:MimeContent', '<t:MimeContent>YQ==</t:MimeContent>') +
        '</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>',
    );
    expect(answer.texts('MessageText')).toEqual(['MimeContent is not simulated.']);
    expect((await bed.client.folder(equipment, 'inbox'))[0]).toMatchObject({ isRead: false });
  });

  it('of a folder is refused', async () => {
    const answer = await bed.call(
      '<m:UpdateFolder><m:FolderChanges><t:FolderChange><t:DistinguishedFolderId Id="inbox"/><t:Updates><t:SetFolderField>' +
        '<t:FieldURI FieldURI="folder:DisplayName"/><t:Folder><t:DisplayName>New</t:DisplayName></t:Folder>' +
        '</t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>',
    );
    expect(answer.texts('ResponseCode')).toEqual(['ErrorInvalidOperation']);
  });
});

describe('an answer without MessageDisposition', () => {
  it.each([
    ['AcceptItem', answerRequest],
    ['DeclineItem', answerRequest],
    ['CancelCalendarItem', answerRequest],
  ] as const)('%s: Exchange asks for it, and sends nothing', async (verb, request) => {
    const { id } = await inviteRoom(bed.client);
    const isCancel = verb === 'CancelCalendarItem';
    const text = request([isCancel ? id : ((await inboxIds())[0] ?? '')], verb)
      .replace(' MessageDisposition="SendAndSaveCopy"', '')
      .replace(/<t:Body.*?<\/t:Body>/, isCancel ? '' : '$&');
    const answer = await bed.call(text, isCancel ? { as: organizer } : {});
    expect(answer.status).toBe(200);
    expect(answer.texts('ResponseCode')).toEqual(['ErrorMessageDispositionRequired']);
    expect(await bed.client.folder(organizer, 'inbox')).toEqual([]);
    expect(await inboxIds()).toHaveLength(1);
  });
});

describe('all of the above', () => {
  it('gave answers that are valid against the EWS schema', (context) => {
    expectValidAnswers(context, recorded);
  });
});
