import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { instant, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { type Adfs, type AdfsSettingsInput, createAdfs, FormVisitor } from '@vmrkit/sandbox';
import {
  recordingLogger,
  type SignInDialect,
  signInAttackContract,
  signInProviderContract,
} from '@vmrkit/testing';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdfsSignInProvider } from './adfs-sign-in-provider.ts';
import { adfsSignInSettingsSchema } from './adfs-sign-in-settings.ts';

const clientId = '5d1fbd1c-6a0f-4c27-9f2c-4a6a1d7a2b11';
const redirectUri = 'https://vmr.example.com/oauth_redirect';
const resource = 'https://vmr.example.com/rooms';
const ada = 'ada@corp.example';
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
const clock = { now: () => instant(Date.now()), monotonicMs: () => performance.now() };

const known = {
  users: [
    { username: ada, email: 'Ada@corp.example', firstName: 'Ada', lastName: 'Byron', displayName: 'Ada B.' },
    { username: 'nomail@corp.example' },
    { username: 'gone@corp.example', email: 'gone@corp.example', disabled: true },
  ],
  clients: [{ clientId, redirectUris: [redirectUri] }],
  resources: [resource, 'rooms'],
} satisfies AdfsSettingsInput;

const servers: Partial<Record<'2019' | '2012r2', Adfs>> = {};
beforeAll(async () => {
  for (const version of ['2019', '2012r2'] as const) {
    servers[version] = await createAdfs({ settings: { ...known, version } });
  }
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

function server(version: '2019' | '2012r2'): Adfs {
  const opened = servers[version];
  if (opened === undefined) throw new Error('Not open.');
  return opened;
}

function providerAt(origin: string, changes: object = {}, logger = silentLogger) {
  const settings = adfsSignInSettingsSchema.parse({
    authorization_uri: `${origin}/adfs/oauth2/authorize`,
    token_uri: `${origin}/adfs/oauth2/token`,
    client_id: clientId,
    resource_identifier: resource,
    ...changes,
  });
  return createAdfsSignInProvider({ http, clock, logger, settings });
}

async function approve(url: string, username = ada): Promise<string> {
  const visitor = new FormVisitor();
  const page = await visitor.open(url);
  return (await visitor.submit(page, { username, password: 'sandbox', action: 'next' })).url.href;
}

async function refuse(url: string): Promise<string> {
  const visitor = new FormVisitor();
  return (await visitor.submit(await visitor.open(url), { action: 'cancel' })).url.href;
}

async function signInWith(provider: ReturnType<typeof providerAt>, username = ada) {
  const begun = await provider.begin({ state: 's', redirectUri, loginHint: username });
  const callbackUrl = await approve(begun.url, username);
  return provider.complete({ state: 's', redirectUri, keep: begun.keep, callbackUrl });
}

it.each(['2019', '2012r2'] as const)(
  '%s that lets in whoever is signed in to Windows, whatever is asked: the account is the one that came',
  async (version) => {
    const silent = await createAdfs({ settings: { ...known, version, windowsUser: ada } });
    const provider = providerAt(silent.origin, { server_version: version });
    const begun = await provider.begin({ state: 's', redirectUri, loginHint: 'ben@corp.example' });
    const callbackUrl = (await new FormVisitor().open(begun.url)).url.href;
    const identity = await provider.complete({ state: 's', redirectUri, keep: begun.keep, callbackUrl });
    expect(identity).toMatchObject({ email: 'Ada@corp.example', displayName: 'Ada B.' });
    await silent.close();
  },
);

it('a browser that cannot prompt gets a blank 401 and is never sent back; others sign in', async () => {
  const refusing = await createAdfs({
    settings: { ...known, refusedAgents: [{ agent: 'Embedded', by: 'negotiate' }] },
  });
  const { url } = await providerAt(refusing.origin).begin({ state: 's', redirectUri, loginHint: ada });
  const refused = await fetch(url, { redirect: 'manual', headers: { 'user-agent': 'Embedded/1' } });
  expect([refused.status, refused.headers.get('www-authenticate'), await refused.text()]).toEqual([
    401,
    'Negotiate',
    '',
  ]);
  expect(await approve(url)).toContain(redirectUri);
  await refusing.close();
});

const worldOf = (version: '2019' | '2012r2') => ({
  providers: [
    providerAt(server(version).origin, { server_version: version }),
    providerAt(server(version).origin, { server_version: version }),
  ] as const,
  redirectUri,
  bindsCodes: version === '2019',
  approve,
  refuse,
});

signInProviderContract('AD FS 2019', () => worldOf('2019'));
signInProviderContract('AD FS on Windows Server 2012 R2', () => worldOf('2012r2'));

const claims: SignInDialect['claims'] = ({ origin, now }) => ({
  iss: `http://${new URL(origin).host}/adfs/services/trust`,
  aud: resource,
  appid: clientId,
  email: ada,
  iat: now,
  exp: now + 3_600,
});

signInAttackContract('AD FS 2019', {
  dialect: {
    documents: ({ origin, keys }) => ({
      '/adfs/.well-known/openid-configuration': JSON.stringify({
        issuer: `${origin}/adfs`,
        access_token_issuer: `http://${new URL(origin).host}/adfs/services/trust`,
        jwks_uri: `${origin}/adfs/discovery/keys`,
      }),
      '/adfs/discovery/keys': JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }),
    }),
    header: ({ kid }) => ({ kid, x5t: kid }),
    claims,
    answer: (token) => ({ token_type: 'bearer', expires_in: 3_600, access_token: token }),
  },
  supportsNonce: false,
  create: async (origin) => providerAt(origin),
});

