import { describe, expect, it } from 'vitest';
import { allEx, ex, hit, resolved, serve, type Written } from './find-people.fixture.ts';

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
