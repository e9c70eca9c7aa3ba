import { createHmac } from 'node:crypto';
import { silentLogger as logger, parseInstant, shift, type VerifyOptions, VmrKitError } from '@vmrkit/core';
import { createTokenKeyPair, sealToken, TagReader } from '@vmrkit/core/composition';
import { createHttp } from '@vmrkit/http';
import { callerVerifierContract, FakeClock } from '@vmrkit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { entraCallerSettingsSchema } from './entra-caller-settings.ts';
import { createEntraCallerVerifier } from './entra-caller-verifier.ts';
import {
  type EntraTokenChanges,
  MetadataServer,
  makeEntraSigner,
  type OddAnswer,
  signEntraToken,
} from './entra-tenant.fixture.ts';

const HOUR = 3_600;
const TENANT = '11111111-aaaa-4111-8111-111111111111';
const SECOND_TENANT = '22222222-aaaa-4222-8222-222222222222';
const STRANGER = '99999999-aaaa-4999-8999-999999999999';
const CLIENT = 'cccccccc-0000-4000-8000-000000000001';
const ADDIN = 'cccccccc-0000-4000-8000-000000000002';
const PERSON = 'dddddddd-0000-4000-8000-000000000001';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const start = parseInstant('2030-01-31T09:00:00Z');
const startSeconds = start / 1_000;

const server = new MetadataServer();
const [first, other] = [makeEntraSigner('k1'), makeEntraSigner('k2')];
let authority: string;
let clock: FakeClock;
const options: VerifyOptions = {
  integration: { tenantId: 'default', integrationId: 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10' },
  audience: 'https://vmr.example.com/pane',
  at: start,
};

beforeAll(async () => {
  authority = await server.open('login.test');
});
afterAll(() => server.close());
beforeEach(() => {
  server.reset([first.jwk]);
  clock = new FakeClock(start);
});

/** The name stands in no DNS: what connects has used the pinned address. */
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});

function verifier(changes: object = {}, over = http, metadata_url: string | null = null) {
  const settings = entraCallerSettingsSchema.parse({ tenant_ids: [TENANT], client_id: CLIENT, ...changes });
  return createEntraCallerVerifier({
    http: over,
    clock,
    logger,
    settings: { ...settings, authority, metadata_url },
  });
}

function token({ claims = {}, header = {}, signer = first }: EntraTokenChanges = {}): Promise<string> {
  const tid = 'tid' in claims ? claims.tid : TENANT;
  return signEntraToken(
    {
      aud: CLIENT,
      iss: `${authority}/${tid}/v2.0`,
      iat: startSeconds,
      nbf: startSeconds,
      exp: startSeconds + HOUR,
      azp: CLIENT,
      oid: PERSON,
      scp: 'access_as_user',
      sub: 'pairwise',
      tid: TENANT,
      ver: '2.0',
      ...claims,
    },
    { signer, header },
  );
}

