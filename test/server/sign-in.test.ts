import { instant, type SignedInIdentity, shift } from '@vmrkit/core';
import { systemClock, tokens } from '@vmrkit/sdk';
import type { VmrServer } from '@vmrkit/server';
import { FakeSignInProvider, recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatewayBefore } from '../support/gateway.ts';
import { ask, INTEGRATION, RESERVATIONS, ServerWorld } from './server-world.ts';
import {
  CLIENT,
  CookieBrowser,
  fakeSignInPlugin,
  listedCallersPlugin,
  type PaneSignIn,
  SIGN_INS,
  TestPane,
  TestUsers,
} from './sign-in-world.ts';

let deployment: ServerWorld;
let provider: FakeSignInProvider;
let users: TestUsers;
let logger: ReturnType<typeof recordingLogger>;
let server: VmrServer;
let secrets: string[];

beforeEach(async () => {
  deployment = await ServerWorld.create();
  provider = new FakeSignInProvider();
  users = new TestUsers();
  logger = recordingLogger();
  secrets = [];
  lateMs = 0;
  callers = new Map([[EXCHANGE, OLGA]]);
  await deployment.importRecord(record, plugins());
  server = await start('all');
});
afterEach(async () => {
  await deployment.close();
  for (const secret of secrets) expect(JSON.stringify(logger.lines)).not.toContain(secret);
});

const plugins = () => [...deployment.plugins, fakeSignInPlugin(provider), listedCallersPlugin(callers)];

/** By how much the servers' clock is ahead. */
let lateMs: number;

/** Whom the pane's tokens name. */
let callers: Map<string, string>;

const record = {
  personal: { allow_new_users: true },
  sign_in: { provider: 'fake' },
  callers: [{ provider: 'listed' }, { provider: 'trusting' }],
};

function start(role: 'all' | 'manager' | 'edge', config: object = {}): Promise<VmrServer> {
  return deployment.start(role, {
    logger,
    config,
    plugins: plugins(),
    configure: (container) => {
      users.watch(container);
      const now = () => shift(systemClock.now(), lateMs);
      container.rebind(tokens.clock).toConstantValue({ ...systemClock, now });
    },
  });
}

const EXCHANGE = 'good.exchange';
const OLGA = 'exchange/mail.example.com/olga';
const pane = (token?: string) => new TestPane(server.publicUrl, token);
const browser = () => new CookieBrowser(server.publicUrl);

