import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, instant, MINUTE_MS, shift } from '../time/instant.ts';
import { base32Value, fromBase32, toBase32 } from './base32.ts';
import { openSchedulingTag, schedulingTagText, sealSchedulingTag, tagIdOf } from './scheduling-tag.ts';
import { findTags } from './tag-parser.ts';
import {
  createTokenKeyPair,
  openToken,
  sealToken,
  type TokenContent,
  tokenHash,
  tokenTagText,
  tokenWithinValidity,
} from './token-tag.ts';

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const key = random.bytes(32);
const keys = { current: key, retired: [] };
const content = {
  integrationId: '0b6a3c1e-5d4f-4a3b-9c2d-1e0f9a8b7c6d',
  prefix: 'meet',
  length: 6,
  number: 42,
};
const idOf = (tag: string) => tag.slice('PXPS:-'.length, -1);

describe('base32', () => {
  it('reads what it wrote, in either case, and nothing else for the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toBase32(bytes);
        expect(fromBase32(text)).toEqual(bytes);
        expect(fromBase32(text.toUpperCase())).toEqual(bytes);
      }),
    );
    expect(toBase32(Buffer.from('foobar'))).toBe('mzxw6ytboi');
    for (const other of ['mzxw6ytboj', 'mzxw6ytboia', 'a', 'mz w6', 'm1', 'é'])
      expect(fromBase32(other)).toBeNull();
  });

  it('takes the letters of either case and the digits 2 to 7', () => {
    const values = (text: string) => [...text].map((one) => base32Value(one.charCodeAt(0)));
    const all = Array.from({ length: 32 }, (_, value) => value);
    expect(values('abcdefghijklmnopqrstuvwxyz234567')).toEqual(all);
    expect(values('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')).toEqual(all);
    expect(values('@[`{1809/: é')).toEqual(Array.from({ length: 12 }, () => -1));
  });
});

/** Fixed, so that what is sealed here can be written down. */
const constant = (byte: number) => ({ bytes: (count: number) => new Uint8Array(count).fill(byte) });