/** The same token under another header or signature, as a forger would make it. */
function forged(
  signed: string,
  { header, sign }: { readonly header: object; readonly sign?: (text: string) => string },
) {
  const [, payload] = signed.split('.');
  const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}`;
  return `${text}.${sign?.(text) ?? ''}`;
}

const codeOf = async (verified: Promise<unknown>) =>
  verified.then(
    () => 'verified',
    (error: unknown) => (VmrKitError.is(error) ? error.code : String(error)),
  );

callerVerifierContract('Entra access tokens', async () => ({
  verifier: verifier(),
  token: await token(),
  foreignToken: await token({ claims: { aud: ADDIN } }),
  options,
}));

describe('createEntraCallerVerifier', () => {
  it('[S7.2a] accepts a sound token and knows its person by tenant and object id', async () => {
    expect(await verifier().verify(await token(), options)).toEqual({
      ...options.integration,
      key: `entra/${TENANT}/${PERSON}`,
      provider: 'entra',
      expiresAt: shift(start, HOUR * 1_000),
    });
    expect(server.requests).toEqual([
      `/${TENANT}/v2.0/.well-known/openid-configuration?appid=${CLIENT}`,
      `/${TENANT}/discovery/v2.0/keys?appid=${CLIENT}`,
    ]);
  });

  it.each<[string, object, EntraTokenChanges]>([
    [
      'the ID URI as its audience',
      { app_id_uri: 'api://vmr.example.com' },
      { claims: { aud: 'api://vmr.example.com' } },
    ],
    ['several scopes', {}, { claims: { scp: 'User.Read access_as_user' } }],
    ['a scope of another name', { scope: 'vmr' }, { claims: { scp: 'vmr' } }],
    ['an application of its own', { app_ids: [ADDIN] }, { claims: { azp: ADDIN } }],
    ['ids in capitals', {}, { claims: { oid: PERSON.toUpperCase() } }],
    ['the thumbprint of its key', {}, { header: { x5t: 'k1' } }],
    [
      'the second of two tenants',
      { tenant_ids: [TENANT, SECOND_TENANT] },
      { claims: { tid: SECOND_TENANT } },
    ],
    ['a member from elsewhere', {}, { claims: { acct: 0, idp: `https://sts.windows.net/${STRANGER}/` } }],
    ['an identity provider of the tenant', {}, { claims: { idp: `https://sts.windows.net/${TENANT}/` } }],
    ['a guest, where they may', { allow_guests: true }, { claims: { acct: 1 } }],
  ])('accepts a token with %s', async (_, settings, changes) => {
    expect(await codeOf(verifier(settings).verify(await token(changes), options))).toBe('verified');
  });

  const graph = { header: { nonce: 'n1' }, claims: { aud: GRAPH, ver: '1.0' } };
  const v1 = {
    ver: '1.0',
    iss: `https://sts.windows.net/${TENANT}/`,
    aud: `api://${CLIENT}`,
    appid: CLIENT,
    azp: undefined,
  };
  it.each<[string, string, EntraTokenChanges]>([
    ['made for Graph', 'ERR_TOKEN_AUDIENCE', graph],
    ['with the nonce of Graph', 'ERR_TOKEN_AUDIENCE', { header: { nonce: 'n1' } }],
    ['with a list of audiences', 'ERR_TOKEN_AUDIENCE', { claims: { aud: [CLIENT] } }],
    ['without an audience', 'ERR_TOKEN_AUDIENCE', { claims: { aud: undefined } }],
    ['of version 1.0', 'ERR_ENTRA_TOKEN_V1', { claims: v1 }],
    ['of version 1.0 with an issuer of 2.0', 'ERR_ENTRA_TOKEN_V1', { claims: { ver: '1.0' } }],
    ['of version 2.0 with an issuer of 1.0', 'ERR_ENTRA_TOKEN_TENANT', { claims: { iss: v1.iss } }],
    ['of version 3.0', 'ERR_TOKEN_MALFORMED', { claims: { ver: '3.0' } }],
    ['without a version', 'ERR_TOKEN_MALFORMED', { claims: { ver: undefined } }],
    ['of another type', 'ERR_TOKEN_MALFORMED', { header: { typ: 'at+jwt' } }],
    ['without a key id', 'ERR_TOKEN_MALFORMED', { header: { kid: undefined } }],
    ['without an object id', 'ERR_TOKEN_MALFORMED', { claims: { oid: undefined } }],
    ['without an application', 'ERR_TOKEN_MALFORMED', { claims: { azp: undefined } }],
    ['without an end', 'ERR_TOKEN_MALFORMED', { claims: { exp: undefined } }],
    ['without a beginning', 'ERR_TOKEN_MALFORMED', { claims: { nbf: undefined } }],
    ['that ends in a text', 'ERR_TOKEN_MALFORMED', { claims: { exp: 'never' } }],
    ['without an issuer', 'ERR_TOKEN_MALFORMED', { claims: { iss: undefined } }],
    ['without a tenant', 'ERR_TOKEN_MALFORMED', { claims: { tid: undefined } }],
    ['of another tenant', 'ERR_ENTRA_TOKEN_TENANT', { claims: { tid: STRANGER } }],
    [
      'of another issuer',
      'ERR_ENTRA_TOKEN_TENANT',
      { claims: { iss: `https://evil.example/${TENANT}/v2.0` } },
    ],
    [
      'of an issuer with an end of its own',
      'ERR_ENTRA_TOKEN_TENANT',
      { claims: { iss: `https://a/${TENANT}/v2.0/` } },
    ],
    ['without scopes, as id tokens are', 'ERR_ENTRA_TOKEN_NO_USER', { claims: { scp: undefined } }],
    ['for an application alone', 'ERR_ENTRA_TOKEN_NO_USER', { claims: { idtyp: 'app' } }],
    ['with part of the scope', 'ERR_ENTRA_TOKEN_SCOPE', { claims: { scp: 'access_as_user2 access' } }],
    ['given to another application', 'ERR_ENTRA_TOKEN_APP', { claims: { azp: ADDIN } }],
    ['of a guest', 'ERR_ENTRA_TOKEN_GUEST', { claims: { acct: 1 } }],
    ['of a guest, as text', 'ERR_ENTRA_TOKEN_GUEST', { claims: { acct: '1' } }],
    [
      'of a guest, told by the provider alone',
      'ERR_ENTRA_TOKEN_GUEST',
      { claims: { idp: `https://sts.windows.net/${STRANGER}/` } },
    ],
  ])('refuses a token %s as %s, and asks nobody', async (_, code, changes) => {
    expect(await codeOf(verifier().verify(await token(changes), options))).toBe(code);
    expect(server.requests).toEqual([]);
  });

  it('refuses what is signed with another key, under whatever name', async () => {
    const honest = await token();
    const publicKey = first.jwk.n ?? '';
    const hmac = (text: string) => createHmac('sha256', publicKey).update(text).digest('base64url');
    const head = { typ: 'JWT', kid: 'k1' };
    const lies = [
      ['ERR_TOKEN_MALFORMED', forged(honest, { header: { ...head, alg: 'none' } })],
      ['ERR_TOKEN_MALFORMED', forged(honest, { header: { ...head, alg: 'HS256' }, sign: hmac })],
      ['ERR_TOKEN_SIGNATURE', forged(honest, { header: { ...head, alg: 'RS256' }, sign: hmac })],
      ['ERR_TOKEN_SIGNATURE', await token({ signer: other })],
      ['ERR_TOKEN_SIGNATURE', await token({ signer: { ...other, kid: 'k1' } })],
      ['ERR_TOKEN_SIGNATURE', await token({ header: { x5t: 'another certificate' } })],
    ] as const;
    for (const [code, text] of lies) expect(await codeOf(verifier().verify(text, options))).toBe(code);
  });

  it.each<[string, () => readonly object[]]>([
    ['an id that stands for two keys', () => [first.jwk, { ...other.jwk, kid: 'k1' }]],
    ['the second key of one id', () => [{ ...other.jwk, kid: 'k1' }, first.jwk]],
    ['a key of another issuer', () => [{ ...first.jwk, issuer: `${authority}/${STRANGER}/v2.0` }]],
    ['a key that encrypts', () => [{ ...first.jwk, use: 'enc' }]],
    ['a key of another kind', () => [{ ...first.jwk, kty: 'EC' }]],
    ['a broken key', () => [{ ...first.jwk, n: undefined }]],
  ])('does not trust %s', async (_, published) => {
    server.published = published();
    expect(await codeOf(verifier().verify(await token(), options))).toBe('ERR_TOKEN_SIGNATURE');
  });

  it('trusts a key that is listed twice, and one for every tenant', async () => {
    server.published = [first.jwk, { ...first.jwk, issuer: `${authority}/{tenantid}/v2.0` }, { kty: 'EC' }];
    expect(await codeOf(verifier().verify(await token(), options))).toBe('verified');
  });

  it('says what was expected and what came, and never the token', async () => {
    const cases: readonly (readonly [EntraTokenChanges, string])[] = [
      [graph, `It is a token of another API: expected ${CLIENT}, came "${GRAPH}".`],
      [{ claims: { tid: STRANGER } }, `The token comes from tenant ${STRANGER}, which is not configured.`],
      [{ claims: { scp: 'a b' } }, 'The token lacks the scope access_as_user; it has "a b".'],
      [{ claims: { azp: ADDIN } }, `The token was given to application ${ADDIN}, not to ${CLIENT}.`],
      [
        { claims: { oid: 'x', azp: 'y' } },
        'This is no access token of Entra: these fields are wrong: oid, azp.',
      ],
    ];
    for (const [changes, message] of cases) {
      await expect(verifier().verify(await token(changes), options)).rejects.toMatchObject({ message });
    }
    const long = await token({ claims: { aud: `${'x'.repeat(5_000)}\n` } });
    await expect(verifier().verify(long, options)).rejects.toThrow(/^.{1,250}$/);
  });

  it('tolerates five minutes either way', async () => {
    const signed = await token();
    const at = (milliseconds: number) =>
      codeOf(verifier().verify(signed, { ...options, at: shift(start, milliseconds) }));
    expect(await at(-300_000)).toBe('verified');
    expect(await at(-300_001)).toBe('ERR_TOKEN_NOT_YET_VALID');
    expect(await at(3_600_000 + 299_999)).toBe('verified');
    expect(await at(3_600_000 + 300_000)).toBe('ERR_TOKEN_EXPIRED');
  });

  it('leaves tokens of other kinds to others', async () => {
    expect(verifier().recognises(await token())).toBe(true);
    expect(verifier().recognises(await token({ claims: { tid: undefined } }))).toBe(false);
    expect(verifier().recognises(await token({ claims: { appctx: '{}' } }))).toBe(false);
    expect(verifier().recognises('a.b.c')).toBe(false);
  });
});

