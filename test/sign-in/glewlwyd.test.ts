import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adfsSignInSettingsSchema, createAdfsSignInProvider } from '@vmrkit/auth-adfs';
import { azureSignInSettingsSchema, createAzureSignInProvider } from '@vmrkit/auth-azure';
import { instant, type SignInProvider, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { signInProviderContract } from '@vmrkit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Glewlwyd, type GlewlwydSetUp, glewlwydFolder, PLAIN_SCOPE, startGlewlwyd } from './glewlwyd.ts';

const folder = glewlwydFolder();
const [tenant, objectId, publicClient, confidential] = [
  randomUUID(),
  randomUUID(),
  randomUUID(),
  randomUUID(),
];
const ada = { mail: 'ada@corp.example', givenName: 'Ada', surname: 'Byron', displayName: 'Ada B.' };
const registered: Omit<GlewlwydSetUp, 'issuer'> = {
  redirectUri: 'https://vmr.example.com/oauth_redirect',
  resource: 'https://vmr.example.com/rooms',
  publicClient,
  confidentialClient: { id: confidential, secret: 'swordfish-swordfish' },
  user: { name: 'ada', password: 'correct horse' },
  claims: {
    mail: ada.mail,
    first_name: ada.givenName,
    last_name: ada.surname,
    display_name: ada.displayName,
    tid: tenant,
    oid: objectId,
    ver: '2.0',
  },
};
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
const clock = { now: () => instant(Date.now()), monotonicMs: () => performance.now() };
let judge: Glewlwyd;
let gateway: Server;
let origin: string;

/** Stands before the judge under the addresses that AD FS and Entra have, and passes on. */
async function openGateway(): Promise<void> {
  gateway = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
}

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', origin);
  const show = (body: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (pathname.endsWith('/openid-configuration')) {
    show({ issuer: `${origin}/${tenant}/v2.0`, jwks_uri: `${origin}/adfs/discovery/keys` });
  } else if (pathname === '/v1.0/me') {
    show({ id: objectId, ...ada });
  } else {
    const at = pathname.endsWith('/token') ? '/token' : '/jwks';
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const { 'content-type': type = 'text/plain' } = request.headers;
    const answer = await fetch(`${judge.base}${at}`, {
      method: request.method ?? 'GET',
      ...(body.length === 0 ? {} : { body, headers: { 'content-type': type } }),
    });
    // Its name for a code that is used, too old, or bound to another verifier; RFC 6749 (5.2) calls it invalid_grant.
    const text = (await answer.text()).replace('"invalid_code"', '"invalid_grant"');
    const status = text.includes('"invalid_grant"') ? 400 : answer.status;
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  }
}

/** The judge's own page for an address of the gateway, with the scopes that it knows. */
function judged(url: string): string {
  const asked = new URL(url);
  asked.searchParams.set('scope', asked.searchParams.has('nonce') ? 'openid' : PLAIN_SCOPE);
  return `${judge.base}/auth?${asked.searchParams}`;
}

const approve = (url: string) => judge.approve(judged(url));

/** What its page, a script in the browser, does for somebody who gives up. */
function refuse(url: string): string {
  const asked = new URL(url).searchParams;
  const back = new URL(asked.get('redirect_uri') ?? '');
  back.search = new URLSearchParams({ error: 'access_denied', state: asked.get('state') ?? '' }).toString();
  return back.href;
}

function adfs(): SignInProvider {
  const settings = adfsSignInSettingsSchema.parse({
    authorization_uri: `${origin}/adfs/oauth2/authorize`,
    token_uri: `${origin}/adfs/oauth2/token`,
    client_id: publicClient,
    resource_identifier: registered.resource,
    email_claim: 'mail',
  });
  return createAdfsSignInProvider({ http, clock, logger: silentLogger, settings });
}

async function azure(): Promise<SignInProvider> {
  const base = `${origin}/${tenant}/oauth2/v2.0`;
  const settings = azureSignInSettingsSchema.parse({
    authorization_uri: `${base}/authorize`,
    token_uri: `${base}/token`,
    client_id: confidential,
    client_secret: registered.confidentialClient.secret,
    graph_url: origin,
  });
  return createAzureSignInProvider({ http, settings });
}

describe.skipIf(folder === null)('sign-in at an OpenID provider of others', () => {
  beforeAll(async () => {
    await openGateway();
    judge = await startGlewlwyd(folder ?? '', { ...registered, issuer: `${origin}/${tenant}/v2.0` });
  });
  afterAll(async () => {
    await judge?.close();
    gateway.closeAllConnections();
    gateway.close();
  });

  signInProviderContract('AD FS, at glewlwyd', async () => ({
    providers: [adfs(), adfs()],
    redirectUri: registered.redirectUri,
    approve,
    refuse,
  }));

  signInProviderContract('Entra ID, at glewlwyd', async () => ({
    providers: [await azure(), await azure()],
    redirectUri: registered.redirectUri,
    approve,
    refuse,
  }));

  test('[S9.2a, S9.3a] both providers know the person whom it signed in', async () => {
    for (const [provider, key] of [
      [adfs(), `adfs/${new URL(origin).host}/`],
      [await azure(), `entra/${tenant}/${objectId}`],
    ] as const) {
      const begun = await provider.begin({ state: 's', redirectUri: registered.redirectUri });
      const callbackUrl = await approve(begun.url);
      const identity = await provider.complete({
        state: 's',
        redirectUri: registered.redirectUri,
        keep: begun.keep,
        callbackUrl,
      });
      expect(identity).toMatchObject({
        key: expect.stringContaining(key),
        email: ada.mail,
        firstName: 'Ada',
        displayName: 'Ada B.',
      });
    }
  });
});

test.skipIf(folder !== null)('glewlwyd is not there: sign-in was not tried at it', () => {
  process.stderr.write('Skipped: VMRKIT_TEST_GLEWLWYD names no folder of tools/unpack-glewlwyd.sh.\n');
});