/** Opens the pane's link, and signs in at the provider; gives the callback that was not called yet. */
async function signInAt(begun: PaneSignIn, person = browser(), who: Partial<SignedInIdentity> = {}) {
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
    expect(cookie).toMatch(
      /^__Host-vmrkit-\w{16}=[\w-]{43}; Max-Age=600; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await pane().result(begun)).json).toMatchObject({ state: 'waiting', bearer: null });
    const page = await person.go(callback);
    expect(page).toMatchObject({ status: 200, data: { 'sign-in': begun.sign_in, auto: 'yes', failure: '' } });
    expect(page.html).toContain('Olga Organizer (olga@example.com)');
    expect((await pane().result(begun)).json).toMatchObject({ state: 'confirming', bearer: null });
    const code = page.data.code ?? '';
    secrets.push(code);
    const result = await pane().result(begun, code);
    expect(result.json).toMatchObject({
      state: 'signed_in',
      account: 'Olga Organizer (olga@example.com)',
      is_user: true,
    });
    secrets.push(result.json.bearer);
    expect(await pane().result(begun, code)).toMatchObject({
      status: 403,
      json: { code: 'ERR_SIGN_IN_EXPIRED' },
    });
    expect(
      await ask(`${server.publicUrl}${RESERVATIONS}`, { token: result.json.bearer, body: {} }),
    ).toMatchObject({
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
    expect((await person.go(release, { state, digits: begun.digits })).html).toContain(
      'You can close this window',
    );
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

  it('[S9.1e] behind a gateway with a host name of its own, with a query that it adds', async () => {
    const gateway = await gatewayBefore(server.publicUrl, 'localhost');
    const shown = new URL(gateway.shows(`${server.publicUrl}/`)).origin;
    const begun = await new TestPane(shown).begin();
    const { person, callback } = await signInAt(begun, new CookieBrowser(shown));
    await person.go(`${callback}&McasTsid=1`);
    await person.go(`${begun.url}/release`, { state: stateOf(callback), digits: begun.digits });
    expect((await new TestPane(shown).result(begun)).json).toMatchObject({ state: 'signed_in' });
    await gateway.close();
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
    expect(await users.ofCaller(OLGA)).toBeNull();
    const result = await pane(EXCHANGE).result(begun, page.data.code);
    expect(result.json).toMatchObject({ state: 'signed_in', linked: 'first' });
    expect(await users.ofCaller(OLGA)).toMatchObject({ name: 'Olga Organizer' });
    const next = await pane(EXCHANGE).begin();
    const again = await signInAt(next, browser());
    expect((await again.person.go(again.callback)).data.auto).toBe('yes');
  });

  it('[S9.4b] ties one more mailbox only by the digits, and says so', async () => {
    await users.add('olga', 'fake:olga', 'exchange/mail.example.com/other');
    const begun = await pane(EXCHANGE).begin();
    const { person, callback } = await signInAt(begun);
    const page = await person.go(callback);
    expect(page.data.code).toBe('');
    expect(page.html).toContain('already linked to another mailbox');
    await person.go(`${begun.url}/release`, { state: stateOf(callback), digits: begun.digits });
    expect((await pane(EXCHANGE).result(begun)).json).toMatchObject({ linked: 'second' });
    expect((await users.ofCaller(OLGA))?.callerKeys).toEqual(['exchange/mail.example.com/other', OLGA]);
  });

  it('[S7.2e] ends at the manager with the user’s record', async () => {
    const bearer = await signedIn();
    const reserve = () => ask(`${server.publicUrl}${RESERVATIONS}`, { token: bearer, body: {} });
    expect((await reserve()).status).toBe(200);
    await users.deleteAll();
    expect(await reserve()).toMatchObject({ status: 401, json: { code: 'ERR_TOKEN_REVOKED' } });
  });

  it('[S3.4g, S7.2d] gives a bearer for which an edge without manager gives a token tag, and none for a forged one', async () => {
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
    const tag = (await reserve(bearer)).json.html;
    const [head, body = '', signature] = bearer.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'user/boss' })).toString('base64url');
    expect(await reserve([head, forged, signature].join('.'))).toMatchObject({
      status: 401,
      json: { code: 'ERR_TOKEN_SIGNATURE' },
    });
    await start('manager');
    const begins = instant(Math.ceil(deployment.world.now() / 60_000) * 60_000 + 600_000);
    const time = { start: begins, end: shift(begins, 3_600_000) };
    const organizer = { name: 'Olga', email: 'olga@example.com' };
    const meeting = await deployment.world.invite({ organizer, subject: 'Plans', html: tag, ...time });
    await vi.waitFor(
      async () => expect((await deployment.world.organizerView(meeting))?.html).toContain('PXPS:-'),
      15_000,
    );
  });
});

interface Attack {
  readonly what: string;
  readonly code: string;
  run(): Promise<{ readonly code?: string | null; readonly json?: { readonly code?: string } }>;
}

const HOSTILE = '<img src=x onerror=alert(1)>"\'';

