import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import type { CallerVerifier } from '../callers/caller.ts';
import { NotAuthenticatedError, UnavailableError } from '../errors/vmrkit-error.ts';
import { HOUR_MS, instant, shift } from '../time/instant.ts';
import { TagReader } from './tag-reader.ts';
import { createTokenKeyPair, sealToken, type TokenContent, tokenHash } from './token-tag.ts';

const random = { bytes: (count: number) => new Uint8Array(count).fill(5) };
const keys = createTokenKeyPair(random);
const issuedAt = instant(Date.UTC(2026, 0, 5, 9));
const content: TokenContent = {
  integrationId: 'i',
  issuedAt,
  nonce: 'n',
  proof: { kind: 'exchange', token: 'good' },
};

/** Accepts `good` alone, and only as of the token's issue. */
const verifier: CallerVerifier = {
  recognises: () => true,
  verify: async (token, { integration, at }) => {
    if (token === 'away') throw new UnavailableError('no keys', { code: 'ERR_TOKEN_KEYS' });
    if (token !== 'good' || at !== issuedAt)
      throw new NotAuthenticatedError('no', { code: 'ERR_TOKEN_SIGNATURE' });
    return { ...integration, key: 'k', provider: 'fixture', expiresAt: shift(at, 1) };
  },
};
const callers = {
  integration: { tenantId: 'one', integrationId: 'i' },
  audience: 'https://addin.example',
  verifiers: [verifier],
};
const reader = new TagReader({ tokenPrivateKeys: [keys.privateKey], callers });
const sealed = (changes: Partial<TokenContent>) =>
  sealToken({ ...content, ...changes }, { publicKey: keys.publicKey, random });

describe('opening a token tag', () => {
  it.each<[string, Partial<TokenContent>, after: number, valid: boolean]>([
    ['good at its issue', {}, 0, true],
    ['good after 8 hours', {}, 8 * HOUR_MS, true],
    ['too old', {}, 8 * HOUR_MS + 1, false],
    ['of another integration', { integrationId: 'j' }, 0, false],
    ['with a proof that does not hold', { proof: { kind: 'exchange', token: 'bad' } }, 0, false],
  ])('%s', async (_, changes, after, valid) => {
    const token = sealed(changes);
    const opened = await reader.openToken(token, shift(issuedAt, after));
    expect(opened).toEqual({ hash: tokenHash(token), valid, correlationId: null });
  });

  it.each([
    ['0f0e0d0c-0b0a-4908-8706-050403020100', '0f0e0d0c-0b0a-4908-8706-050403020100'],
    ['PXPS:-a text for the log', null],
  ])('of the click %s tells %s', async (correlationId, told) => {
    expect(await reader.openToken(sealed({ correlationId }), issuedAt)).toMatchObject({
      valid: true,
      correlationId: told,
    });
  });

  it('says nothing of one that was damaged or sealed for others', async () => {
    const strangers = createTokenKeyPair({ bytes: (count) => new Uint8Array(count).fill(6) });
    const foreign = sealToken(content, { publicKey: strangers.publicKey, random });
    expect(await reader.openToken(foreign, issuedAt)).toBeNull();
    expect(await reader.openToken(sealed({}).slice(1), issuedAt)).toBeNull();
  });

  it('imports each private key once, since anybody may send hundreds', async () => {
    const strangers = createTokenKeyPair({ bytes: (count) => new Uint8Array(count).fill(6) });
    const foreign = sealToken(content, { publicKey: strangers.publicKey, random });
    const imports = vi.spyOn(crypto, 'createPrivateKey');
    syncBuiltinESMExports();
    try {
      const tokenPrivateKeys = [keys.privateKey.slice(), strangers.privateKey.slice()];
      const fresh = new TagReader({ tokenPrivateKeys, callers });
      for (let count = 0; count < 10; count += 1)
        expect(await fresh.openToken(foreign, issuedAt)).not.toBeNull();
      expect(imports).toHaveBeenCalledTimes(tokenPrivateKeys.length);
    } finally {
      imports.mockRestore();
      syncBuiltinESMExports();
    }
  });

  it('rejects while the keys that verify it are not available', async () => {
    const token = sealed({ proof: { kind: 'exchange', token: 'away' } });
    await expect(reader.openToken(token, issuedAt)).rejects.toMatchObject({ code: 'ERR_TOKEN_KEYS' });
  });
});

describe('replacing a token tag', () => {
  const texts = { placeholder: '<p>Soon</p>', instructions: '<p>Join</p>' };
  const replaced = (content: string) =>
    reader.replaceToken({ type: 'html', content }, { hash: tokenHash('ab'), ...texts })?.content ?? null;

  it.each([
    ['with its placeholder', '<p>Soon</p>TOK:-ab#', '<p><p>Join</p></p>'],
    ['not another one', 'TOK:-cd# TOK:-ab#', 'TOK:-cd# <p>Join</p>'],
    [
      'with its placeholder in a block quote',
      '<blockquote><p>Soon</p>TOK:-ab#</blockquote>TOK:-cd#',
      '<blockquote><p><p>Join</p></p></blockquote>TOK:-cd#',
    ],
    [
      'the one that is not quoted, of two',
      '<blockquote>TOK:-ab#</blockquote>TOK:-AB#',
      '<blockquote>TOK:-ab#</blockquote><p>Join</p>',
    ],
    ['not one that was cut', 'TOK:-ab. TOK:-ab#', 'TOK:-ab. <p>Join</p>'],
    ['not a scheduling tag', 'PXPS:-ab# TOK:-ab#', 'PXPS:-ab# <p>Join</p>'],
    ['nothing where it does not stand', '<p>Soon</p>PXPS:-ab# TOK:-cd#', null],
  ])('%s', (_, content, expected) => {
    expect(replaced(content)).toBe(expected);
  });

  it('is done over quoted lines of a plain body', () => {
    const body = { type: 'text', content: 'Hi\n> It comes\n> soon\n> TOK:-a\n> b#\n> Bye' } as const;
    const placeholder = '<p>It comes soon</p>';
    const replacement = { hash: tokenHash('ab'), ...texts, placeholder };
    const { content } = reader.replaceToken(body, replacement) ?? {};
    expect(content).toBe('Hi\n> <p>Join</p>\n> Bye');
  });

  it('finds all tags', () => {
    expect(reader.find({ type: 'text', content: 'PXPS:-ab# TOK:-cd#' }).map(({ id }) => id)).toEqual([
      'ab',
      'cd',
    ]);
  });
});