/** A key that signs tokens, and the certificate that the federation metadata show for it. */
async function certifiedKey() {
  const { private: pem, cert } = await generate([{ name: 'commonName', value: 'ADFS Signing' }], {
    keySize: 2048,
  });
  const certificate = new X509Certificate(cert).raw;
  const kid = createHash('sha1').update(certificate).digest('base64url');
  const publicJwk = createPublicKey(cert).export({ format: 'jwk' });
  return {
    key: { kid, privateKey: createPrivateKey(pem), publicJwk },
    certificate: certificate.toString('base64'),
  };
}
const [signer, stranger] = [await certifiedKey(), await certifiedKey()];

signInAttackContract('AD FS on Windows Server 2012 R2', {
  keys: [signer.key, stranger.key],
  derivesKeyIds: true,
  supportsNonce: false,
  dialect: {
    documents: ({ origin }) => ({
      '/FederationMetadata/2007-06/FederationMetadata.xml': federationXml({
        issuer: `http://${new URL(origin).host}/adfs/services/trust`,
        certificate: signer.certificate,
      }),
    }),
    header: ({ kid }) => ({ x5t: kid }),
    claims,
    answer: (token) => ({ token_type: 'bearer', expires_in: 3_600, access_token: token }),
  },
  create: async (origin) => providerAt(origin, { server_version: '2012r2' }),
});

