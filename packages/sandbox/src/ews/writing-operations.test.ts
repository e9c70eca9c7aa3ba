import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidAnswers } from '../../test-support/schema-faults.ts';
import {
  answerRequest,
  equipment,
  getItemRequest,
  inviteRoom,
  organizer,
  startTestBed,
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

function updateBody(id: string, changeKey: string, attributes: string): string {
  return (
    `<m:UpdateItem ${attributes}><m:ItemChanges><t:ItemChange><t:ItemId Id="${id}"${changeKey === '' ? '' : ` ChangeKey="${changeKey}"`}/>` +
    '<t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Body"/><t:CalendarItem><t:Body BodyType="HTML">' +
    '&lt;p&gt;new&lt;/p&gt;</t:Body></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>'
  );
}

const everyone = 'SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy"';

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
