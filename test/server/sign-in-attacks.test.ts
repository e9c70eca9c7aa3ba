import { describe, expect, it, vi } from 'vitest';
import { ask, INTEGRATION, RESERVATIONS } from './server-world.ts';
import { EXCHANGE, HOSTILE, OLGA, record, SignInRig, stateOf } from './sign-in-rig.ts';
import { CLIENT, SIGN_INS } from './sign-in-world.ts';

const rig = new SignInRig();

interface Attack {
  readonly what: string;
  readonly code: string;
  run(): Promise<{ readonly code?: string | null; readonly json?: { readonly code?: string } }>;
}

/** A page or a problem that refuses, by its code. */
const attacks: readonly Attack[] = [
  {
    what: 'the callback in another browser than the one that was sent away',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => rig.browser().go((await rig.signInAt(await rig.pane().begin())).callback),
  },
  {
    what: 'the callback in a browser that has the cookie of another sign-in',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => {
      const { callback } = await rig.signInAt(await rig.pane().begin());
      return (await rig.signInAt(await rig.pane().begin())).person.go(callback);
    },
  },
  {
    what: 'a provider’s page prepared by somebody and opened by the victim',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => {
      const opened = await rig.browser().go((await rig.pane().begin()).url);
      return rig.browser().go(rig.provider.approve(opened.location));
    },
  },
  {
    what: 'the link opened anew while the first window still signs in',
    code: 'ERR_SIGN_IN_BROWSER',
    run: async () => {
      const begun = await rig.pane().begin();
      const { person, callback } = await rig.signInAt(begun);
      await person.go(begun.url);
      return person.go(callback);
    },
  },
  {
    what: 'a foreign page as the place to go back to',
    code: 'ERR_REQUEST_INVALID',
    run: () => rig.pane().tryBegin({ redirect_uri: 'https://evil.example/' }),
  },
  {
    what: 'the code of a finished sign-in',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: async () => {
      const used = await rig.signInAt(await rig.pane().begin());
      await used.person.go(used.callback);
      const fresh = await rig.signInAt(await rig.pane().begin(), used.person);
      const replayed = new URL(used.callback);
      replayed.searchParams.set('state', stateOf(fresh.callback));
      return used.person.go(replayed.href);
    },
  },
  {
    what: 'the code of another sign-in that is under way',
    code: 'ERR_SIGN_IN_FORGED',
    run: async () => {
      const [mine, theirs] = [
        await rig.signInAt(await rig.pane().begin()),
        await rig.signInAt(await rig.pane().begin()),
      ];
      const swapped = new URL(theirs.callback);
      swapped.searchParams.set('state', stateOf(mine.callback));
      return mine.person.go(swapped.href);
    },
  },
  {
    what: 'a state that is older than ten minutes',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: async () => {
      const { person, callback } = await rig.signInAt(await rig.pane().begin());
      rig.lateMs = 10 * 60_000;
      return person.go(callback);
    },
  },
  {
    what: 'a link that is older than ten minutes',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: async () => {
      const { url } = await rig.pane().begin();
      rig.lateMs = 10 * 60_000;
      return rig.browser().go(url);
    },
  },
  {
    what: 'a state that nobody gave out',
    code: 'ERR_SIGN_IN_EXPIRED',
    run: () => rig.browser().go(`${CLIENT}/oauth_redirect?code=x&state=${encodeURIComponent(HOSTILE)}`),
  },
  {
    what: 'a callback of 10,000 characters',
    code: 'ERR_SIGN_IN_FORGED',
    run: () => rig.browser().go(`${CLIENT}/oauth_redirect?state=${'x'.repeat(10_000)}`),
  },
  {
    what: 'digits guessed three times',
    code: 'ERR_SIGN_IN_TRIES',
    run: async () => {
      const begun = await rig.pane().begin();
      const { person, callback } = await rig.signInAt(begun);
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
      const begun = await rig.pane().begin();
      const { person, callback } = await rig.signInAt(begun);
      await person.go(callback);
      const typed = { state: stateOf(callback), digits: begun.digits };
      return rig.browser().go(`${begun.url}/release`, typed);
    },
  },
  {
    what: 'the result asked for by another pane',
    code: 'ERR_SIGN_IN_PANE',
    run: async () => {
      const [begun, other] = [await rig.pane().begin(), await rig.pane().begin()];
      const { person, callback } = await rig.signInAt(begun);
      const { data } = await person.go(callback);
      return rig.pane().result({ ...begun, secret: other.secret }, data.code);
    },
  },
  {
    what: 'an Exchange id that stands on somebody else’s record',
    code: 'ERR_SIGN_IN_OTHER_PERSON',
    run: async () => {
      await rig.users.add('ben', 'fake:ben', OLGA);
      const { person, callback } = await rig.signInAt(await rig.pane(EXCHANGE).begin());
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
      rig.callers.set(EXCHANGE, 'entra/tenant/ben');
      const entra = { tenantId: 'tenant', objectId: 'olga' };
      const { person, callback } = await rig.signInAt(await rig.pane(EXCHANGE).begin(), rig.browser(), {
        entra,
      });
      return person.go(callback);
    },
  },
  {
    what: 'a person without a record where nobody new is taken and rooms are all there is',
    code: 'ERR_SIGN_IN_NOT_A_USER',
    run: async () => {
      const general = { name: 'Sales', enable_single_use_vmrs: false };
      await rig.deployment.importRecord({ ...record, general, personal: {} }, rig.plugins());
      await vi.waitFor(
        async () =>
          expect(
            (await ask(`${rig.server.publicUrl}${RESERVATIONS}`, { token: 'good', body: {} })).status,
          ).toBe(403),
        15_000,
      );
      const { person, callback } = await rig.signInAt(await rig.pane().begin());
      return person.go(callback);
    },
  },
  {
    what: 'a bearer of another integration',
    code: 'ERR_TOKEN_AUDIENCE',
    run: async () => {
      const bearer = await rig.signedIn();
      const other = INTEGRATION.replace(/^b/, 'c');
      const single_use = { scheduled_alias_prefix: '66', scheduled_alias_domain: 'example.com' };
      const mailbox = { provider: 'world', mailboxes: [{ name: 'Other', email: 'other@example.com' }] };
      const general = { name: 'Other' };
      await rig.deployment.importRecord(
        { ...record, id: other, general, single_use, mailbox },
        rig.plugins(),
      );
      const url = `${rig.server.publicUrl}${RESERVATIONS.replace(INTEGRATION, other)}`;
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
      const bearer = await rig.signedIn();
      rig.lateMs = 62 * 60_000;
      return ask(`${rig.server.publicUrl}${RESERVATIONS}`, { token: bearer, body: {} });
    },
  },
  {
    what: 'an add-in token that nobody verifies, to begin with',
    code: 'ERR_TOKEN_SIGNATURE',
    run: () => rig.pane('bad.to.ken').tryBegin(),
  },
  {
    what: 'a person who gives up',
    code: 'ERR_SIGN_IN_REFUSED',
    run: async () => {
      const { person, opened } = await rig.signInAt(await rig.pane().begin());
      return person.go(rig.provider.refuse(opened.location));
    },
  },
  {
    what: 'an identity rig.provider that is away',
    code: 'ERR_SIGN_IN_UNAVAILABLE',
    run: async () => {
      const { url } = await rig.pane().begin();
      rig.provider.isAway = true;
      return rig.browser().go(url);
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
      const metrics = await (await fetch(`${rig.server.adminUrl}/metrics`)).text();
      expect(metrics).toMatch(
        new RegExp(`vmrkit_sign_ins_refused_total\\{integration="\\S+",code="${code}"\\} 1`),
      );
    },
  );

  it('[S9.1g] a link that somebody else’s pane prepared gives that pane nothing unless its digits are typed', async () => {
    const prepared = await rig.pane(EXCHANGE).begin();
    const { person, callback } = await rig.signInAt(prepared);
    const page = await person.go(callback);
    expect(page.html).toContain('Nobody else may give them to you');
    for (const guess of [null, 'x', prepared.secret, prepared.digits]) {
      const { json } = await rig.pane(EXCHANGE).result(prepared, guess);
      expect(json).toMatchObject({ state: 'confirming', bearer: null, account: null });
    }
    expect(await rig.users.all()).toEqual([]);
  });

  it('[S9.3b] an address that the person could choose is shown to nobody and finds no record', async () => {
    const begun = await rig.pane().begin();
    const { person, callback } = await rig.signInAt(begun, rig.browser(), {
      isEmailTrusted: false,
      displayName: HOSTILE,
    });
    const page = await person.go(callback);
    expect(page.html).not.toContain('olga@example.com');
    expect(page.html).not.toContain('<img');
    expect((await rig.pane().result(begun, page.data.code)).json).toMatchObject({ account: HOSTILE });
    const [user] = await rig.users.all();
    expect(user?.value).toMatchObject({ email: null });
  });

  it('[S7.3a] a token tag is no bearer at any route of panes', async () => {
    const text = 'TOK:-mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpiydcmrtgq2q#';
    const begun = await rig.pane().begin();
    for (const token of [text, text.slice(5, -1), `${text.slice(5, -1)}.a.b`]) {
      for (const path of [RESERVATIONS, SIGN_INS, `${SIGN_INS}/${begun.sign_in}/result`]) {
        const answer = await ask(`${rig.server.publicUrl}${path}`, { token, body: {} });
        expect([401, 404], `${path} ${answer.text}`).toContain(answer.status);
      }
    }
  });
});
