import { tokens } from '@vmrkit/sdk';
import type { VmrServer } from '@vmrkit/server';
import { FakeSignInProvider, recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, RESERVATIONS, ServerWorld } from './server-world.ts';
import {
  CLIENT,
  CookieBrowser,
  fakeSignInPlugin,
  listedCallersPlugin,
  MemoryUsers,
  type PaneSignIn,
  TestPane,
} from './sign-in-world.ts';

let deployment: ServerWorld;
let provider: FakeSignInProvider;
let users: MemoryUsers;
let logger: ReturnType<typeof recordingLogger>;
let server: VmrServer;
let secrets: string[];

beforeEach(async () => {
  deployment = await ServerWorld.create();
  provider = new FakeSignInProvider();
  users = new MemoryUsers();
  logger = recordingLogger();
  secrets = [];
  callers = new Map([[EXCHANGE, 'exchange/mail.example.com/olga']]);
  await deployment.importRecord(record, plugins());
  server = await start('all');
});
afterEach(async () => {
  await deployment.close();
  for (const secret of secrets) expect(JSON.stringify(logger.lines)).not.toContain(secret);
});

const plugins = () => [...deployment.plugins, fakeSignInPlugin(provider), listedCallersPlugin(callers)];

/** Whom the pane's tokens name. */
let callers: Map<string, string>;

const record = { sign_in: { provider: 'fake' }, callers: [{ provider: 'listed' }, { provider: 'trusting' }] };

function start(role: 'all' | 'manager' | 'edge', config: object = {}): Promise<VmrServer> {
  return deployment.start(role, {
    logger,
    config,
    plugins: plugins(),
    configure: (container) => container.rebind(tokens.signInUsers).toConstantValue(() => users),
  });
}

const EXCHANGE = 'good.exchange';
const pane = (token?: string) => new TestPane(server.publicUrl, token);
const browser = () => new CookieBrowser(server.publicUrl);

/** Opens the pane's link, and signs in at the provider; gives the callback that was not called yet. */
async function signInAt(begun: PaneSignIn, person = browser(), who: { key?: string } = {}) {
  const opened = await person.go(begun.url);
  const callback = provider.approve(opened.location, who);
  secrets.push(new URL(callback).searchParams.get('code') ?? '', begun.secret);
  return { person, opened, callback };
}

const stateOf = (callback: string) => new URL(callback).searchParams.get('state') ?? '';