function federationXml({
  issuer,
  certificate,
}: {
  readonly issuer: string;
  readonly certificate: string;
}): string {
  const key = `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;
  return `<EntityDescriptor entityID="${issuer}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><RoleDescriptor xsi:type="fed:SecurityTokenServiceType" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706">${key}</RoleDescriptor></EntityDescriptor>`;
}

describe('signing in through AD FS', () => {
  it.each(['2019', '2012r2'] as const)('knows the person of %s by the claims', async (version) => {
    const provider = providerAt(server(version).origin, { server_version: version });
    const hash = createHash('sha256').update(ada).digest('base64url');
    expect(await signInWith(provider)).toEqual({
      key: `adfs/${new URL(server(version).origin).host}/${hash}`,
      email: 'Ada@corp.example',
      isEmailTrusted: true,
      firstName: 'Ada',
      lastName: 'Byron',
      displayName: 'Ada B.',
      entra: null,
    });
  });

  it.each<[string, object]>([
    ['without PKCE, as 2016', { server_version: '2016' }],
    ['for an identifier that is no URL', { resource_identifier: 'rooms' }],
    ['by certificates of the federation metadata', { metadata_url: 'of 2012 R2', server_version: '2012r2' }],
  ])('signs in at 2019 %s', async (_, changes) => {
    const { origin } = server('2019');
    const metadata = `${origin}/FederationMetadata/2007-06/FederationMetadata.xml`;
    const given = 'metadata_url' in changes ? { ...changes, metadata_url: metadata } : changes;
    expect((await signInWith(providerAt(origin, given))).displayName).toBe('Ada B.');
  });

  it('asks with PKCE from 2019 on, and with nothing that 2012 R2 does not know', async () => {
    const asked = async (server_version: string) => {
      const provider = providerAt('https://adfs.example.com', { server_version });
      const { url } = await provider.begin({ state: 's', redirectUri, loginHint: ada });
      return [...new URL(url).searchParams.keys()].sort();
    };
    const plain = ['client_id', 'redirect_uri', 'resource', 'response_type', 'state'];
    expect(await asked('2012r2')).toEqual(plain);
    expect(await asked('2016')).toEqual([...plain, 'login_hint'].sort());
    expect(await asked('2019')).toEqual(
      [...plain, 'login_hint', 'code_challenge', 'code_challenge_method'].sort(),
    );
  });

  it.each<[string, object, string, RegExp]>([
    [
      'a resource that AD FS does not know',
      { resource_identifier: 'x' },
      'ERR_SIGN_IN_SETTINGS',
      /invalid_target|MSIS9602/,
    ],
    [
      'a claim of another name',
      { email_claim: 'mail' },
      'ERR_SIGN_IN_CLAIMS',
      /the claim mail \(email_claim\)/,
    ],
    ['a subject that is not issued', { subject_claim: 'sid' }, 'ERR_SIGN_IN_CLAIMS', /sid \(subject_claim\)/],
  ])('tells the operator of %s', async (_, changes, code, named) => {
    for (const version of ['2019', '2012r2'] as const) {
      const provider = providerAt(server(version).origin, { server_version: version, ...changes });
      const { url, keep } = await provider.begin({ state: 's', redirectUri });
      const visitor = new FormVisitor();
      const page = await visitor.open(url);
      const form = { username: ada, password: 'sandbox', action: 'next' };
      const callbackUrl = page.html === null ? page.url.href : (await visitor.submit(page, form)).url.href;
      const error = provider.complete({ state: 's', redirectUri, keep, callbackUrl });
      await expect(error).rejects.toMatchObject({ code, message: expect.stringMatching(named) });
    }
  });

  it('refuses a person without an address, and takes a subject of its own where one is issued', async () => {
    const { origin } = server('2019');
    await expect(signInWith(providerAt(origin), 'nomail@corp.example')).rejects.toMatchObject({
      code: 'ERR_SIGN_IN_CLAIMS',
    });
    const [one, other] = [{}, { subject_claim: 'objectguid' }].map((changes) => providerAt(origin, changes));
    if (one === undefined || other === undefined) throw new Error('Unreachable.');
    expect((await signInWith(other)).key).not.toBe((await signInWith(one)).key);
  });

  it('shows on the page that a password is wrong or an account disabled', async () => {
    for (const version of ['2019', '2012r2'] as const) {
      const provider = providerAt(server(version).origin, { server_version: version });
      const { url } = await provider.begin({ state: 's', redirectUri });
      for (const [username, password, fault] of [
        [ada, 'wrong', 'Incorrect'],
        ['gone@corp.example', 'sandbox', 'disabled'],
      ] as const) {
        const visitor = new FormVisitor();
        const page = await visitor.submit(await visitor.open(url), { username, password, action: 'next' });
        expect(page.html).toContain(fault);
      }
    }
  });

  it.each(['2019', '2012r2'] as const)('follows a roll-over of keys of %s', async (version) => {
    let now = 0;
    const adfs = await createAdfs({ settings: { ...known, version } });
    const settings = { server_version: version };
    const moved = createAdfsSignInProvider({
      http,
      clock: { ...clock, monotonicMs: () => now },
      logger: silentLogger,
      settings: adfsSignInSettingsSchema.parse({
        authorization_uri: `${adfs.origin}/adfs/oauth2/authorize`,
        token_uri: `${adfs.origin}/adfs/oauth2/token`,
        client_id: clientId,
        resource_identifier: resource,
        ...settings,
      }),
    });
    await signInWith(moved);
    await adfs.rotateKeys();
    await expect(signInWith(moved)).rejects.toMatchObject({ code: 'ERR_SIGN_IN_FORGED' });
    now += 60_000;
    expect((await signInWith(moved)).displayName).toBe('Ada B.');
    await adfs.close();
  });

  it('says so when the clocks differ', async () => {
    const adfs = await createAdfs({ settings: { ...known, version: '2012r2', clockShiftSeconds: -7_200 } });
    await expect(signInWith(providerAt(adfs.origin, { server_version: '2012r2' }))).rejects.toMatchObject({
      code: 'ERR_SIGN_IN_EXPIRED',
      message: expect.stringContaining('compare the clocks'),
    });
    await adfs.close();
  });

  it('takes the issuer from what AD FS publishes', async () => {
    const adfs = await createAdfs({ settings: { ...known, accessTokenIssuer: 'https://sts.corp.example' } });
    expect((await signInWith(providerAt(adfs.origin))).displayName).toBe('Ada B.');
    await adfs.close();
  });

  it('logs the code of metadata that cannot be used', async () => {
    const logger = recordingLogger();
    const { origin } = server('2019');
    const provider = providerAt(origin, { metadata_url: `${origin}/adfs/discovery/keys` }, logger);
    await expect(signInWith(provider)).rejects.toMatchObject({ code: 'ERR_SIGN_IN_UNAVAILABLE' });
    expect(JSON.stringify(logger.lines)).toContain('ERR_ADFS_METADATA');
  });
});