/** A page or a problem that refuses, by its code. */
const attacks: readonly Attack[] = [
  {
    what: 'the callback in another browser than the one that was sent away',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => browser().go((await signInAt(await pane().begin())).callback),
  },
  {
    what: 'the callback in a browser that has the cookie of another sign-in',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => {
      const { callback } = await signInAt(await pane().begin());
      return (await signInAt(await pane().begin())).person.go(callback);
    },
  },
  {
    what: 'a provider’s page prepared by somebody and opened by the victim',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => {
      const opened = await browser().go((await pane().begin()).url);
      return browser().go(provider.approve(opened.location));
    },
  },
  {
    what: 'the link opened anew while the first window still signs in',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => {
      const begun = await pane().begin();
      const { person, callback } = await signInAt(begun);
      await person.go(begun.url);
      return person.go(callback);
    },
  },
  {
    what: 'a foreign page as the place to go back to',
    code: 'ERR_REQUEST_INVALID',
    run: () => pane().tryBegin({ redirect_uri: 'https://evil.example/' }),
  },
  {
    what: 'the code of a finished sign-in',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: async () => {
      const used = await signInAt(await pane().begin());
      await used.person.go(used.callback);
      const fresh = await signInAt(await pane().begin(), used.person);
      const replayed = new URL(used.callback);
      replayed.searchParams.set('state', stateOf(fresh.callback));
      return used.person.go(replayed.href);
    },
  },
  {
    what: 'the code of another sign-in that is under way',
    code: 'ERR_SIGN_IN_FORGED',
    run: async () => {
      const [mine, theirs] = [await signInAt(await pane().begin()), await signInAt(await pane().begin())];
      const swapped = new URL(theirs.callback);
      swapped.searchParams.set('state', stateOf(mine.callback));
      return mine.person.go(swapped.href);
    },
  },
  {
    what: 'a state that is older than ten minutes',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: async () => {
      const { person, callback } = await signInAt(await pane().begin());
      lateMs = 10 * 60_000;
      return person.go(callback);
    },
  },
  {
    what: 'a link that is older than ten minutes',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: async () => {
      const { url } = await pane().begin();
      lateMs = 10 * 60_000;
      return browser().go(url);
    },
  },
  {
    what: 'a state that nobody gave out',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: () => browser().go(`${CLIENT}/oauth_redirect?code=x&state=${encodeURIComponent(HOSTILE)}`),
  },
  {
    what: 'a callback of 10,000 characters',
    code: 'ERR_SIGN_IN_FORGED',
    run: () => browser().go(`${CLIENT}/oauth_redirect?state=${'x'.repeat(10_000)}`),
  },
  {
    what: 'digits guessed three times',
    code: 'ERR_SIGN_IN_TRIES',
    run: async () => {
      const begun = await pane().begin();
      const { person, callback } = await signInAt(begun);
      await person.go(callback);
      const wrong = { state: stateOf(callback), digits: begun.digits === '00' ? '01' : '00' };
      for (const _ of [1, 2]) await person.go(`${begun.url}/release`, wrong);
      return person.go(`${begun.url}/release`, wrong);
    },
  },
  {
    what: 'right digits typed in another browser',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => {
      const begun = await pane().begin();
      const { person, callback } = await signInAt(begun);
      await person.go(callback);
      const typed = { state: stateOf(callback), digits: begun.digits };
      return browser().go(`${begun.url}/release`, typed);
    },
  },
  {
    what: 'the result asked for by another pane',
    code: 'ERR_SIGN_IN_PANE',
    run: async () => {
      const [begun, other] = [await pane().begin(), await pane().begin()];
      const { person, callback } = await signInAt(begun);
      const { data } = await person.go(callback);
      return pane().result({ ...begun, secret: other.secret }, data.code);
    },
  },
  {
    what: 'an Exchange id that stands on somebody else’s record',
    code: 'ERR_SIGN_IN_OTHER_PERSON',
    run: async () => {
      await users.add('ben', 'fake:ben', OLGA);
      const { person, callback } = await signInAt(await pane(EXCHANGE).begin());
      const page = await person.go(callback);
      expect(page.html).toContain('ben (ben@example.com)');
      expect(page.html).toMatch(/in a private window\. .* sign in to Windows as yourself/);
      return page;
    },
  },
  {
    what: 'a pane whose Entra token names somebody else',
    code: 'ERR_SIGN_IN_OTHER_PERSON',
    run: async () => {
      callers.set(EXCHANGE, 'entra/tenant/ben');
      const entra = { tenantId: 'tenant', objectId: 'olga' };
      const { person, callback } = await signInAt(await pane(EXCHANGE).begin(), browser(), { entra });
      return person.go(callback);
    },
  },
  {
    what: 'a person without a record where nobody new is taken and rooms are all there is',
    code: 'ERR_SIGN_IN_NOT_A_USER',
    run: async () => {
      const general = { name: 'Sales', enable_single_use_vmrs: false };
      await deployment.importRecord({ ...record, general, personal: {} }, plugins());
      await vi.waitFor(
        async () =>
          expect((await ask(`${server.publicUrl}${RESERVATIONS}`, { token: 'good', body: {} })).status).toBe(
            403,
          ),
        15_000,
      );
      const { person, callback } = await signInAt(await pane().begin());
      return person.go(callback);
    },
  },
  {
    what: 'a bearer of another integration',
    code: 'ERR_TOKEN_AUDIENCE',
    run: async () => {
      const bearer = await signedIn();
      const other = INTEGRATION.replace(/^b/, 'c');
      const single_use = { scheduled_alias_prefix: '66', scheduled_alias_domain: 'example.com' };
      const mailbox = { provider: 'world', mailboxes: [{ name: 'Other', email: 'other@example.com' }] };
      const general = { name: 'Other' };
      await deployment.importRecord({ ...record, id: other, general, single_use, mailbox }, plugins());
      const url = `${server.publicUrl}${RESERVATIONS.replace(INTEGRATION, other)}`;
      await vi.waitFor(
        async () => expect((await ask(url, { token: 'good', body: {} })).status).toBe(200),
        15_000,
      );
      return ask(url, { token: bearer, body: {} });
    },
  },
  {
    what: 'a bearer that is older than an hour',
    code: 'ERR_TOKEN_EXPIRED',
    run: async () => {
      const bearer = await signedIn();
      lateMs = 62 * 60_000;
      return ask(`${server.publicUrl}${RESERVATIONS}`, { token: bearer, body: {} });
    },
  },
  {
    what: 'an add-in token that nobody verifies, to begin with',
    code: 'ERR_TOKEN_SIGNATURE',
    run: () => pane('bad.to.ken').tryBegin(),
  },
  {
    what: 'a person who gives up',
    code: 'ERR_SIGN_IN_REFUSED',
    run: async () => {
      const { person, opened } = await signInAt(await pane().begin());
      return person.go(provider.refuse(opened.location));
    },
  },
  {
    what: 'an identity provider that is away',
    code: 'ERR_SIGN_IN_UNAVAILABLE',
    run: async () => {
      const { url } = await pane().begin();
      provider.isAway = true;
      return browser().go(url);
    },
  },
];