describe('the sign-in of a pane', () => {
  it('[S9.1c] comes back through the dialog’s message, for once', async () => {
    const begun = await pane().begin({ login_hint: 'olga@example.com' });
    const { person, opened, callback } = await signInAt(begun);
    expect(opened.status).toBe(303);
    expect(opened.location).toContain('login_hint=olga%40example.com');
    const cookie = opened.headers.getSetCookie()[0];
    expect(cookie).toMatch(/^__Host-vmrkit-\w{16}=[\w-]{43}; Max-Age=600; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
    expect((await pane().result(begun)).json).toMatchObject({ state: 'waiting', bearer: null });
    const page = await person.go(callback);
    expect(page).toMatchObject({ status: 200, data: { 'sign-in': begun.sign_in, auto: 'yes', failure: '' } });
    expect(page.html).toContain('Olga Organizer (olga@example.com)');
    expect((await pane().result(begun)).json).toMatchObject({ state: 'confirming', bearer: null });
    const code = page.data.code ?? '';
    secrets.push(code);
    const result = await pane().result(begun, code);
    expect(result.json).toMatchObject({ state: 'signed_in', account: 'Olga Organizer (olga@example.com)', is_user: true });
    secrets.push(result.json.bearer);
    expect(await pane().result(begun, code)).toMatchObject({ status: 403, json: { code: 'ERR_SIGN_IN_EXPIRED' } });
    expect(await ask(`${server.publicUrl}${RESERVATIONS}`, { token: result.json.bearer, body: {} })).toMatchObject({
      status: 200,
      json: { kind: 'reserved' },
    });
  });

  it('[S9.1d] comes back by polling once the person typed the pane’s digits', async () => {
    const begun = await pane().begin();
    const { person, callback } = await signInAt(begun);
    const page = await person.go(callback);
    const wrong = begun.digits === '00' ? '01' : '00';
    const state = stateOf(callback);
    const release = `${begun.url}/release`;
    expect(await person.go(release, { state, digits: wrong })).toMatchObject({ status: 403 });
    expect((await pane().result(begun)).json.state).toBe('confirming');
    expect((await person.go(release, { state, digits: begun.digits })).html).toContain('You can close this window');
    expect((await pane().result(begun)).json).toMatchObject({ state: 'signed_in', is_user: true });
    expect(page.html).toContain('pattern="[0-9]{2}"');
  });

  it('[S9.1e] answers the redirect URI with and without a slash, by GET and by form, and a repeated callback with one result', async () => {
    for (const slash of ['', '/']) {
      const begun = await pane().begin();
      const { person, callback } = await signInAt(begun);
      const path = `${CLIENT}/oauth_redirect${slash}`;
      const form = Object.fromEntries(new URL(callback).searchParams);
      const again = await new CookieBrowser(server.publicUrl).go(path, form);
      expect(again.status).toBe(303);
      const [one, two] = await Promise.all([person.go(again.location), person.go(again.location)]);
      for (const each of [one, two]) expect(each).toMatchObject({ status: 200, code: null });
      expect((await person.go(`${path}?${new URLSearchParams(form)}`)).html).toContain('Olga Organizer');
    }
  });

  it('[S9.1f] of two panes at once come to their own ends, the first one last', async () => {
    const person = browser();
    const [first, second] = [await pane().begin(), await pane().begin()];
    const one = await signInAt(first, person);
    const two = await signInAt(second, person, { key: 'fake:emil' });
    const [later, earlier] = [await person.go(two.callback), await person.go(one.callback)];
    expect((await pane().result(second, later.data.code)).json.state).toBe('signed_in');
    expect((await pane().result(first, earlier.data.code)).json.state).toBe('signed_in');
    expect((await pane().result(first, later.data.code)).status).toBe(403);
  });

  it('[S9.4a] ties the mailbox to the record, so that the next pane needs no sign-in', async () => {
    const begun = await pane(EXCHANGE).begin();
    const { person, callback } = await signInAt(begun);
    const page = await person.go(callback);
    expect(page.data.auto).toBe('no');
    expect(users.ties).toEqual([]);
    const result = await pane(EXCHANGE).result(begun, page.data.code);
    expect(result.json).toMatchObject({ state: 'signed_in', linked: 'first' });
    expect(users.ties).toEqual(['new exchange/mail.example.com/olga false']);
    const next = await pane(EXCHANGE).begin();
    const again = await signInAt(next, browser());
    expect((await again.person.go(again.callback)).data.auto).toBe('yes');
  });

  it('[S9.4b] ties one more mailbox only by the digits, and says so', async () => {
    users.add('olga', 'fake:olga', 'exchange/mail.example.com/other');
    const begun = await pane(EXCHANGE).begin();
    const { person, callback } = await signInAt(begun);
    const page = await person.go(callback);
    expect(page.data.code).toBe('');
    expect(page.html).toContain('already linked to another mailbox');
    await person.go(`${begun.url}/release`, { state: stateOf(callback), digits: begun.digits });
    expect((await pane(EXCHANGE).result(begun)).json).toMatchObject({ linked: 'second' });
    expect(users.ties).toEqual(['olga exchange/mail.example.com/olga true']);
  });

  it('[S7.2e] ends at the manager with the user’s record', async () => {
    const bearer = await signedIn();
    const reserve = () => ask(`${server.publicUrl}${RESERVATIONS}`, { token: bearer, body: {} });
    expect((await reserve()).status).toBe(200);
    users.records.clear();
    expect(await reserve()).toMatchObject({ status: 401, json: { code: 'ERR_TOKEN_REVOKED' } });
  });

  it('[S3.4e, S7.2d] gives a bearer for which an edge without manager gives a token tag, and none for a forged one', async () => {
    const bearer = await signedIn();
    await server.stop();
    const manager = await start('manager');
    const edge = await start('edge', deployment.edgeConfig(manager.publicUrl));
    await vi.waitFor(
      async () => expect((await ask(`${edge.adminUrl}/readyz`, { method: 'GET' })).status).toBe(200),
      15_000,
    );
    await manager.stop();
    const reserve = (token: string) => ask(`${edge.publicUrl}${RESERVATIONS}`, { token, body: {} });
    expect(await reserve(bearer)).toMatchObject({ status: 200, json: { kind: 'deferred' } });
    const [head, body = '', signature] = bearer.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'user/boss' })).toString('base64url');
    expect(await reserve([head, forged, signature].join('.'))).toMatchObject({
      status: 401,
      json: { code: 'ERR_TOKEN_SIGNATURE' },
    });
  });
});

async function signedIn(): Promise<string> {
  const begun = await pane().begin();
  const { person, callback } = await signInAt(begun);
  const { json } = await pane().result(begun, (await person.go(callback)).data.code);
  secrets.push(json.bearer);
  return json.bearer;
}
