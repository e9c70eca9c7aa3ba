import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
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
});

afterEach(async () => {
  await bed.sandbox.close();
});

function findRequest(view: string, tail = ''): string {
  return (
    `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>${view}` +
    `<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds>${tail}</m:FindItem>`
  );
}

const page = (size: string, offset: string, base: string) =>
  findRequest(`<m:IndexedPageItemView MaxEntriesReturned="${size}" Offset="${offset}" BasePoint="${base}"/>`);

describe('pages', () => {
  it.each(['Beginning', 'End'])('lead through the whole folder from the %s', async (base) => {
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await inviteRoom(bed.client, subject);
    const seen: string[] = [];
    for (let offset = '0', last = false; !last; ) {
      const answer = await bed.call(page('2', offset, base));
      seen.push(...answer.texts('Subject'));
      const root = answer.all('RootFolder')[0]?.attributes;
      last = root?.IncludesLastItemInRange === 'true';
      offset = root?.IndexedPagingOffset ?? '';
    }
    expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it.each([
    ['a page of nothing', page('0', '0', 'Beginning'), 'ErrorInvalidPagingMaxRows'],
    ['a page of less', page('-1', '0', 'Beginning'), 'ErrorInvalidPagingMaxRows'],
    ['an offset before the first', page('1', '-1', 'Beginning'), 'ErrorInvalidIndexedPagingParameters'],
    ['an offset between two', page('1', '1.5', 'Beginning'), 'ErrorSchemaValidation'],
    ['a size in words', page('many', '0', 'Beginning'), 'ErrorSchemaValidation'],
    ['no folder', findRequest('').replace(/<t:Dist[^>]*>/, ''), 'ErrorSchemaValidation'],
    ['words', findRequest('', '<m:QueryString>subject:x</m:QueryString>'), 'ErrorInvalidOperation'],
    [
      'fractions',
      findRequest('<m:FractionalPageItemView Numerator="1" Denominator="2"/>'),
      'ErrorInvalidOperation',
    ],
  ])('are refused by %s', async (_, request, code) => {
    await inviteRoom(bed.client);
    expect((await bed.call(request)).texts('ResponseCode')).toEqual([code]);
  });
});

const numbered = (count: string) =>
  `<t:NumberedRecurrence><t:StartDate>2099-03-02</t:StartDate><t:NumberOfOccurrences>${count}</t:NumberOfOccurrences></t:NumberedRecurrence>`;
const until = (date: string) =>
  `<t:EndDateRecurrence><t:StartDate>2099-03-02</t:StartDate><t:EndDate>${date}</t:EndDate></t:EndDateRecurrence>`;
const forever = '<t:NoEndRecurrence><t:StartDate>2099-03-02</t:StartDate></t:NoEndRecurrence>';
const daily = (interval = '1') =>
  `<t:DailyRecurrence><t:Interval>${interval}</t:Interval></t:DailyRecurrence>`;
const yearly = (month: string) =>
  `<t:AbsoluteYearlyRecurrence><t:DayOfMonth>1</t:DayOfMonth><t:Month>${month}</t:Month></t:AbsoluteYearlyRecurrence>`;
const weekly =
  '<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek></t:DaysOfWeek></t:WeeklyRecurrence>';

function createSeries(recurrence: string): string {
  return (
    '<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items><t:CalendarItem><t:Subject>S</t:Subject>' +
    '<t:Start>2099-03-02T09:00:00Z</t:Start><t:End>2099-03-02T10:00:00Z</t:End>' +
    `<t:Recurrence>${recurrence}</t:Recurrence></t:CalendarItem></m:Items></m:CreateItem>`
  );
}

describe('a series', () => {
  it.each([
    ['an interval of nothing', daily('0') + numbered('2'), 'ErrorUnsupportedRecurrence'],
    ['an interval in words', daily('often') + numbered('2'), 'ErrorSchemaValidation'],
    ['no days', weekly + numbered('2'), 'ErrorSchemaValidation'],
    ['an unknown month', yearly('Nivose') + numbered('2'), 'ErrorSchemaValidation'],
    ['no occurrences', daily() + numbered('0'), 'ErrorUnsupportedRecurrence'],
    ['too many occurrences', daily() + numbered('1000'), 'ErrorUnsupportedRecurrence'],
    ['an end before its start', daily() + until('2099-03-01'), 'ErrorRecurrenceHasNoOccurrence'],
    ['an end out of sight', daily() + until('4500-08-31'), 'ErrorRecurrenceEndDateTooBig'],
    ['no end where there must be one', daily() + until(''), 'ErrorSchemaValidation'],
  ])('is not made with %s', async (_, recurrence, code) => {
    const answer = await bed.call(createSeries(recurrence), { as: organizer });
    expect(answer.texts('ResponseCode')).toEqual([code]);
    expect(await bed.client.folder(organizer, 'calendar')).toEqual([]);
  });

  it('without end is seen decades ahead, and by number as far as there is one', async () => {
    const created = await bed.call(createSeries(daily() + forever), { as: organizer });
    const id = created.all('ItemId')[0]?.attributes.Id ?? '';
    const view =
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>' +
      '<m:CalendarView StartDate="2139-03-01T00:00:00" EndDate="2139-03-03T00:00:00"/><m:ParentFolderIds>' +
      '<t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>';
    const seen = await bed.call(view, { as: organizer });
    expect(seen.texts('Start')).toEqual(['2139-03-01T09:00:00Z', '2139-03-02T09:00:00Z']);
    const nth = async (index: string) =>
      (
        await bed.call(
          getItemRequest([]).replace(
            '</m:ItemIds>',
            `<t:OccurrenceItemId RecurringMasterId="${id}" InstanceIndex="${index}"/></m:ItemIds>`,
          ),
          { as: organizer },
        )
      ).texts('ResponseCode');
    expect(await nth('400')).toEqual(['NoError']);
    for (const index of ['0', '2000000000', 'x'])
      expect(await nth(index)).toEqual(['ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange']);
  });
});

describe('beyond the message rate', () => {
  it('a meeting is not changed without its attendees hearing of it', async () => {
    const { meeting } = await inviteRoom(bed.client);
    const name = { organizer, cleanId: meeting.cleanId };
    await bed.client.configure({ messageRateLimit: 1 });
    await bed.client.update(name, { subject: 'one' });
    await expect(bed.client.update(name, { subject: 'two' })).rejects.toThrow();
    expect((await bed.client.meeting(name)).subject).toBe('one');
    expect((await bed.client.folder(equipment, 'inbox')).at(-1)?.subject).toBe('one');
  });

  it('a draft stays one', async () => {
    const draft =
      '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:Subject>D</t:Subject><t:ToRecipients>' +
      `<t:Mailbox><t:EmailAddress>${equipment}</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message></m:Items></m:CreateItem>`;
    const send = (id = '') =>
      `<m:SendItem SaveItemToFolder="1"><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:SendItem>`;
    const ids: (string | undefined)[] = [];
    for (let each = 0; each < 2; each += 1)
      ids.push((await bed.call(draft, { as: organizer })).all('ItemId')[0]?.attributes.Id);
    await bed.client.configure({ messageRateLimit: 1 });
    const codes: string[] = [];
    for (const id of ids) codes.push(...(await bed.call(send(id), { as: organizer })).texts('ResponseCode'));
    expect(codes).toEqual(['NoError', 'ErrorServerBusy']);
    expect((await bed.client.folder(organizer, 'drafts')).map(({ id }) => id)).toEqual([ids[1]]);
    expect(await bed.client.folder(organizer, 'sentitems')).toHaveLength(1);
  });
});