describe('attacks on the sign-in', () => {
  it.each(attacks.map((attack) => [attack.code, attack.what, attack] as const))(
    '[S9.1g] %s: %s',
    async (code, _, attack) => {
      const { code: shown, json } = await attack.run();
      expect(shown ?? json?.code).toBe(code);
      if (shown === undefined) return;
      // Pages that refuse are counted by their cause.
      const metrics = await (await fetch(`${server.adminUrl}/metrics`)).text();
      expect(metrics).toMatch(
        new RegExp(`vmrkit_sign_ins_refused_total\\{integration="\\S+",code="${code}"\\} 1`),
      );
    },
  );

  it('[S9.1g] a link that somebody else’s pane prepared gives that pane nothing unless its digits are typed', async () => {
    const prepared = await pane(EXCHANGE).begin();
    const { person, callback } = await signInAt(prepared);
    const page = await person.go(callback);
    expect(page.html).toContain('Nobody else may give them to you');
    for (const guess of [null, 'x', prepared.secret, prepared.digits]) {
      const { json } = await pane(EXCHANGE).result(prepared, guess);
      expect(json).toMatchObject({ state: 'confirming', bearer: null, account: null });
    }
    expect(await users.all()).toEqual([]);
  });

  it('[S9.3b] an address that the person could choose is shown to nobody and finds no record', async () => {
    const begun = await pane().begin();
    const { person, callback } = await signInAt(begun, browser(), {
      isEmailTrusted: false,
      displayName: HOSTILE,
    });
    const page = await person.go(callback);
    expect(page.html).not.toContain('olga@example.com');
    expect(page.html).not.toContain('<img');
    expect((await pane().result(begun, page.data.code)).json).toMatchObject({ account: HOSTILE });
    const [user] = await users.all();
    expect(user?.value).toMatchObject({ email: null });
  });

  it('[S7.3a] a token tag is no bearer at any route of panes', async () => {
    const text = 'TOK:-mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpiydcmrtgq2q#';
    const begun = await pane().begin();
    for (const token of [text, text.slice(5, -1), `${text.slice(5, -1)}.a.b`]) {
      for (const path of [RESERVATIONS, SIGN_INS, `${SIGN_INS}/${begun.sign_in}/result`]) {
        const answer = await ask(`${server.publicUrl}${path}`, { token, body: {} });
        expect([401, 404], `${path} ${answer.text}`).toContain(answer.status);
      }
    }
  });
});

async function signedIn(): Promise<string> {
  const begun = await pane().begin();
  const { person, callback } = await signInAt(begun);
  const { json } = await pane().result(begun, (await person.go(callback)).data.code);
  secrets.push(json.bearer);
  return json.bearer;
}
