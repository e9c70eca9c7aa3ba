import { type Clock, HOUR_MS, type MailboxMessage, type ReadResult } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { xml } from '../soap/xml-text.ts';
import { loopbackServer } from '../test-support/loopback-server.ts';
import { answerOf, messagesOf } from '../test-support/soap-answers.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';

const ALICE = '/O=CORP/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0123ABCD-ALICE';
const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Named {
  readonly name?: string;
  readonly email: string;
  readonly type?: string;
}

interface Written {
  readonly organizer?: Named;
  readonly from?: Named;
  readonly sender?: Named;
  /** PidTagSentRepresentingSmtpAddress and PidTagSenderSmtpAddress. */
  readonly properties?: { readonly from?: string; readonly sender?: string };
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly kind?: 'MeetingRequest' | 'MeetingCancellation' | 'Message';
}

function person(element: string, { name = 'Alice', email, type = 'EX' }: Named): string {
  const address = xml`<t:Name>${name}</t:Name><t:EmailAddress>${email}</t:EmailAddress>`;
  const routing = type === '' ? '' : `<t:RoutingType>${type}</t:RoutingType>`;
  return `<t:${element}><t:Mailbox>${address}${routing}</t:Mailbox></t:${element}>`;
}

function itemOf(id: string, written: Written): string {
  const { organizer, from, sender, properties = {}, headers, kind = 'MeetingRequest' } = written;
  const property = (tag: string, value: string | undefined) =>
    value === undefined
      ? ''
      : xml`<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="String"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
  const header = headers?.map(
    ([name, value]) => xml`<t:InternetMessageHeader HeaderName="${name}">${value}</t:InternetMessageHeader>`,
  );
  return [
    `<m:Items><t:${kind}><t:ItemId Id="${id}" ChangeKey="c"/><t:DateTimeReceived>2026-01-01T00:00:00Z</t:DateTimeReceived>`,
    header ? `<t:InternetMessageHeaders>${header.join('')}</t:InternetMessageHeaders>` : '',
    property('0x5D02', properties.from),
    property('0x5d01', properties.sender),
    sender ? person('Sender', sender) : '',
    from ? person('From', from) : '',
    '<t:UID>u</t:UID><t:Start>2026-01-02T10:00:00Z</t:Start><t:End>2026-01-02T11:00:00Z</t:End>',
    organizer ? person('Organizer', organizer) : '',
    `</t:${kind}></m:Items>`,
  ].join('');
}

const hit = (email: string, type = 'SMTP') =>
  xml`<t:Resolution><t:Mailbox><t:Name>A</t:Name><t:EmailAddress>${email}</t:EmailAddress><t:RoutingType>${type}</t:RoutingType></t:Mailbox></t:Resolution>`.toString();

function resolved(hits: readonly string[], { responseClass = 'Success', code = 'NoError' } = {}): string {
  return answerOf(
    `<m:ResolveNamesResponse><m:ResponseMessages><m:ResolveNamesResponseMessage ResponseClass="${responseClass}"><m:ResponseCode>${code}</m:ResponseCode><m:ResolutionSet TotalItemsInView="${hits.length}" IncludesLastItemInRange="true">${hits.join('')}</m:ResolutionSet></m:ResolveNamesResponseMessage></m:ResponseMessages></m:ResolveNamesResponse>`,
  );
}
const alice = resolved([hit('alice@corp.example')]);

/** A mailbox whose messages are `items`, and whose directory answers as `directory` says. */
async function serve(
  items: Readonly<Record<string, Written>>,
  directory: (name: string) => string = () => alice,
  clock: Clock = testDeps.clock,
) {
  const asked: string[] = [];
  const server = await loopbackServer(({ operation, body }) => {
    if (operation === 'ResolveNames') {
      const name = /<m:UnresolvedEntry>(.*)<\/m:UnresolvedEntry>/.exec(body)?.[1] ?? '';
      asked.push(name);
      expect(body).toContain('SearchScope="ActiveDirectory"');
      return directory(name);
    }
    const ids = [...body.matchAll(/<t:ItemId Id="([^"]*)"/g)].map(([, id]) => id ?? '');
    const whole = !body.includes('InternetMessageHeaders');
    return messagesOf(
      'GetItem',
      ids.map((id) => {
        const { headers, ...rest } = items[id] ?? {};
        return itemOf(id, whole || headers === undefined ? rest : { headers });
      }),
    );
  });
  const provider = createEwsMailboxProvider(testSettings(server.url), { ...testDeps, clock });
  open.push(
    () => provider.close(),
    () => server.close(),
  );
  const box = provider.equipmentMailbox('room@corp.example');
  const read = async (...ids: readonly string[]) =>
    (await box.read(ids.map((id) => ({ id })))).map(messageOf);
  return { read, asked, box, server };
}

function messageOf(result: ReadResult): MailboxMessage {
  if (result.kind !== 'message') throw new Error(`It was not read: ${result.kind}.`);
  return result.message;
}

const ex: Named = { email: ALICE };
const allEx: Written = { organizer: ex, from: ex, sender: ex };

describe('people without SMTP addresses', () => {
  it.each(['MeetingRequest', 'MeetingCancellation'] as const)(
    'a %s whose people are all EX',
    async (kind) => {
      const { read, asked } = await serve({ a: { ...allEx, kind } });
      const [message] = await read('a');
      expect(message).toMatchObject({
        organizer: { name: 'Alice', email: 'alice@corp.example' },
        organizerUnresolved: false,
        sender: { email: 'alice@corp.example' },
        senderLookedUp: true,
      });
      expect(asked).toEqual([ALICE]);
    },
  );

  it('are named by the message’s own headers first, and the directory is not asked', async () => {
    const headers = [['from', '"Martin, Alice" <alice.martin@corp.example>']] as const;
    const { read, asked } = await serve({ a: { ...allEx, headers } });
    const [message] = await read('a');
    expect(message).toMatchObject({
      organizer: { email: 'alice.martin@corp.example' },
      sender: { email: 'alice.martin@corp.example' },
      senderLookedUp: true,
    });
    expect(asked).toEqual([]);
  });

  it('a delegate is named by the header of its own', async () => {
    const headers = [
      ['From', 'alice@corp.example'],
      ['Sender', 'Bob <bob@corp.example>'],
    ] as const;
    const { read } = await serve({ a: { ...allEx, sender: { email: '/o=CORP/cn=bob' }, headers } });
    expect((await read('a'))[0]).toMatchObject({
      organizer: { email: 'alice@corp.example' },
      sender: { email: 'bob@corp.example' },
    });
  });

  it('headers that name two people name nobody, and the directory decides', async () => {
    const headers = [
      ['From', 'alice@corp.example'],
      ['From', 'bob@corp.example'],
    ] as const;
    const { read, asked } = await serve({ a: { ...allEx, headers } });
    expect((await read('a'))[0]?.organizer?.email).toBe('alice@corp.example');
    expect(asked).toEqual([ALICE]);
  });

  it('an organizer with another name in the directory than From is not named by what is beside From', async () => {
    const organizer = { email: '/o=CORP/cn=carol' };
    const headers = [['From', 'alice@corp.example']] as const;
    const { read } = await serve(
      { a: { organizer, from: ex, headers, properties: { from: 'alice@corp.example' } } },
      () => resolved([hit('carol@corp.example')]),
    );
    expect((await read('a'))[0]?.organizer?.email).toBe('carol@corp.example');
  });

  it('the SMTP properties beside them tell at once', async () => {
    const properties = { from: 'alice@corp.example', sender: 'alice@corp.example' };
    const { read, asked, server } = await serve({ a: { ...allEx, properties } });
    expect((await read('a'))[0]).toMatchObject({ organizer: { email: 'alice@corp.example' } });
    expect([asked.length, server.seen.length]).toEqual([0, 1]);
  });

  it.each([
    ['nobody', resolved([], { responseClass: 'Error', code: 'ErrorNameResolutionNoResults' })],
    [
      'several, in a warning',
      resolved([hit('alice@corp.example'), hit('alice@second.example')], {
        responseClass: 'Warning',
        code: 'ErrorNameResolutionMultipleResults',
      }),
    ],
    [
      'one of several, in a warning',
      resolved([hit('alice@corp.example')], {
        responseClass: 'Warning',
        code: 'ErrorNameResolutionMultipleResults',
      }),
    ],
    ['several, as a success', resolved([hit('alice@corp.example'), hit('alice@second.example')])],
    ['one of more', alice.replace('TotalItemsInView="1"', 'TotalItemsInView="2"')],
    ['a name again', resolved([hit(ALICE, 'EX')])],
    ['what is no address', resolved([hit('alice@corp.example; bob@corp.example')])],
  ])('the directory finds %s: unresolved, for an hour', async (_name, answer) => {
    let passed = 0;
    const clock = { ...testDeps.clock, monotonicMs: () => performance.now() + passed };
    const { read, asked } = await serve({ a: allEx }, () => answer, clock);
    for (const time of [0, HOUR_MS / 2, HOUR_MS]) {
      passed = time;
      expect((await read('a'))[0]).toMatchObject({
        organizer: null,
        organizerUnresolved: true,
        sender: null,
        senderLookedUp: false,
      });
    }
    expect(asked).toHaveLength(2);
  });

  it('what was found counts for an hour, for all mailboxes and spellings, and each name is asked for once', async () => {
    const lower = { organizer: { email: ALICE.toLowerCase() } };
    const { read, asked } = await serve({
      a: allEx,
      b: lower,
      c: { organizer: { email: '/o=CORP/cn=bob' } },
    });
    await read('a', 'b', 'c', 'a');
    await read('c', 'b');
    expect(asked).toHaveLength(2);
  });

  it('a directory that fails leaves them unresolved, and is asked again', async () => {
    let answer = messagesOf('ResolveNames', ['ErrorAccessDenied']);
    const { read, asked } = await serve({ a: allEx }, () => answer);
    expect((await read('a'))[0]?.organizerUnresolved).toBe(true);
    answer = alice;
    expect((await read('a'))[0]?.organizer?.email).toBe('alice@corp.example');
    expect(asked).toHaveLength(2);
  });

  it('a directory that asks for a pause gets it', async () => {
    const { box } = await serve({ a: allEx }, () => messagesOf('ResolveNames', ['ErrorServerBusy']));
    await expect(box.read([{ id: 'a' }])).rejects.toMatchObject({ code: 'ERR_EWS_THROTTLED' });
  });

  it('mail about no meeting costs no look-up', async () => {
    const { read, server } = await serve({ a: { sender: ex, from: ex, kind: 'Message' } });
    expect((await read('a'))[0]).toMatchObject({ kind: 'other', sender: null });
    expect(server.seen).toHaveLength(1);
  });

  it('nobody named is nobody, and no look-up', async () => {
    const { read, asked } = await serve({ a: {} });
    expect((await read('a'))[0]).toMatchObject({ organizer: null, organizerUnresolved: false, sender: null });
    expect(asked).toEqual([]);
  });
});

const PLAIN = 'alice@corp.example';

describe('one person, however spelt', () => {
  it.each([
    PLAIN,
    `  ${PLAIN}\r\n`,
    `SMTP:${PLAIN}`,
    `smtp:${PLAIN}`,
    `mailto:${PLAIN}`,
    `MAILTO:${PLAIN}`,
    `smtp:mailto:${PLAIN}`,
    `'${PLAIN}'`,
    `"${PLAIN}"`,
    `<${PLAIN}>`,
    `'SMTP:${PLAIN}'`,
    `Alice Martin <${PLAIN}>`,
    `Alice Martin [SMTP:${PLAIN}]`,
    `${PLAIN} <${PLAIN}>`,
    `"${PLAIN}" <mailto:${PLAIN}>`,
    `${PLAIN}<mailto:${PLAIN}>`,
    `'${PLAIN}' <ALICE@Corp.Example>`.replace('ALICE@Corp.Example', PLAIN),
    `${PLAIN} (${PLAIN})`,
    `${PLAIN}; ${PLAIN}`,
  ])('%j', async (email) => {
    const named = { email, type: 'SMTP' };
    const { read, asked } = await serve({ a: { organizer: named, from: named, sender: named } });
    expect((await read('a'))[0]).toMatchObject({
      organizer: { email: PLAIN },
      sender: { email: PLAIN },
      senderLookedUp: false,
    });
    expect(asked).toEqual([]);
  });

  it.each(["o'brien@corp.example", 'jörg@corp.example', 'a+b=c#d@sub.corp-x.example', 'root@localhost'])(
    '%j stays as it is',
    async (email) => {
      const { read } = await serve({ a: { organizer: { email, type: 'SMTP' } } });
      expect((await read('a'))[0]?.organizer?.email).toBe(email);
    },
  );

  it('an organizer spelt as two people is whom From names, or unresolved', async () => {
    const organizer = { email: 'alice@corp.example, bob@corp.example', type: 'SMTP' };
    const from = { email: PLAIN, type: 'SMTP' };
    const { read } = await serve({
      a: { organizer, from },
      b: { organizer },
      c: { organizer: { email: '' } },
    });
    const [a, b, c] = await read('a', 'b', 'c');
    expect(a).toMatchObject({ organizer: { email: PLAIN }, organizerUnresolved: false });
    expect(b).toMatchObject({ organizer: null, organizerUnresolved: true });
    expect(c).toMatchObject({ organizer: null, organizerUnresolved: true });
  });
});

const TRUSTED = 'alice@trusted.example';

describe('no spelling of a sender gains the trust of a domain', () => {
  it.each([
    ['two addresses', `eve@evil.example, ${TRUSTED}`],
    ['two addresses, the other way round', `${TRUSTED}; eve@evil.example`],
    ['a display name that is an address', `"${TRUSTED}" <eve@evil.example>`],
    ['an address behind a display name that is one', `eve@evil.example <${TRUSTED}>`],
    ['a comment', `eve@evil.example (${TRUSTED})`],
    ['a comment before', `(eve@evil.example) ${TRUSTED}`],
    ['a quoted local part', `"eve@evil.example"@trusted.example`],
    ['an address as quoted local part', `"${TRUSTED}"@evil.example`],
    ['two signs', `eve@evil.example@trusted.example`],
    ['two signs, the other way round', `${TRUSTED}@evil.example`],
    ['a source route', `@evil.example:${TRUSTED}`],
    ['a way by per cent', 'eve%evil.example@trusted.example'],
    ['a bang path', 'evil.example!eve@trusted.example'],
    ['an X.400 path', '/PN=eve/O=evil/@trusted.example'],
    ['a wrapped directory name', 'IMCEAEX-_O=CORP_CN=EVE@trusted.example'],
    ['a wrapped address of another kind', 'IMCEAFAX-eve+40evil+2Eexample@trusted.example'],
    ['a wrapped SMTP address', 'IMCEASMTP-eve+40evil+2Eexample@trusted.example'],
    ['a prefix before each', `smtp:eve@evil.example smtp:${TRUSTED}`],
    ['a line feed', `${TRUSTED}\neve@evil.example`],
    ['a tabulator', `eve@evil.example\t${TRUSTED}`],
    ['a space that does not break', `eve@evil.example\u00a0<${TRUSTED}>`],
    ['a character of no width', `alice@tru\u200bsted.example`],
    ['text from right to left', `\u202e${TRUSTED}`],
    ['a soft hyphen', `alice@trus\u00adted.example`],
    ['full-width letters', 'alice@\uff54rusted.example'],
    ['a full-width sign', `eve\uff20evil.example@trusted.example`],
    ['a small sign', `eve\ufe6bevil.example@trusted.example`],
    ['letters of another script', 'alice@trust\u0435d.example'],
    ['a long s, which in lower case is s', 'alice@tru\u017fted.example'],
    ['an empty label', 'alice@.trusted.example'],
    ['a dot at the end', 'alice@trusted.example.'],
    ['a longer domain', `${TRUSTED}.evil.example`],
    ['a question behind', `${TRUSTED}?cc=eve@evil.example`],
    ['a per cent code', 'alice%40trusted.example'],
    ['no local part', '@trusted.example'],
    ['a domain alone', 'trusted.example'],
    ['an angle bracket between', 'alice@trusted.example>eve@evil.example'],
    ['an ideographic stop', 'alice@trusted\u3002example'],
  ])('%s', async (_name, email) => {
    const sender = { email, type: 'SMTP' };
    const from = { email: TRUSTED, type: 'SMTP' };
    const { read } = await serve({ a: { organizer: sender, sender }, b: { sender, from, organizer: from } });
    for (const message of await read('a', 'b')) {
      const plain = message.senderLookedUp ? null : message.sender?.email.toLowerCase();
      expect(plain?.endsWith('@trusted.example') ?? false).toBe(false);
    }
  });

  it.each<[string, Written]>([
    ['the directory', { sender: { email: '/o=trusted/cn=alice' } }],
    ['the directory, though it is called SMTP', { sender: { email: '/o=trusted/cn=alice', type: 'SMTP' } }],
    ['a header', { ...allEx, headers: [['From', TRUSTED]] }],
    ['a header of its own', { ...allEx, headers: [['Sender', TRUSTED]] }],
    ['a directory name with an address in it', { sender: { email: `/o=x/cn=${TRUSTED}` } }],
    ['an address that is called EX', { sender: { email: TRUSTED } }],
    ['an address of another kind', { sender: { email: TRUSTED, type: 'X400' } }],
    ['From beside an EX sender', { sender: ex, from: { email: TRUSTED, type: 'SMTP' } }],
    [
      'a property beside another address',
      { sender: { email: 'eve@evil.example', type: 'SMTP' }, properties: { sender: TRUSTED } },
    ],
    [
      'a property beside two addresses',
      { sender: { email: 'eve@evil.example, a@b.example', type: 'SMTP' }, properties: { sender: TRUSTED } },
    ],
  ])('nor does what %s says', async (_name, written) => {
    const { read } = await serve({ a: written }, () => resolved([hit(TRUSTED)]));
    const [message] = await read('a');
    const plain = message?.senderLookedUp ? null : message?.sender?.email;
    expect(plain).not.toBe(TRUSTED);
  });
});
