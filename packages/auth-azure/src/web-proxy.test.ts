import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { type Http, parseInstant, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { type ConnectProxy, FakeClock, startConnectProxy } from '@vmrkit/testing';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entraCallerSettingsSchema } from './callers/entra-caller-settings.ts';
import { createEntraCallerVerifier } from './callers/entra-caller-verifier.ts';
import { MetadataServer, makeEntraSigner, signEntraToken } from './callers/entra-tenant.fixture.ts';
import { createAzureSignInProvider } from './sign-in/azure-sign-in-provider.ts';
import { azureSignInSettingsSchema } from './sign-in/azure-sign-in-settings.ts';

const HOST = 'login.cloud.example';
const TENANT = '11111111-aaaa-4111-8111-111111111111';
const CLIENT = 'cccccccc-0000-4000-8000-000000000001';
const PERSON = 'dddddddd-0000-4000-8000-000000000001';
const redirectUri = 'https://vmr.example.com/oauth_redirect';
const at = parseInstant('2030-01-31T09:00:00Z');
const integration = { tenantId: 'default', integrationId: 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10' };

/** An Entra with TLS whose name a web proxy alone can resolve. */
describe('Entra behind a web proxy', () => {
  const signer = makeEntraSigner('k1');
  const documents = new MetadataServer();
  const closers: (() => unknown)[] = [];
  let proxy: ConnectProxy;
  let http: Http;
  let origin: string;

  beforeAll(async () => {
    const plain = new URL(await documents.open('127.0.0.1'));
    const { cert, private: key } = await generate([{ name: 'commonName', value: HOST }], {
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] },
      ],
    });
    const front = createServer({ cert, key }, (socket) => {
      const behind = connect(Number(plain.port), '127.0.0.1');
      socket.pipe(behind).pipe(socket);
      socket.on('error', () => behind.destroy());
      behind.on('error', () => socket.destroy());
    });
    await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
    const { port } = front.address() as AddressInfo;
    origin = `https://${HOST}:${port}`;
    proxy = await startConnectProxy();
    const real = createHttp({
      egress: { resolve: () => Promise.reject(new Error('ENOTFOUND')), permit: async () => undefined },
      webProxy: { url: proxy.url, credentials: null, noProxy: [], ports: [port] },
    });
    // Entra's certificate is one that every machine trusts.
    http = { client: (options) => real.client({ ...options, caCertificates: cert }) };
    closers.push(
      () => documents.close(),
      () => front.close(),
      () => proxy.close(),
    );
  });
  afterAll(async () => {
    for (const close of closers) await close();
  });
  beforeEach(() => {
    documents.reset([signer.jwk]);
    const base = `${origin}/${TENANT}`;
    documents.discovery = { issuer: `${base}/v2.0`, jwks_uri: `${base}/discovery/v2.0/keys` };
  });

  /** Targets that the proxy was asked for while the act ran. */
  async function askedWhile(act: () => Promise<unknown>): Promise<ReadonlySet<string>> {
    const before = proxy.asked.length;
    await act();
    return new Set(proxy.asked.slice(before).map(({ target }) => target));
  }

  const callers = (bypass_web_proxy: boolean) =>
    createEntraCallerVerifier({
      http,
      clock: new FakeClock(at),
      logger: silentLogger,
      settings: entraCallerSettingsSchema.parse({
        tenant_ids: [TENANT],
        client_id: CLIENT,
        authority: origin,
        bypass_web_proxy,
      }),
    });

  const seconds = at / 1_000;
  const token = () =>
    signEntraToken(
      {
        iss: `${origin}/${TENANT}/v2.0`,
        ...{ aud: CLIENT, azp: CLIENT, tid: TENANT, oid: PERSON, scp: 'access_as_user', ver: '2.0' },
        ...{ iat: seconds, nbf: seconds, exp: seconds + 3_600 },
      },
      { signer },
    );

  it('the keys of callers come through the web proxy alone', async () => {
    const verify = async () => callers(false).verify(await token(), { integration, audience: 'pane', at });
    const asked = await askedWhile(async () => {
      expect((await verify()).key).toBe(`entra/${TENANT}/${PERSON}`);
    });
    expect(asked).toEqual(new Set([new URL(origin).host]));
  });

  it('a record may pass the web proxy by for its callers', async () => {
    const asked = await askedWhile(async () => {
      const verified = callers(true).verify(await token(), { integration, audience: 'pane', at });
      await expect(verified).rejects.toMatchObject({ code: 'ERR_TOKEN_KEYS_UNAVAILABLE' });
    });
    expect([...asked]).toEqual([]);
  });

  async function completeSignIn(bypass_web_proxy: boolean): Promise<unknown> {
    const base = `${origin}/${TENANT}/oauth2/v2.0`;
    const provider = await createAzureSignInProvider({
      http,
      settings: azureSignInSettingsSchema.parse({
        authorization_uri: `${base}/authorize`,
        token_uri: `${base}/token`,
        client_id: CLIENT,
        client_secret: 'swordfish',
        bypass_web_proxy,
      }),
    });
    const { keep } = await provider.begin({ state: 's', redirectUri });
    const callbackUrl = `${redirectUri}?code=stale&state=s`;
    return provider.complete({ state: 's', redirectUri, keep, callbackUrl }).catch((error) => error);
  }

  it('the code of a sign-in is redeemed through the web proxy alone', async () => {
    documents.respond = () => ({ status: 400, body: JSON.stringify({ error: 'invalid_grant' }) });
    const asked = await askedWhile(() => completeSignIn(false));
    expect(asked).toEqual(new Set([new URL(origin).host]));
    expect(documents.requests).toEqual([`/${TENANT}/oauth2/v2.0/token`]);
  });

  it('a record may pass the web proxy by for its sign-ins', async () => {
    const asked = await askedWhile(async () => {
      expect(await completeSignIn(true)).toMatchObject({ code: 'ERR_SIGN_IN_UNAVAILABLE' });
    });
    expect([...asked]).toEqual([]);
    expect(documents.requests).toEqual([]);
  });
});
