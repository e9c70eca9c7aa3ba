import { constants, createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { createSeededRandom, FakeClock } from '@vmrkit/testing';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../time/instant.ts';
import { isClientCertificate, type OAuthClient } from './token-endpoint.ts';
import { clientCredentialsTokens, type TokenAudience } from './token-source.ts';

let certificate = '';
let otherCertificate = '';
let privateKey = '';
beforeAll(async () => {
  const [own, other] = await Promise.all(
    ['own', 'other'].map((value) => generate([{ name: 'commonName', value }])),
  );
  certificate = own?.cert ?? '';
  privateKey = own?.private ?? '';
  otherCertificate = other?.cert ?? '';
});

const secret = { kind: 'secret', secret: 'p&ss' } as const;
const client: OAuthClient = {
  tokenEndpoint: 'https://login.example/t/token',
  clientId: 'app',
  credential: secret,
};
const scope = { scope: 'https://api.example/.default' };

/** A token endpoint that gives `token-1`, `token-2` and so on, until told otherwise. */
function world(more: Partial<OAuthClient> = {}, audience: TokenAudience = scope) {
  const clock = new FakeClock();
  const asked: URLSearchParams[] = [];
  const state = {
    answer: (): Response =>
      Response.json({ token_type: 'Bearer', access_token: `token-${asked.length}`, expires_in: 3_600 }),
  };
  const fetch: typeof globalThis.fetch = async (url, init) => {
    expect([String(url), init?.method]).toEqual([client.tokenEndpoint, 'POST']);
    asked.push(new URLSearchParams(String(init?.body)));
    return state.answer();
  };
  const deps = { fetch, clock, random: createSeededRandom(1) };
  return { clock, asked, state, tokens: clientCredentialsTokens({ ...client, ...more }, audience, deps) };
}

describe('tokens in a client’s own name', () => {
  test.each([
    ['scope', scope],
    ['resource', { resource: 'https://api.example' }],
  ])('are asked for by secret and %s', async (_what, audience) => {
    const { asked, tokens } = world({}, audience);
    expect(await tokens.token()).toBe('token-1');
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: 'app',
      client_secret: 'p&ss',
      ...audience,
    });
  });

  test('are asked for by an assertion that the certificate’s key signed', async () => {
    const { asked, clock, tokens } = world({ credential: { kind: 'certificate', certificate, privateKey } });
    await tokens.token();
    const sent = asked[0];
    expect(sent?.get('client_secret')).toBeNull();
    expect(sent?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const [header = '', payload = '', signature = ''] = sent?.get('client_assertion')?.split('.') ?? [];
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    const der = new X509Certificate(certificate).raw;
    const thumbprint = createHash('sha256').update(der).digest('base64url');
    expect(read(header)).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
    const now = Math.floor(clock.now() / SECOND_MS);
    expect(read(payload)).toMatchObject({
      aud: client.tokenEndpoint,
      iss: 'app',
      sub: 'app',
      exp: now + 600,
    });
    const key = {
      key: createPublicKey(certificate),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    };
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('are kept until shortly before they end, for all who wait', async () => {
    const { asked, clock, tokens } = world();
    expect(await Promise.all([tokens.token(), tokens.token()])).toEqual(['token-1', 'token-1']);
    await clock.advance(54 * MINUTE_MS);
    expect(await tokens.token()).toBe('token-1');
    await clock.advance(2 * MINUTE_MS);
    expect(await tokens.token()).toBe('token-2');
    expect(asked).toHaveLength(2);
  });

  test('a renewal that fails does no harm while the old one is good', async () => {
    const { clock, state, tokens } = world();
    await tokens.token();
    await clock.advance(56 * MINUTE_MS);
    state.answer = () => Response.json({ error: 'invalid_client' }, { status: 401 });
    expect(await tokens.token()).toBe('token-1');
    await clock.advance(5 * MINUTE_MS);
    await expect(tokens.token()).rejects.toMatchObject({ code: 'ERR_OAUTH_REFUSED' });
  });

  test('a refused one is not given again, a newer one stays', async () => {
    const { tokens } = world();
    const first = await tokens.token();
    tokens.refuse(first);
    const second = await tokens.token();
    tokens.refuse(first);
    expect([first, second, await tokens.token()]).toEqual(['token-1', 'token-2', 'token-2']);
  });

  test('a lifetime in text or of a short token is obeyed', async () => {
    const { state, clock, tokens } = world();
    state.answer = () => Response.json({ access_token: 'short', expires_in: '60' });
    await tokens.token();
    state.answer = () => Response.json({ access_token: 'next', expires_in: '60' });
    await clock.advance(29 * SECOND_MS);
    expect(await tokens.token()).toBe('short');
    await clock.advance(2 * SECOND_MS);
    expect(await tokens.token()).toBe('next');
  });

  test.each([
    [400, { error: 'invalid_client' }, 'ERR_OAUTH_REFUSED', 'invalid_client'],
    [401, { error: 'invalid_client' }, 'ERR_OAUTH_REFUSED', 'invalid_client'],
    [401, { error: 'invalid_client', error_codes: [7000222] }, 'ERR_OAUTH_REFUSED', 'invalid_client:7000222'],
    [400, { error: 'invalid_client', error_codes: 'x' }, 'ERR_OAUTH_REFUSED', 'invalid_client'],
    [400, { error: 'invalid_scope' }, 'ERR_OAUTH_REFUSED', 'invalid_scope'],
    [401, null, 'ERR_OAUTH_REFUSED', '401'],
    [429, { error: 'throttled' }, 'ERR_OAUTH_THROTTLED', null],
    [503, null, 'ERR_OAUTH_UNAVAILABLE', '503'],
    [400, { error: 'temporarily_unavailable' }, 'ERR_OAUTH_UNAVAILABLE', 'temporarily_unavailable'],
    [404, null, 'ERR_OAUTH_UNAVAILABLE', '404'],
    [302, null, 'ERR_OAUTH_UNAVAILABLE', '302'],
    [200, { access_token: 7 }, 'ERR_OAUTH_UNAVAILABLE', null],
    [200, { token: 'x' }, 'ERR_OAUTH_UNAVAILABLE', null],
  ])(
    'an answer of %i %j is told as such, without its words, and asked for again',
    async (status, json, code, cause) => {
      const { state, tokens } = world();
      const good = state.answer;
      state.answer = () =>
        new Response(JSON.stringify({ ...json, error_description: 'alice@corp.example' }), { status });
      const error: unknown = await tokens.token().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, ...(cause === null ? {} : { cause: { message: cause } }) });
      expect(JSON.stringify(error) + String(error)).not.toContain('alice');
      state.answer = good;
      expect(await tokens.token()).toBe('token-2');
    },
  );

  test('whoever gives up only stops waiting', async () => {
    const { tokens } = world();
    const leaving = new AbortController();
    const both = [tokens.token(leaving.signal), tokens.token()];
    leaving.abort(new Error('enough'));
    await expect(both[0]).rejects.toThrow('enough');
    expect(await both[1]).toBe('token-1');
  });
});

test('a certificate proves a client with its own key alone', () => {
  expect(isClientCertificate(certificate, privateKey)).toBe(true);
  expect(isClientCertificate(otherCertificate, privateKey)).toBe(false);
  expect(isClientCertificate(certificate, 'nonsense')).toBe(false);
  expect(isClientCertificate('nonsense', privateKey)).toBe(false);
});
