import { shift, VmrKitError } from '@vmrkit/core';
import { createTokenKeyPair, sealToken, TagReader } from '@vmrkit/core/composition';
import { createHttp } from '@vmrkit/http';
import { describe, expect, it, vi } from 'vitest';
import {
  CLIENT,
  codeOf,
  EntraCallers,
  GRAPH,
  HOUR,
  http,
  options,
  STRANGER,
  start,
} from './entra-caller-verifier.fixture.ts';
import type { EntraTokenChanges, OddAnswer } from './entra-tenant.fixture.ts';

const entra = new EntraCallers();

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
    entra.server.respond = () => answer;
    entra.server.discovery = discovery;
    expect(await codeOf(entra.verifier().verify(await entra.token(), options))).toBe(
      'ERR_TOKEN_KEYS_UNAVAILABLE',
    );
    expect(entra.server.requests).toHaveLength(1);
  });

  it('are taken from a document for all tenants, of the pinned one alone', async () => {
    const metadata_url = `${entra.authority}/common/v2.0/.well-known/openid-configuration`;
    entra.server.discovery = { issuer: `${entra.authority}/{tenantid}/v2.0` };
    const shared = entra.verifier({}, http, metadata_url);
    expect(await codeOf(shared.verify(await entra.token(), options))).toBe('verified');
    expect(entra.server.requests[0]).toBe(`/common/v2.0/.well-known/openid-configuration?appid=${CLIENT}`);
    expect(await codeOf(shared.verify(await entra.token({ claims: { tid: STRANGER } }), options))).toBe(
      'ERR_ENTRA_TOKEN_TENANT',
    );
  });

  it('[S7.4a] are asked for once for many callers, and serve on while Entra is away', async () => {
    const one = entra.verifier();
    const signed = await entra.token();
    await Promise.all([1, 2, 3].map(() => one.verify(signed, options)));
    expect(entra.server.requests).toHaveLength(2);
    entra.server.respond = () => ({ status: 500 });
    await entra.clock.advance(13 * HOUR * 1_000);
    expect(await codeOf(one.verify(signed, options))).toBe('verified');
    await vi.waitFor(() => expect(entra.server.requests).toHaveLength(3), 5_000);
    expect(await codeOf(one.verify(signed, options))).toBe('verified');
  });

  it('[S7.4b, S7.4c] are fetched anew for an unknown id, at most once a minute whatever strangers send', async () => {
    const one = entra.verifier();
    await one.verify(await entra.token(), options);
    entra.server.published = [entra.first.jwk, entra.other.jwk];
    for (const kid of ['a', 'b', 'c']) {
      const stranger = await entra.token({ signer: { ...entra.other, kid } });
      expect(await codeOf(one.verify(stranger, options))).toBe('ERR_TOKEN_SIGNATURE');
    }
    expect(entra.server.requests).toHaveLength(2);
    await entra.clock.advance(60_000);
    expect(await codeOf(one.verify(await entra.token({ signer: entra.other }), options))).toBe('verified');
    expect(entra.server.requests).toHaveLength(4);
  });

  it('are asked for through the egress gate alone', async () => {
    const refusing = createHttp({
      egress: {
        resolve: () => Promise.reject(new VmrKitError('No.', { code: 'ERR_EGRESS_REFUSED' })),
        permit: async () => undefined,
      },
    });
    expect(await codeOf(entra.verifier({}, refusing).verify(await entra.token(), options))).toBe(
      'ERR_TOKEN_KEYS_UNAVAILABLE',
    );
    expect(entra.server.requests).toEqual([]);
  });
});

describe('a token tag of an Entra caller', () => {
  const random = { bytes: (count: number) => new Uint8Array(count).fill(5) };
  const [keys, nextKeys] = [
    createTokenKeyPair(random),
    createTokenKeyPair({ bytes: (n) => new Uint8Array(n).fill(6) }),
  ];
  const reader = (tokenPrivateKeys: readonly Uint8Array[]) =>
    new TagReader({ tokenPrivateKeys, callers: { ...options, verifiers: [entra.verifier()] } });
  const sealedAt = async (minutes: number, changes?: EntraTokenChanges) =>
    sealToken(
      {
        integrationId: options.integration.integrationId,
        issuedAt: shift(start, minutes * 60_000),
        nonce: 'n',
        proof: { kind: 'exchange', token: await entra.token(changes) },
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
    entra.server.published = [entra.other.jwk, entra.first.jwk];
    expect((await reader([nextKeys.privateKey, keys.privateKey]).openToken(sealed, received(2)))?.valid).toBe(
      true,
    );
    entra.server.published = [entra.other.jwk];
    expect((await reader([keys.privateKey]).openToken(sealed, received(2)))?.valid).toBe(false);
  });

  it('waits for the keys while Entra is away', async () => {
    entra.server.respond = () => ({ status: 503 });
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