describe('the keys of an Entra tenant', () => {
  it.each<[string, OddAnswer | null, object]>([
    ['a redirect', { status: 302, location: '/elsewhere' }, {}],
    ['an error', { status: 503 }, {}],
    ['no JSON', { body: '<html>' }, {}],
    ['more than 256 KB', { body: `{"a":"${'x'.repeat(300_000)}"}` }, {}],
    ['another issuer', null, { issuer: 'https://evil.example' }],
    ['keys on another host', null, { jwks_uri: 'https://evil.example/keys' }],
    ['keys nowhere', null, { jwks_uri: 'nowhere' }],
    ['keys that are none', null, { jwks_uri: undefined }],
  ])('are not available when the metadata is %s', async (_, answer, discovery) => {
    server.respond = () => answer;
    server.discovery = discovery;
    expect(await codeOf(verifier().verify(await token(), options))).toBe('ERR_TOKEN_KEYS_UNAVAILABLE');
    expect(server.requests).toHaveLength(1);
  });

  it('are taken from a document for all tenants, of the pinned one alone', async () => {
    const metadata_url = `${authority}/common/v2.0/.well-known/openid-configuration`;
    server.discovery = { issuer: `${authority}/{tenantid}/v2.0` };
    const shared = verifier({}, http, metadata_url);
    expect(await codeOf(shared.verify(await token(), options))).toBe('verified');
    expect(server.requests[0]).toBe(`/common/v2.0/.well-known/openid-configuration?appid=${CLIENT}`);
    expect(await codeOf(shared.verify(await token({ claims: { tid: STRANGER } }), options))).toBe(
      'ERR_ENTRA_TOKEN_TENANT',
    );
  });

  it('[S7.4a] are asked for once for many callers, and serve on while Entra is away', async () => {
    const one = verifier();
    const signed = await token();
    await Promise.all([1, 2, 3].map(() => one.verify(signed, options)));
    expect(server.requests).toHaveLength(2);
    server.respond = () => ({ status: 500 });
    await clock.advance(13 * HOUR * 1_000);
    expect(await codeOf(one.verify(signed, options))).toBe('verified');
    await vi.waitFor(() => expect(server.requests).toHaveLength(3), 5_000);
    expect(await codeOf(one.verify(signed, options))).toBe('verified');
  });

  it('[S7.4b, S7.4c] are fetched anew for an unknown id, at most once a minute whatever strangers send', async () => {
    const one = verifier();
    await one.verify(await token(), options);
    server.published = [first.jwk, other.jwk];
    for (const kid of ['a', 'b', 'c']) {
      const stranger = await token({ signer: { ...other, kid } });
      expect(await codeOf(one.verify(stranger, options))).toBe('ERR_TOKEN_SIGNATURE');
    }
    expect(server.requests).toHaveLength(2);
    await clock.advance(60_000);
    expect(await codeOf(one.verify(await token({ signer: other }), options))).toBe('verified');
    expect(server.requests).toHaveLength(4);
  });

  it('are asked for through the egress gate alone', async () => {
    const refusing = createHttp({
      egress: {
        resolve: () => Promise.reject(new VmrKitError('No.', { code: 'ERR_EGRESS_REFUSED' })),
        permit: async () => undefined,
      },
    });
    expect(await codeOf(verifier({}, refusing).verify(await token(), options))).toBe(
      'ERR_TOKEN_KEYS_UNAVAILABLE',
    );
    expect(server.requests).toEqual([]);
  });
});

