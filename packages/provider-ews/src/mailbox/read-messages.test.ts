import { afterEach, describe, expect, it } from 'vitest';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { answerOf, faultOf, messagesOf } from '../test-support/soap-answers.ts';
import { testProvider } from '../test-support/test-deps.ts';

const open: (() => Promise<unknown>)[] = [];

async function serve(handler: LoopbackHandler) {
  const server = await loopbackServer(handler);
  const provider = testProvider(server.url);
  open.push(
    () => provider.close(),
    () => server.close(),
  );
  return { server, box: provider.equipmentMailbox('room@corp.example') };
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const received = '<t:DateTimeReceived>2026-01-01T00:00:00Z</t:DateTimeReceived>';
const whole = `<t:UID>u</t:UID><t:Start>2026-01-02T10:00:00Z</t:Start><t:End>2026-01-02T11:00:00Z</t:End>`;
const item = (inside: string, name = 'MeetingRequest'): string =>
  `<m:Items><t:${name}><t:ItemId Id="x" ChangeKey="y"/>${inside}</t:${name}></m:Items>`;
const idsOf = (body: string): readonly string[] =>
  [...body.matchAll(/<t:ItemId Id="([^"]*)"/g)].map(([, id]) => id ?? '');

/** Answers each id by what it is called. */
function library(items: Readonly<Record<string, string>>): LoopbackHandler {
  return ({ body }) =>
    messagesOf(
      'GetItem',
      idsOf(body).map((id) => (items[id] ?? item(received + whole)).replace('Id="x"', `Id="${id}"`)),
    );
}

describe('reading what is hard to read', () => {
  it.each<[string, (id: string) => string]>([
    ['a fault', () => faultOf('ErrorInternalServerError')],
    ['XML that is broken', () => answerOf('<m:GetItemResponse>').slice(0, -20)],
    ['a 500 without SOAP', () => 'HTTP500'],
  ])('one item that turns the whole answer into %s spoils no other', async (_name, broken) => {
    const { server, box } = await serve((request, response) => {
      const ids = idsOf(request.body);
      if (!ids.includes('bad')) return library({})(request, response);
      const answer = broken('bad');
      if (answer !== 'HTTP500') return answer;
      response.writeHead(500).end();
      return undefined;
    });
    const ids = ['a', 'b', 'bad', 'd'];
    const results = await box.read(ids.map((id) => ({ id })));
    expect(results.map((result) => result.kind)).toEqual(['message', 'message', 'unreadable', 'message']);
    expect(server.seen).toHaveLength(5);
  });

  it('a server that does not know StartTimeZoneId is asked without it from then on', async () => {
    const { server, box } = await serve((request, response) => {
      if (!request.body.includes('StartTimeZoneId')) return library({})(request, response);
      response.writeHead(500, { 'content-type': 'text/xml' }).end(faultOf('ErrorSchemaValidation'));
      return undefined;
    });
    for (const id of ['a', 'b']) expect((await box.read([{ id }]))[0]?.kind).toBe('message');
    expect(server.seen).toHaveLength(3);
  });

  it('tells why, without a word of the message', async () => {
    const { box } = await serve(
      library({
        corrupt: 'ErrorCorruptData',
        timeless: item(received + whole.replace(/<t:Start>.*/, '')),
        nameless: item(received + whole.replace('<t:UID>u</t:UID>', '')),
        undated: item(whole),
        lost: item(
          `${received}<t:ExtendedProperty><t:ExtendedFieldURI DistinguishedPropertySetId="Meeting" PropertyId="3" PropertyType="Binary"/><t:Value>${INSTANCE_ID}</t:Value></t:ExtendedProperty>`,
          'MeetingCancellation',
        ),
        backwards: item(received + whole.replace('T11', 'T09')),
      }),
    );
    const ids = ['corrupt', 'timeless', 'nameless', 'undated', 'lost', 'backwards'];
    expect(await box.read(ids.map((id) => ({ id })))).toEqual(
      [
        'ErrorCorruptData',
        'no-time',
        'no-meeting-identity',
        'no-time-of-receipt',
        'unknown-instance',
        'no-time',
      ].map((reason) => ({ kind: 'unreadable', reason })),
    );
  });

  it('one message that may not be read spoils no other; all of them are a lack of rights', async () => {
    const { box } = await serve(library({ denied: 'ErrorAccessDenied' }));
    expect(await box.read([{ id: 'denied' }, { id: 'a' }])).toMatchObject([
      { kind: 'unreadable', reason: 'ErrorAccessDenied' },
      { kind: 'message' },
    ]);
    await expect(box.read([{ id: 'denied' }])).rejects.toMatchObject({ code: 'ERR_EWS_NO_RIGHTS' });
  });

  it('a body of 12 MB and a subject of markup are read as they are', async () => {
    const body = `${'&lt;p&gt;lorem &amp;amp; ipsum&lt;/p&gt;&#xD;\n'.repeat(280_000)}`;
    const hostile = '&lt;/t:Subject&gt;&lt;script&gt;]]&gt;&amp;#x0;';
    const { box } = await serve(
      library({
        big: item(
          `<t:Subject>${hostile}</t:Subject><t:Body BodyType="HTML">${body}</t:Body>${received}${whole}`,
        ),
      }),
    );
    const [result] = await box.read([{ id: 'big' }]);
    if (result?.kind !== 'message') throw new Error('It was not read.');
    expect(result.message.subject).toBe('</t:Subject><script>]]>&#x0;');
    expect(result.message.body.content).toHaveLength(280_000 * 26);
  }, 30_000);

  it.each([
    ['ErrorContentConversionFailed', 'alone'],
    ['ErrorMimeContentConversionFailed', 'alone'],
    ['ErrorContentConversionFailed', 'as a fault'],
  ])('a body that cannot be converted (%s, %s) is left out, and spoils no other', async (code, how) => {
    const { box } = await serve((request, response) => {
      const ids = idsOf(request.body);
      const spoils = request.body.includes('"item:Body"') && ids.includes('bad');
      if (spoils && how === 'as a fault') return faultOf(code);
      const body = request.body.includes('"item:Body"') ? '<t:Body BodyType="HTML">words</t:Body>' : '';
      const items = ids.map((id) => [id, spoils && id === 'bad' ? code : item(body + received + whole)]);
      return library(Object.fromEntries(items))(request, response);
    });
    const results = await box.read(['a', 'bad', 'c'].map((id) => ({ id })));
    expect(results).toMatchObject([
      { message: { body: { content: 'words' }, bodyUnreadable: false } },
      { message: { body: { content: '' }, bodyUnreadable: true, ref: { id: 'bad' } } },
      { message: { body: { content: 'words' }, bodyUnreadable: false } },
    ]);
  });

  it('a message that cannot be read without its body either is unreadable', async () => {
    const { box } = await serve(library({ bad: 'ErrorContentConversionFailed', worse: 'ErrorCorruptData' }));
    expect(await box.read([{ id: 'bad' }, { id: 'worse' }])).toEqual([
      { kind: 'unreadable', reason: 'ErrorContentConversionFailed' },
      { kind: 'unreadable', reason: 'ErrorCorruptData' },
    ]);
  });

  it('a request without organizer, and one whose organizer is no SMTP address', async () => {
    const ex = (address: string): string =>
      `<t:Organizer><t:Mailbox><t:Name>A</t:Name><t:EmailAddress>${address}</t:EmailAddress><t:RoutingType>EX</t:RoutingType></t:Mailbox></t:Organizer>`;
    const smtp =
      '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x5d02" PropertyType="String"/><t:Value>a@corp.example</t:Value></t:ExtendedProperty>';
    const { box } = await serve(
      library({
        none: item(received + whole),
        ex: item(received + whole + ex('/o=x/cn=a')),
        both: item(received + smtp + whole + ex('/o=x/cn=a')),
      }),
    );
    const results = await box.read([{ id: 'none' }, { id: 'ex' }, { id: 'both' }]);
    expect(results.map((result) => (result.kind === 'message' ? result.message.organizer : 0))).toEqual([
      null,
      null,
      { name: 'A', email: 'a@corp.example' },
    ]);
  });

  it('a series tells its pattern, and another pattern is told as another', async () => {
    const series = (days: number): string =>
      item(
        `${received}${whole}<t:CalendarItemType>RecurringMaster</t:CalendarItemType><t:Recurrence><t:DailyRecurrence><t:Interval>${days}</t:Interval></t:DailyRecurrence><t:NoEndRecurrence><t:StartDate>2026-01-02Z</t:StartDate></t:NoEndRecurrence></t:Recurrence>`,
      );
    const { box } = await serve(library({ one: series(1), same: series(1), other: series(2) }));
    const results = await box.read([{ id: 'one' }, { id: 'same' }, { id: 'other' }]);
    const [one, same, other] = results.map((result) =>
      result.kind === 'message' && result.message.kind === 'request' ? result.message.series?.pattern : null,
    );
    expect(one).toContain('DailyRecurrence');
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it.each([
    ['Internal', true],
    ['internal', true],
    ['Anonymous', false],
    ['Internal, Anonymous', false],
  ])('the transport’s word %s about the sender counts as %s', async (word, trusted) => {
    const header = `<t:ExtendedProperty><t:ExtendedFieldURI DistinguishedPropertySetId="InternetHeaders" PropertyName="x-ms-exchange-organization-authas" PropertyType="String"/><t:Value>${word}</t:Value></t:ExtendedProperty>`;
    const { box } = await serve(library({ a: item(received + header + whole) }));
    expect(await box.read([{ id: 'a' }])).toMatchObject([{ message: { senderAuthenticated: trusted } }]);
  });

  it.each([
    ['Outdated', { outOfDate: true, delegateCopy: false }],
    ['PrincipalWantsCopy', { outOfDate: false, delegateCopy: true }],
  ])('a request of type %s', async (type, facts) => {
    const { box } = await serve(
      library({ a: item(`${received}<t:MeetingRequestType>${type}</t:MeetingRequestType>${whole}`) }),
    );
    expect(await box.read([{ id: 'a' }])).toMatchObject([{ message: facts }]);
  });

  it.each([
    ['4', true],
    ['5', true],
    ['1', false],
    ['', false],
  ])('a request with the auxiliary flags "%s" was forwarded: %s', async (flags, forwarded) => {
    const field =
      '<t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="33287" PropertyType="Integer"/>';
    const property = `<t:ExtendedProperty>${field}<t:Value>${flags}</t:Value></t:ExtendedProperty>`;
    const { box } = await serve(library({ a: item(`${received}${property}${whole}`) }));
    expect(await box.read([{ id: 'a' }])).toMatchObject([{ message: { forwarded } }]);
  });
});

/** A GlobalObjectId with the date of one instance ([MS-OXOCAL] 2.2.1.27). */
const INSTANCE_ID = Buffer.from(
  `040000008200e00074c5b7101a82e00807ea0102${'00'.repeat(16)}04000000deadbeef`,
  'hex',
).toString('base64');

it.each([
  ['the number in the folder', '2147483647', 2_147_483_647],
  ['none', null, null],
])('tells %s', async (_, value, articleNumber) => {
  const property =
    value === null
      ? ''
      : `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0xe23" PropertyType="Integer"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
  const { box } = await serve(library({ x: item(received + property + whole) }));
  const [result] = await box.read([{ id: 'x' }]);
  expect(result).toMatchObject({ kind: 'message', message: { articleNumber } });
});

it('a stamp that stands for no time is none', async () => {
  const stamp = '<t:DateTimeStamp>4501-01-01T00:00:00Z</t:DateTimeStamp>';
  const { box } = await serve(library({ x: item(received + stamp + whole) }));
  expect(await box.read([{ id: 'x' }])).toMatchObject([{ message: { stamp: null } }]);
});
