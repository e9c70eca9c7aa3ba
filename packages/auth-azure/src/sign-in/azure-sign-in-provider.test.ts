import { randomUUID } from 'node:crypto';
import { createHttp } from '@vmrkit/http';
import { createEntra, type Entra, FormVisitor } from '@vmrkit/sandbox';
import { type SignInDialect, signInAttackContract, signInProviderContract } from '@vmrkit/testing';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminConsentLink } from './admin-consent-link.ts';
import { createAzureSignInProvider } from './azure-sign-in-provider.ts';
import { azureSignInSettingsSchema } from './azure-sign-in-settings.ts';

const tenant = randomUUID();
const [secretApp, certificateApp] = [randomUUID(), randomUUID()];
const redirectUri = 'https://vmr.example.com/oauth_redirect';
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
let entra: Entra;
let pair: { readonly private: string; readonly cert: string };

beforeAll(async () => {
  pair = await generate([{ name: 'commonName', value: 'vmrkit' }], { keySize: 2048 });
  const ada = {
    username: 'ada@corp.example',
    objectId: randomUUID(),
    givenName: 'Ada',
    surname: 'Byron',
    name: 'Ada B.',
  };
  const guestOf = randomUUID();
  entra = await createEntra({
    settings: {
      tenants: [
        {
          tenantId: tenant,
          users: [
            { ...ada, mail: 'ada@corp.example', emailClaim: 'chosen@victim.example' },
            { username: 'nomail@corp.example', emailClaim: 'chosen@victim.example' },
            { username: 'false@corp.example', emailClaim: 'chosen@victim.example', emailVerified: false },
            { username: 'edov@corp.example', emailClaim: 'edov@corp.example', emailVerified: '1' },
            { username: 'guest@corp.example', mail: 'guest@other.example', guestOf },
            {
              username: 'proven@corp.example',
              emailClaim: 'proven@other.example',
              emailVerified: 1,
              guestOf,
            },
          ],
        },
      ],
      apps: [
        { clientId: secretApp, secret: 'swordfish', redirectUris: [redirectUri] },
        { clientId: certificateApp, certificate: pair.cert, redirectUris: [redirectUri] },
      ],
    },
  });
});
afterAll(() => entra.close());

function settingsAt(origin: string, changes: object = {}) {
  const base = `${origin}/${tenant}/oauth2/v2.0`;
  return azureSignInSettingsSchema.parse({
    authorization_uri: `${base}/authorize`,
    token_uri: `${base}/token`,
    client_id: secretApp,
    client_secret: 'swordfish',
    graph_url: origin,
    ...changes,
  });
}

const providerWith = (changes: object = {}) =>
  createAzureSignInProvider({ http, settings: settingsAt(entra.origin, changes) });

/** Signs in on the page and gives the URL that the browser calls next. */
async function approve(url: string, username = 'ada@corp.example'): Promise<string> {
  const visitor = new FormVisitor();
  const fields = { username, password: 'sandbox', action: 'next' };
  return (await visitor.submit(await visitor.open(url), fields)).url.href;
}

async function refuse(url: string): Promise<string> {
  const visitor = new FormVisitor();
  return (await visitor.submit(await visitor.open(url), { action: 'cancel' })).url.href;
}

async function signIn(username: string, changes: object = {}) {
  const provider = await providerWith(changes);
  const state = 's';
  const begun = await provider.begin({ state, redirectUri, loginHint: username });
  const callbackUrl = await approve(begun.url, username);
  return provider.complete({ state, redirectUri, keep: begun.keep, callbackUrl });
}

signInProviderContract('Entra ID with a secret', async () => ({
  providers: [await providerWith(), await providerWith()],
  redirectUri,
  approve,
  refuse,
}));

const certified = () => ({
  client_id: certificateApp,
  client_secret: null,
  certificate: pair.cert,
  private_key: pair.private,
});

signInProviderContract('Entra ID with a certificate', async () => ({
  providers: [await providerWith(certified()), await providerWith(certified())],
  redirectUri,
  approve,
  refuse,
}));

const person = randomUUID();
const dialect: SignInDialect = {
  documents: ({ keys }) => ({
    [`/${tenant}/discovery/v2.0/keys`]: JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }),
    '/v1.0/me': JSON.stringify({ id: person, mail: 'ada@corp.example' }),
  }),
  header: ({ kid }) => ({ kid }),
  claims: ({ origin, nonce, now }) => ({
    iss: `${origin}/${tenant}/v2.0`,
    aud: secretApp,
    sub: 'pairwise',
    tid: tenant,
    oid: person,
    ver: '2.0',
    iat: now,
    nbf: now,
    exp: now + 3_600,
    nonce,
  }),
  answer: (token) => ({ token_type: 'Bearer', expires_in: 3_600, access_token: 'opaque', id_token: token }),
};