describe('a token tag of an Entra caller', () => {
  const random = { bytes: (count: number) => new Uint8Array(count).fill(5) };
  const [keys, nextKeys] = [
    createTokenKeyPair(random),
    createTokenKeyPair({ bytes: (n) => new Uint8Array(n).fill(6) }),
  ];
  const reader = (tokenPrivateKeys: readonly Uint8Array[]) =>
    new TagReader({ tokenPrivateKeys, callers: { ...options, verifiers: [verifier()] } });
  const sealedAt = async (minutes: number, changes?: EntraTokenChanges) =>
    sealToken(
      {
        integrationId: options.integration.integrationId,
        issuedAt: shift(start, minutes * 60_000),
        nonce: 'n',
        proof: { kind: 'exchange', token: await token(changes) },
      },
      { publicKey: keys.publicKey, random },
    );
  const received = (hours: number) => shift(start, hours * 3_600_000);

  it('[S3.4c] is good hours after the token expired, when the token was good at its sealing', async () => {
    const opened = await reader([keys.privateKey]).openToken(await sealedAt(50), received(8));
    expect(opened?.valid).toBe(true);
    const late = await reader([keys.privateKey]).openToken(await sealedAt(70), received(8));
    expect(late?.valid).toBe(false);
  });

  it('[S7.3e] opens after the managers took another key, and Entra another beside the old one', async () => {
    const sealed = await sealedAt(0);
    server.published = [other.jwk, first.jwk];
    expect((await reader([nextKeys.privateKey, keys.privateKey]).openToken(sealed, received(2)))?.valid).toBe(
      true,
    );
    server.published = [other.jwk];
    expect((await reader([keys.privateKey]).openToken(sealed, received(2)))?.valid).toBe(false);
  });

  it('waits for the keys while Entra is away', async () => {
    server.respond = () => ({ status: 503 });
    const opened = reader([keys.privateKey]).openToken(await sealedAt(0), received(1));
    await expect(opened).rejects.toMatchObject({ code: 'ERR_TOKEN_KEYS_UNAVAILABLE' });
  });

  it('is refused from another tenant and for another API', async () => {
    for (const claims of [{ tid: STRANGER }, { aud: GRAPH }]) {
      const opened = await reader([keys.privateKey]).openToken(await sealedAt(0, { claims }), received(1));
      expect(opened?.valid).toBe(false);
    }
  });
});
