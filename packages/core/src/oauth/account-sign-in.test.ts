import { createHash } from 'node:crypto';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { createSecretBox } from '../secrets/create-secret-box.ts';
import { pluginSecretShape, pluginSecretsOf } from '../secrets/plugin-secrets.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.ts';
import {
  type AccountDeps,
  accountTokens,
  beginAccountSignIn,
  finishAccountSignIn,
  integrationOfState,
  type SignedInAccount,
} from './account-sign-in.ts';

const integration = { tenantId: 'default', integrationId: '11111111-1111-4111-8111-111111111111' };
const account: SignedInAccount = {
  client: { tokenEndpoint: 'https://login.example/token', clientId: 'app', credential: null },
  authorizationEndpoint: 'https://login.example/authorize?tenant=a',
  redirectUri: 'https://vmr.example/back/',
  account: 'svc@corp.example',
  parameters: { scope: 'mail offline_access openid' },
  sentTo: 'https://mail.example',
};

/** A scripted authorization server, and two managers on one store. */
function world() {
  const clock = new FakeClock();
  const random = createSeededRandom(1);
  const collection = createWeakMemoryDatabase().collection(pluginSecretShape);
  const keys = [{ id: 'k', key: new Uint8Array(32).fill(1) }];
  const secretBox = createSecretBox({ keys, randomBytes: (length) => random.bytes(length) });
  const secrets = pluginSecretsOf({ integration, plugin: 'mailbox-provider/ews' }, { collection, secretBox });
  const asked: URLSearchParams[] = [];
  const server = {
    user: 'SVC@corp.example',
    nonce: '',
    aud: 'app',
    good: new Set<string>(),
    refreshes: true,
    challenge: '',
  };
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const form = new URLSearchParams(String(init?.body));
    asked.push(form);
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      form.get('grant_type') === 'refresh_token'
        ? server.good.has(form.get('refresh_token') ?? '')
        : form.get('code') === 'good' && verifier === server.challenge;
    if (!isGood) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    const refresh = `refresh-${asked.length}`;
    if (server.refreshes) server.good.add(refresh);
    const claims = { aud: server.aud, nonce: server.nonce, exp: clock.now() / 1_000 + 60, upn: server.user };
    return Response.json({
      access_token: `access-${asked.length}`,
      expires_in: 3_600,
      ...(server.refreshes ? { refresh_token: refresh } : {}),
      id_token: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`,
    });
  };
  const deps: AccountDeps = { integration, secrets, fetch, clock, random };
  const begin = async (of = account) => {
    const { searchParams } = await beginAccountSignIn(of, deps);
    server.nonce = searchParams.get('nonce') ?? '';
    server.challenge = searchParams.get('code_challenge') ?? '';
    return { searchParams, answer: { state: searchParams.get('state'), code: 'good', error: null } };
  };
  const stored = async () =>
    (await collection.find(null, { index: 'integration', equals: [], limit: 10 })).items.length;
  const tokens = (of = account) => accountTokens(of, deps);
  return { clock, asked, server, deps, begin, stored, tokens };
}

const code = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => 'ok',
    (error: unknown) => (error as { readonly code?: string }).code,
  );

describe('a sign-in by a person', () => {
  test('begins by a link with state, PKCE and the account, and ends with tokens', async () => {
    const { begin, deps, tokens, asked } = world();
    expect(await code(tokens().token())).toBe('ERR_OAUTH_SIGN_IN_NEEDED');
    const { searchParams, answer } = await begin();
    expect(Object.fromEntries(searchParams)).toMatchObject({
      tenant: 'a',
      response_type: 'code',
      client_id: 'app',
      redirect_uri: account.redirectUri,
      scope: 'mail offline_access openid',
      code_challenge_method: 'S256',
      login_hint: 'svc@corp.example',
    });
    expect(integrationOfState(answer.state ?? '')).toBe(integration.integrationId);
    await finishAccountSignIn(account, answer, deps);
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      redirect_uri: account.redirectUri,
      code: 'good',
    });
    expect(await tokens().token()).toBe('access-2');
  });

  test('works once, for ten minutes, by its newest link', async () => {
    const { begin, deps, clock } = world();
    const old = await begin();
    const { answer } = await begin();
    expect(await code(finishAccountSignIn(account, old.answer, deps))).toBe('ERR_OAUTH_STATE');
    await finishAccountSignIn(account, answer, deps);
    expect(await code(finishAccountSignIn(account, answer, deps))).toBe('ERR_OAUTH_STATE');
    const late = await begin();
    await clock.advance(10 * MINUTE_MS);
    expect(await code(finishAccountSignIn(account, late.answer, deps))).toBe('ERR_OAUTH_STATE');
  });

  test('of two who come back with one state one is signed in', async () => {
    const { begin, deps } = world();
    const { answer } = await begin();
    const both = await Promise.all([1, 2].map(() => code(finishAccountSignIn(account, answer, deps))));
    expect(both.sort()).toEqual(['ERR_OAUTH_STATE', 'ok']);
  });

  test.each([
    ['another account', { user: 'alice@corp.example' }, 'ERR_OAUTH_OTHER_ACCOUNT'],
    ['a token for another client', { aud: 'other' }, 'ERR_OAUTH_OTHER_ACCOUNT'],
    ['a token of another sign-in', { nonce: 'x' }, 'ERR_OAUTH_OTHER_ACCOUNT'],
    ['a code of another sign-in', { challenge: 'x' }, 'ERR_OAUTH_REFUSED'],
    ['no refresh token', { refreshes: false }, 'ERR_OAUTH_DECLINED'],
  ])('keeps nothing of %s', async (_what, change, expected) => {
    const { begin, deps, server, stored, tokens } = world();
    const { answer } = await begin();
    Object.assign(server, change);
    expect(await code(finishAccountSignIn(account, answer, deps))).toBe(expected);
    expect(await stored()).toBe(0);
    expect(await code(tokens().token())).toBe('ERR_OAUTH_SIGN_IN_NEEDED');
  });

  test('that was given up is told as such, and its link is used', async () => {
    const { begin, deps } = world();
    const { answer } = await begin();
    const refused = { ...answer, code: null, error: 'access_denied' };
    expect(await code(finishAccountSignIn(account, refused, deps))).toBe('ERR_OAUTH_DECLINED');
    expect(await code(finishAccountSignIn(account, answer, deps))).toBe('ERR_OAUTH_STATE');
  });

  test.each([
    ['client', { client: { ...account.client, clientId: 'other' } }],
    ['account', { account: 'other@corp.example' }],
    ['place', { sentTo: 'https://elsewhere.example' }],
  ])('for one %s is none for another', async (_what, change) => {
    const { begin, deps, tokens } = world();
    const { answer } = await begin();
    expect(await code(finishAccountSignIn({ ...account, ...change }, answer, deps))).toBe('ERR_OAUTH_STATE');
    await finishAccountSignIn(account, (await begin()).answer, deps);
    expect(await code(tokens({ ...account, ...change }).token())).toBe('ERR_OAUTH_SIGN_IN_NEEDED');
  });
});

describe('the refresh token', () => {
  const signedIn = async () => {
    const place = world();
    await finishAccountSignIn(account, (await place.begin()).answer, place.deps);
    return place;
  };

  test('is the newest that there is, across restarts and managers', async () => {
    const { clock, tokens, asked } = await signedIn();
    const one = tokens();
    await one.token();
    await clock.advance(HOUR_MS);
    await one.token();
    await tokens().token();
    expect(asked.slice(1).map((form) => form.get('refresh_token'))).toEqual([
      'refresh-1',
      'refresh-2',
      'refresh-3',
    ]);
  });

  test('of two managers at once: both have a token, and what is kept is good', async () => {
    const { tokens, server } = await signedIn();
    const both = await Promise.all([tokens().token(), tokens().token()]);
    expect(new Set(both).size).toBe(2);
    server.good.delete('refresh-1');
    expect(await tokens().token()).toMatch(/^access-/);
  });

  test('that lapsed is asked for no more, until somebody signs in again', async () => {
    const { clock, tokens, server, asked, begin, deps } = await signedIn();
    await clock.advance(91 * DAY_MS);
    server.good.clear();
    const source = tokens();
    for (let call = 0; call < 2; call += 1)
      expect(await code(source.token())).toBe('ERR_OAUTH_SIGN_IN_NEEDED');
    expect(asked).toHaveLength(2);
    await finishAccountSignIn(account, (await begin()).answer, deps);
    expect(await source.token()).toBe('access-4');
  });

  test('that somebody replaced meanwhile is read again', async () => {
    const { tokens, server, begin, deps } = await signedIn();
    const sign = deps.fetch;
    let first = true;
    const racing: typeof fetch = async (...call) => {
      if (!first) return sign(...call);
      first = false;
      server.good.clear();
      const late = await sign(...call);
      await finishAccountSignIn(account, (await begin()).answer, deps);
      return late;
    };
    expect(await accountTokens(account, { ...deps, fetch: racing }).token()).toMatch(/^access-/);
    expect(await tokens().token()).toMatch(/^access-/);
  });
});
