import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseInstant, shift, silentLogger, type VerifyOptions, VmrKitError } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { callerVerifierContract, FakeClock } from '@vmrkit/testing';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createExchangeIdentityVerifier } from './exchange-identity-verifier.ts';
import { makeSigner, type Signer } from './signer.fixture.ts';

const start = parseInstant('2030-01-31T09:00:00Z');
const second = (at: number) => Math.floor(at / 1_000);

let server: Server;
let base: string;
let published: readonly Signer[];
interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly location?: string;
  readonly isEndless?: boolean;
}
let respond: ((url: string) => Answer) | null;
let requests: string[];
let first: Signer;
let other: Signer;
let clock: FakeClock;
let options: VerifyOptions;
let metadataUrls: string[];

beforeAll(async () => {
  [first, other] = await Promise.all([makeSigner(), makeSigner()]);
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const keys = published.map(({ x5t, der }) => ({
      usage: 'signing',
      keyinfo: { x5t },
      keyvalue: { type: 'x509Certificate', value: der.toString('base64') },
    }));
    const answer: Answer = respond?.(request.url ?? '') ?? { status: 200 };
    response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
    if (answer.isEndless) {
      void pipeline(Readable.from(endless()), response).catch(() => {});
      return;
    }
    response.end(answer.body ?? JSON.stringify({ version: '1.0', keys }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://exchange.test:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  published = [first];
  respond = null;
  requests = [];
  clock = new FakeClock(start);
  options = {
    integration: { tenantId: 'default', integrationId: 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10' },
    audience: 'https://vmr.example.com/pane',
    at: start,
  };
  metadataUrls = [`${base}/autodiscover/metadata/json/1`];
});

/** The name stands in no DNS: what connects has used the pinned address. */
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
const verifier = () => createExchangeIdentityVerifier({ http, clock, logger: silentLogger, metadataUrls });

interface TokenChanges {
  readonly header?: object;
  readonly claims?: object;
  readonly context?: object | string;
  readonly signer?: Signer;
}

function token({
  header = {},
  claims = {},
  context = {},
  signer = first,
}: TokenChanges = {}): Promise<string> {
  const usual = {
    msexchuid: 'ABC-1@example.com',
    version: 'ExIdTok.V1',
    amurl: metadataUrls[0],
  };
  const appctx = typeof context === 'string' ? context : { ...usual, ...context };
  return new SignJWT({
    aud: options.audience,
    nbf: second(start) as number,
    exp: second(start) + 28_800,
    appctx,
    ...claims,
  })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', x5t: signer.x5t, ...header })
    .sign(signer.key);
}

const codeOf = async (verified: Promise<unknown>) =>
  verified.then(
    () => 'verified',
    (error: unknown) => (VmrKitError.is(error) ? error.code : String(error)),
  );

callerVerifierContract('Exchange identity tokens', async () => ({
  verifier: verifier(),
  token: await token(),
  foreignToken: await token({ claims: { aud: 'https://elsewhere.example/pane' } }),
  options,
}));

describe('createExchangeIdentityVerifier', () => {
  it('accepts a sound token, as of any moment of its life', async () => {
    const caller = await verifier().verify(await token(), options);
    expect(caller).toEqual({
      tenantId: 'default',
      integrationId: options.integration.integrationId,
      key: `exchange/${new URL(base).host}/abc-1`,
      provider: 'exchange',
      expiresAt: shift(start, 28_800_000),
    });
    expect(requests).toEqual(['/autodiscover/metadata/json/1']);
  });

  it('accepts appctx as text, times as text and the port written out', async () => {
    const amurl = `${metadataUrls[0]}?realm=example.com`;
    const context = JSON.stringify({ msexchuid: 'abc-1', version: 'ExIdTok.V1', amurl });
    const claims = { nbf: String(second(start)), exp: String(second(start) + 28_800) };
    await expect(verifier().verify(await token({ context, claims }), options)).resolves.toMatchObject({
      key: expect.stringContaining('abc-1'),
    });
  });

  it('accepts a caller of each configured host, by the document that the token names', async () => {
    const hosts = [base, base.replace('exchange.test', 'cloud.test')];
    metadataUrls = hosts.map((host) => `${host}/autodiscover/metadata/json/1`);
    const both = verifier();
    for (const [at, amurl] of metadataUrls.entries()) {
      const { key } = await both.verify(await token({ context: { amurl } }), options);
      expect(key).toBe(`exchange/${new URL(hosts[at] ?? '').host}/abc-1`);
    }
    expect(requests).toHaveLength(2);
  });

  const faults: readonly [string, string, () => TokenChanges, RegExp?][] = [
    [
      'another algorithm',
      'ERR_TOKEN_MALFORMED',
      () => ({ header: { alg: 'RS512' } }),
      /alg should be RS256, came "RS512"/,
    ],
    [
      'the public key as a secret',
      'ERR_TOKEN_MALFORMED',
      () => ({ header: { alg: 'HS256' } }),
      /came "HS256"/,
    ],
    ['no signature', 'ERR_TOKEN_MALFORMED', () => ({ header: { alg: 'none' } }), /came "none"/],
    ['no typ', 'ERR_TOKEN_MALFORMED', () => ({ header: { typ: 'at+jwt' } })],
    ['no thumbprint', 'ERR_TOKEN_MALFORMED', () => ({ header: { x5t: undefined } })],
    [
      'another version',
      'ERR_TOKEN_MALFORMED',
      () => ({ context: { version: 'ExIdTok.V2' } }),
      /appctx.version should be ExIdTok.V1, came "ExIdTok.V2"/,
    ],
    ['no user', 'ERR_TOKEN_MALFORMED', () => ({ context: { msexchuid: '' } })],
    ['a domain for a user', 'ERR_TOKEN_MALFORMED', () => ({ context: { msexchuid: '@example.com' } })],
    ['appctx that is no JSON', 'ERR_TOKEN_MALFORMED', () => ({ context: '{' })],
    ['no lifetime', 'ERR_TOKEN_MALFORMED', () => ({ claims: { exp: 'soon' } })],
    [
      'another audience',
      'ERR_TOKEN_AUDIENCE',
      () => ({ claims: { aud: 'https://vmr.example.com/other' } }),
      /expected https:\/\/vmr\.example\.com\/pane, came "https:\/\/vmr\.example\.com\/other"/,
    ],
    ['a list of audiences', 'ERR_TOKEN_MALFORMED', () => ({ claims: { aud: [options.audience] } })],
    [
      'another host',
      'ERR_TOKEN_UNKNOWN_HOST',
      () => ({ context: { amurl: 'https://evil.example/autodiscover/metadata/json/1' } }),
      /expected http:\/\/exchange\.test:\d+\/.*, came "https:\/\/evil\.example\//,
    ],
    ...[
      '127.0.0.1',
      'localhost',
      'exchange.test.evil.example',
      'evil-exchange.test',
      'exch\u0430nge.test',
      '[::1]',
    ].map((host): [string, string, () => TokenChanges] => [
      `${host} for its host`,
      'ERR_TOKEN_UNKNOWN_HOST',
      () => ({ context: { amurl: (metadataUrls[0] ?? '').replace('exchange.test', host) } }),
    ]),
    ['another path', 'ERR_TOKEN_UNKNOWN_HOST', () => ({ context: { amurl: `${base}/evil` } })],
    [
      'another scheme',
      'ERR_TOKEN_UNKNOWN_HOST',
      () => ({ context: { amurl: `${base.replace('http:', 'https:')}/autodiscover/metadata/json/1` } }),
    ],
    [
      'a password in the URL',
      'ERR_TOKEN_UNKNOWN_HOST',
      () => ({ context: { amurl: `${base.replace('//', '//a:b@')}/autodiscover/metadata/json/1` } }),
    ],
    ['no URL', 'ERR_TOKEN_UNKNOWN_HOST', () => ({ context: { amurl: 'nowhere' } })],
    ['a key that nobody publishes', 'ERR_TOKEN_SIGNATURE', () => ({ signer: other }), /does not publish/],
    [
      'a foreign signature under a published thumbprint',
      'ERR_TOKEN_SIGNATURE',
      () => ({ signer: { ...other, x5t: first.x5t } }),
      /not signed by the key that it names/,
    ],
  ];
  it.each(faults)('refuses a token with %s as %s', async (_, code, changes, told = /./) => {
    const signed = await (changes().header && 'alg' in (changes().header ?? {})
      ? rehead(await token(), changes().header ?? {})
      : token(changes()));
    const error: unknown = await verifier()
      .verify(signed, options)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(told) });
    for (const part of [...signed.split('.'), 'abc-1', 'ABC-1']) expect(String(error)).not.toContain(part);
    const mayAsk = code === 'ERR_TOKEN_SIGNATURE';
    expect(requests.length > 0).toBe(mayAsk);
  });

  it('refuses what is no token, and an unsigned one', async () => {
    const [, payload] = (await token()).split('.');
    const none = `${Buffer.from('{"alg":"none","typ":"JWT","x5t":"x"}').toString('base64url')}.${payload}.`;
    for (const text of ['', 'a.b.c', 'x'.repeat(20_000), none]) {
      expect(await codeOf(verifier().verify(text, options))).toBe('ERR_TOKEN_MALFORMED');
    }
    expect(verifier().recognises('a.b.c')).toBe(false);
    expect(verifier().recognises(await token())).toBe(true);
  });

  it('tolerates five minutes either way and says until and since when', async () => {
    const signed = await token();
    const at = (milliseconds: number) =>
      codeOf(verifier().verify(signed, { ...options, at: shift(start, milliseconds) }));
    expect(await at(-300_000)).toBe('verified');
    expect(await at(-300_001)).toBe('ERR_TOKEN_NOT_YET_VALID');
    expect(await at(28_800_000 + 299_999)).toBe('verified');
    expect(await at(28_800_000 + 300_000)).toBe('ERR_TOKEN_EXPIRED');
    await expect(verifier().verify(signed, { ...options, at: shift(start, -3_600_000) })).rejects.toThrow(
      'until 2030-01-31T09:00:00.000Z',
    );
    await expect(verifier().verify(signed, { ...options, at: shift(start, 40_000_000) })).rejects.toThrow(
      'at 2030-01-31T17:00:00.000Z',
    );
  });

  it('ignores a key that is listed under a thumbprint not its own', async () => {
    published = [{ ...other, x5t: first.x5t }];
    const lying = await token({ signer: { ...other, x5t: first.x5t } });
    expect(await codeOf(verifier().verify(lying, options))).toBe('ERR_TOKEN_SIGNATURE');
    const honest = await token({ signer: other });
    expect(await codeOf(verifier().verify(honest, options))).toBe('ERR_TOKEN_SIGNATURE');
  });

  it('knows the keys of a document apart, also where another one is listed under the same thumbprint', async () => {
    published = [{ ...other, x5t: first.x5t }, first, other, { ...first, x5t: other.x5t }];
    for (const signer of [first, other]) {
      expect(await codeOf(verifier().verify(await token({ signer }), options))).toBe('verified');
    }
  });

  it('gives up a document that never ends', async () => {
    respond = () => ({ status: 200, isEndless: true });
    expect(await codeOf(verifier().verify(await token(), options))).toBe('ERR_TOKEN_KEYS_UNAVAILABLE');
  });

  it('reads no more than 256 KB of a document', async () => {
    const key = {
      keyinfo: { x5t: first.x5t },
      keyvalue: { type: 'x509Certificate', value: first.der.toString('base64') },
    };
    const body = JSON.stringify({ keys: [key] });
    respond = () => ({ status: 200, body: body + ' '.repeat(200_000) });
    expect(await codeOf(verifier().verify(await token(), options))).toBe('verified');
    respond = () => ({ status: 200, body: body + ' '.repeat(300_000) });
    expect(await codeOf(verifier().verify(await token(), options))).toBe('ERR_TOKEN_KEYS_UNAVAILABLE');
  });

  it.each<[string, { readonly status: number; readonly body?: string; readonly location?: string }]>([
    ['a redirect', { status: 302, location: '/elsewhere' }],
    ['an error', { status: 503, body: '' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no keys', { status: 200, body: '{}' }],
  ])('cannot judge when the metadata URL answers with %s', async (_, answer) => {
    respond = () => answer;
    expect(await codeOf(verifier().verify(await token(), options))).toBe('ERR_TOKEN_KEYS_UNAVAILABLE');
    expect(requests).toHaveLength(1);
  });

  it('asks once for many callers and goes on with what it has while Exchange is away', async () => {
    const one = verifier();
    const signed = await token();
    await Promise.all([1, 2, 3].map(() => one.verify(signed, options)));
    expect(requests).toHaveLength(1);
    respond = () => ({ status: 500, body: '' });
    await clock.advance(13 * 3_600_000);
    expect(await codeOf(one.verify(signed, options))).toBe('verified');
    await vi.waitFor(() => expect(requests).toHaveLength(2), 15_000);
    expect(await codeOf(one.verify(signed, options))).toBe('verified');
  });

  it('fetches anew for an unknown key, at most once a minute', async () => {
    const one = verifier();
    await one.verify(await token(), options);
    published = [other];
    const rolled = await token({ signer: other });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await codeOf(one.verify(rolled, options))).toBe('ERR_TOKEN_SIGNATURE');
    }
    expect(requests).toHaveLength(1);
    await clock.advance(60_000);
    expect(await codeOf(one.verify(rolled, options))).toBe('verified');
    expect(requests).toHaveLength(2);
  });

  it('asks egress before it connects', async () => {
    const refusing = createHttp({
      egress: {
        resolve: () => Promise.reject(new VmrKitError('No.', { code: 'ERR_EGRESS_REFUSED' })),
        permit: async () => undefined,
      },
    });
    const strict = createExchangeIdentityVerifier({
      http: refusing,
      clock,
      metadataUrls,
      logger: silentLogger,
    });
    expect(await codeOf(strict.verify(await token(), options))).toBe('ERR_TOKEN_KEYS_UNAVAILABLE');
    expect(requests).toEqual([]);
  });
});

function* endless(): Generator<string> {
  for (;;) yield ' '.repeat(16_384);
}

/** The same token under another header, which its signature then does not fit. */
function rehead(signed: string, header: object): string {
  const [, payload, signature] = signed.split('.');
  const head = { typ: 'JWT', x5t: first.x5t, ...header };
  return `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${payload}.${signature}`;
}
