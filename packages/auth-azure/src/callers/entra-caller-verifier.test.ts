import { createHmac } from 'node:crypto';
import { shift } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  codeOf,
  EntraCallers,
  GRAPH,
  HOUR,
  options,
  PERSON,
  STRANGER,
  start,
  TENANT,
} from './entra-caller-verifier.fixture.ts';
import type { EntraTokenChanges } from './entra-tenant.fixture.ts';

const SECOND_TENANT = '22222222-aaaa-4222-8222-222222222222';
const ADDIN = 'cccccccc-0000-4000-8000-000000000002';
const entra = new EntraCallers();

/** The same token under another header or signature, as a forger would make it. */
function forged(
  signed: string,
  { header, sign }: { readonly header: object; readonly sign?: (text: string) => string },
) {
  const [, payload] = signed.split('.');
  const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}`;
  return `${text}.${sign?.(text) ?? ''}`;
}

describe('createEntraCallerVerifier', () => {
  it('[S7.2a] accepts a sound token and knows its person by tenant and object id', async () => {
    expect(await entra.verifier().verify(await entra.token(), options)).toEqual({
      ...options.integration,
      key: `entra/${TENANT}/${PERSON}`,
      provider: 'entra',
      expiresAt: shift(start, HOUR * 1_000),
    });
    expect(entra.server.requests).toEqual([
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
    expect(await codeOf(entra.verifier(settings).verify(await entra.token(changes), options))).toBe(
      'verified',
    );
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
    expect(await codeOf(entra.verifier().verify(await entra.token(changes), options))).toBe(code);
    expect(entra.server.requests).toEqual([]);
  });

  it('refuses what is signed with another key, under whatever name', async () => {
    const honest = await entra.token();
    const publicKey = entra.first.jwk.n ?? '';
    const hmac = (text: string) => createHmac('sha256', publicKey).update(text).digest('base64url');
    const head = { typ: 'JWT', kid: 'k1' };
    const lies = [
      ['ERR_TOKEN_MALFORMED', forged(honest, { header: { ...head, alg: 'none' } })],
      ['ERR_TOKEN_MALFORMED', forged(honest, { header: { ...head, alg: 'HS256' }, sign: hmac })],
      ['ERR_TOKEN_SIGNATURE', forged(honest, { header: { ...head, alg: 'RS256' }, sign: hmac })],
      ['ERR_TOKEN_SIGNATURE', await entra.token({ signer: entra.other })],
      ['ERR_TOKEN_SIGNATURE', await entra.token({ signer: { ...entra.other, kid: 'k1' } })],
      ['ERR_TOKEN_SIGNATURE', await entra.token({ header: { x5t: 'another certificate' } })],
    ] as const;
    for (const [code, text] of lies) expect(await codeOf(entra.verifier().verify(text, options))).toBe(code);
  });

  it.each<[string, () => readonly object[]]>([
    ['an id that stands for two keys', () => [entra.first.jwk, { ...entra.other.jwk, kid: 'k1' }]],
    ['the second key of one id', () => [{ ...entra.other.jwk, kid: 'k1' }, entra.first.jwk]],
    [
      'a key of another issuer',
      () => [{ ...entra.first.jwk, issuer: `${entra.authority}/${STRANGER}/v2.0` }],
    ],
    ['a key that encrypts', () => [{ ...entra.first.jwk, use: 'enc' }]],
    ['a key of another kind', () => [{ ...entra.first.jwk, kty: 'EC' }]],
    ['a broken key', () => [{ ...entra.first.jwk, n: undefined }]],
  ])('does not trust %s', async (_, published) => {
    entra.server.published = published();
    expect(await codeOf(entra.verifier().verify(await entra.token(), options))).toBe('ERR_TOKEN_SIGNATURE');
  });

  it('trusts a key that is listed twice, and one for every tenant', async () => {
    entra.server.published = [
      entra.first.jwk,
      { ...entra.first.jwk, issuer: `${entra.authority}/{tenantid}/v2.0` },
      { kty: 'EC' },
    ];
    expect(await codeOf(entra.verifier().verify(await entra.token(), options))).toBe('verified');
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
      await expect(entra.verifier().verify(await entra.token(changes), options)).rejects.toMatchObject({
        message,
      });
    }
    const long = await entra.token({ claims: { aud: `${'x'.repeat(5_000)}\n` } });
    await expect(entra.verifier().verify(long, options)).rejects.toThrow(/^.{1,250}$/);
  });

  it('tolerates five minutes either way', async () => {
    const signed = await entra.token();
    const at = (milliseconds: number) =>
      codeOf(entra.verifier().verify(signed, { ...options, at: shift(start, milliseconds) }));
    expect(await at(-300_000)).toBe('verified');
    expect(await at(-300_001)).toBe('ERR_TOKEN_NOT_YET_VALID');
    expect(await at(3_600_000 + 299_999)).toBe('verified');
    expect(await at(3_600_000 + 300_000)).toBe('ERR_TOKEN_EXPIRED');
  });

  it('leaves tokens of other kinds to others', async () => {
    expect(entra.verifier().recognises(await entra.token())).toBe(true);
    expect(entra.verifier().recognises(await entra.token({ claims: { tid: undefined } }))).toBe(false);
    expect(entra.verifier().recognises(await entra.token({ claims: { appctx: '{}' } }))).toBe(false);
    expect(entra.verifier().recognises('a.b.c')).toBe(false);
  });
});