describe('what an earlier version sealed', () => {
  it('is sealed likewise today: scheduling tags stand in mail for years', () => {
    const old = 'aecqkbifaucqkbifaucql2m3xm3izurvbb6fuq37d7tplwkriyeah47uf7rebbb3vyulzzrvb7p4dgkgw5oigcpk';
    const fixed = { current: constant(7).bytes(32), retired: [] };
    expect(sealSchedulingTag(content, { keys: fixed, random: constant(5) })).toBe(`PXPS:-${old}#`);
    expect(openSchedulingTag(old, fixed)).toEqual(content);
    const longest = { ...content, length: 12, number: 999_999_999_999 };
    const first = sealSchedulingTag(longest, { keys: fixed, random: constant(5) });
    expect(first.slice(0, 8)).toBe('PXPS:-ae');
    expect(openSchedulingTag(tagIdOf(first), fixed)).toEqual(longest);
    const long = { ...content, length: 15, number: 999_999_999_999_999 };
    const second =
      'aicqkbifaucqkbifaucql2m3xm3izurvbb6fuq37d7tplwkyiyfy5dl2qt4nvhp5eoejpgj2o527haecgolohhtovelwi';
    expect(sealSchedulingTag(long, { keys: fixed, random: constant(5) })).toBe(`PXPS:-${second}#`);
    expect(openSchedulingTag(second, fixed)).toEqual(long);
    expect(openSchedulingTag(`ae${second.slice(2)}`, fixed)).toBeNull();
    expect([schedulingTagText(old.toUpperCase()), tagIdOf(`PXPS:-${old}#`)]).toEqual([`PXPS:-${old}#`, old]);
  });

  it('is sealed likewise today: edges and managers change versions one by one', () => {
    const old =
      'afikmfajwho5ams6tmlloahhdhuxolahaafrxv3yn2ihyzj5ebev2fikunljgffud7fb4ym7xndw2uqtojw24xn6uzdrm57mqw55dsu2yz2o2763f2y3aigstjmdch3qsnqbobgocqmainpca5f5xlepl6ig34lqw3dahvvwcgayxakvpnnbswoerpwadw3uyvezp5ted67fzaui7no5peih';
    const pair = createTokenKeyPair(constant(9));
    const short: TokenContent = {
      integrationId: 'i',
      issuedAt: instant(1),
      nonce: 'n',
      proof: { kind: 'exchange', token: 't' },
    };
    expect(Buffer.from(pair.publicKey).toString('hex')).toBe(
      '57db4b359f23ae5e146e4e2512056704722506348c150c14753d0c933d04d421',
    );
    expect(sealToken(short, { publicKey: pair.publicKey, random: constant(5) })).toBe(old);
    expect(openToken(old, [pair.privateKey])).toEqual(short);
    expect(tokenHash('ABC')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the scheduling tag', () => {
  it('opens to what was sealed, in either case', () => {
    const contents = fc
      .record({
        integrationId: fc.uuid({ version: 4 }),
        prefix: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
        length: fc.integer({ min: 1, max: 15 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ share, ...rest }) => ({ ...rest, number: Math.floor(share * (10 ** rest.length - 1)) }));
    fc.assert(
      fc.property(contents, (each) => {
        const tag = sealSchedulingTag(each, { keys, random });
        expect(tag).toMatch(/^PXPS:-[a-z2-7]+#$/);
        expect(openSchedulingTag(idOf(tag), keys)).toEqual(each);
        expect(openSchedulingTag(idOf(tag).toUpperCase(), keys)).toEqual(each);
      }),
    );
  });

  it('does not open once a character was changed, cut or added', () => {
    const id = idOf(sealSchedulingTag(content, { keys, random }));
    for (let at = 0; at < id.length; at += 1) {
      const other = id[at] === 'a' ? 'b' : 'a';
      expect(openSchedulingTag(id.slice(0, at) + other + id.slice(at + 1), keys)).toBeNull();
    }
    for (const changed of [id.slice(1), id.slice(0, -1), `${id}a`, id + id]) {
      expect(openSchedulingTag(changed, keys)).toBeNull();
    }
  });

  it('gives null for whatever is invented, and never throws', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.uint8Array({ maxLength: 100 }).map(toBase32),
      fc.constant('a'.repeat(1e6)),
    );
    fc.assert(fc.property(texts, (text) => openSchedulingTag(text, keys) === null));
    expect(openSchedulingTag(toBase32(Buffer.of(1, ...new Uint8Array(28))), keys)).toBeNull();
  });

  it('differs at each sealing and stays closed to another deployment', () => {
    const [one, other] = [
      sealSchedulingTag(content, { keys, random }),
      sealSchedulingTag(content, { keys, random }),
    ];
    expect(one).not.toBe(other);
    expect(openSchedulingTag(idOf(one), { current: random.bytes(32), retired: [] })).toBeNull();
  });

  it('opens with retired keys after the key was replaced', () => {
    const id = idOf(sealSchedulingTag(content, { keys, random }));
    const rotated = { current: random.bytes(32), retired: [random.bytes(32), key] };
    expect(openSchedulingTag(id, rotated)).toEqual(content);
  });
});

describe('the token tag', () => {
  const issuedAt = instant(Date.UTC(2026, 0, 5, 9));
  const token: TokenContent = {
    integrationId: content.integrationId,
    issuedAt,
    nonce: 'n-1',
    proof: { kind: 'exchange', token: `eyJ.${'x'.repeat(1_200)}.sig` },
  };
  const manager = createTokenKeyPair(random);
  const sealed = sealToken(token, { publicKey: manager.publicKey, random });

  it('opens with the private key to what was sealed, the longest token that an edge takes included', () => {
    const proof = { kind: 'exchange', token: 'x'.repeat(16_384) } as const;
    const other = sealToken({ ...token, proof }, { publicKey: manager.publicKey, random });
    expect(openToken(sealed, [manager.privateKey])).toEqual(token);
    expect(openToken(other.toUpperCase(), [manager.privateKey])).toEqual({ ...token, proof });
  });

  it('stays closed to the public key, to other keys and to whoever reads the mail', () => {
    expect(openToken(sealed, [manager.publicKey, createTokenKeyPair(random).privateKey])).toBeNull();
    expect(openToken(sealed, [])).toBeNull();
    expect(Buffer.from(fromBase32(sealed) ?? []).includes('eyJ')).toBe(false);
  });

  it('opens no more once any part of it was changed', () => {
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'q' ? 'r' : 'q') + sealed.slice(at + 1);
      expect(openToken(changed, [manager.privateKey])).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => openToken(text, [manager.privateKey]) === null));
  });

  it.each([null, {}, { ...token, issuedAt: 'now' }, { ...token, more: 1 }])(
    'is nothing where somebody sealed %j',
    (other) => {
      const text = sealToken(other as TokenContent, { publicKey: manager.publicKey, random });
      expect(openToken(text, [manager.privateKey])).toBeNull();
    },
  );

  it('opens with a retired key', () => {
    expect(openToken(sealed, [createTokenKeyPair(random).privateKey, manager.privateKey])).toEqual(token);
  });

  it('is good from 5 minutes before to 8 hours after its issue, by the time of receipt', () => {
    const good = (milliseconds: number) => tokenWithinValidity(issuedAt, shift(issuedAt, milliseconds));
    expect([0, 8 * HOUR_MS, -5 * MINUTE_MS].map(good)).toEqual([true, true, true]);
    expect([8 * HOUR_MS + 1, -5 * MINUTE_MS - 1].map(good)).toEqual([false, false]);
  });

  it('has one hash, whatever the case of its letters', () => {
    expect(tokenHash(sealed.toUpperCase())).toBe(tokenHash(sealed));
    expect(tokenHash(sealed)).toMatch(/^[0-9a-f]{64}$/);
    expect(tokenHash(`${sealed}a`)).not.toBe(tokenHash(sealed));
  });

  it('is written in lines that mail leaves whole, and found again', () => {
    expect(tokenTagText('a'.repeat(58))).toBe(`TOK:-${'a'.repeat(58)}#`);
    const text = tokenTagText(sealed);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(64);
    expect(findTags({ type: 'text', content: `Hello\r\n${text}\r\nBye #1` })).toMatchObject([
      { kind: 'token', id: sealed, malformed: false, quoted: false },
    ]);
  });
});