signInAttackContract('Entra ID', {
  dialect,
  supportsNonce: true,
  create: (origin) => createAzureSignInProvider({ http, settings: settingsAt(origin) }),
});

describe('signing in through Entra ID', () => {
  it('knows the person by tenant and object id, and the address by the directory', async () => {
    const identity = await signIn('ada@corp.example');
    expect(identity).toMatchObject({
      key: `entra/${tenant}/${identity.entra?.objectId}`,
      email: 'ada@corp.example',
      isEmailTrusted: true,
      firstName: 'Ada',
      lastName: 'Byron',
      displayName: 'Ada B.',
      entra: { tenantId: tenant },
    });
  });

  it.each<[string, string, object, string | null, boolean]>([
    ['whose claim is unverified', 'nomail@corp.example', {}, null, false],
    ['whose claim says that it is unverified', 'false@corp.example', {}, null, false],
    ['whose claim the tenant verified', 'edov@corp.example', {}, 'edov@corp.example', true],
    ['who is a guest', 'guest@corp.example', { allow_guests: true }, 'guest@other.example', false],
    [
      'who is a guest with a verified claim',
      'proven@corp.example',
      { allow_guests: true },
      'proven@other.example',
      true,
    ],
  ])(
    'trusts the address of a person %s as far as the tenant controls it',
    async (_, username, changes, email, isTrusted) => {
      expect(await signIn(username, changes)).toMatchObject({ email, isEmailTrusted: isTrusted });
    },
  );

  it('refuses guests unless they are let in', async () => {
    await expect(signIn('guest@corp.example')).rejects.toMatchObject({ code: 'ERR_SIGN_IN_REFUSED' });
  });

  it('asks with PKCE, nonce and the exact redirect URI, and comes back to it behind a proxy', async () => {
    const provider = await providerWith();
    const { url, keep } = await provider.begin({ state: 's', redirectUri });
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toMatchObject({
      client_id: secretApp,
      redirect_uri: redirectUri,
      response_type: 'code',
      code_challenge_method: 'S256',
      state: 's',
    });
    const came = (await approve(url)).replace('https://vmr.example.com/', 'http://10.0.0.7:8080/behind/');
    const back = { state: 's', redirectUri, keep, callbackUrl: came };
    expect(await provider.complete(back)).toMatchObject({ email: 'ada@corp.example' });
  });

  it.each<[string, object, string]>([
    ['a wrong secret', { client_secret: 'wrong' }, 'ERR_SIGN_IN_SETTINGS'],
    ['Graph elsewhere', { graph_url: 'http://127.0.0.1:9' }, 'ERR_SIGN_IN_UNAVAILABLE'],
  ])('tells the operator of %s', async (_, changes, code) => {
    await expect(signIn('ada@corp.example', changes)).rejects.toMatchObject({ code });
  });

  it('tells of a key that is none, and of a callback that is none', async () => {
    await expect(providerWith({ ...certified(), private_key: 'x' })).rejects.toMatchObject({
      code: 'ERR_SIGN_IN_SETTINGS',
    });
    const provider = await providerWith();
    const { keep } = await provider.begin({ state: 's', redirectUri });
    for (const changes of [{ callbackUrl: 'x' }, { keep: '{}' }, { keep: 'x' }]) {
      const back = {
        state: 's',
        redirectUri,
        keep,
        callbackUrl: `${redirectUri}?code=c&state=s`,
        ...changes,
      };
      await expect(provider.complete(back)).rejects.toMatchObject({ code: 'ERR_SIGN_IN_FORGED' });
    }
  });

  it('follows a roll-over of keys between two sign-ins', async () => {
    expect((await signIn('ada@corp.example')).email).toBe('ada@corp.example');
    await entra.rotateKeys();
    expect((await signIn('ada@corp.example')).email).toBe('ada@corp.example');
  });

  it('gives the link by which an administrator consents', () => {
    const link = adminConsentLink({
      authority: 'https://login.microsoftonline.com',
      tenantId: 'organizations',
      clientId: secretApp,
      scopes: ['https://graph.microsoft.com/User.Read'],
      redirectUri,
      state: 's',
    });
    expect(link).toBe(
      `https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=${secretApp}&scope=https%3A%2F%2Fgraph.microsoft.com%2FUser.Read&redirect_uri=https%3A%2F%2Fvmr.example.com%2Foauth_redirect&state=s`,
    );
  });
});
