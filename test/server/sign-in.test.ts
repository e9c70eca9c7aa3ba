import { instant, shift } from '@vmrkit/core';
import { describe, expect, it, vi } from 'vitest';
import { gatewayBefore } from '../support/gateway.ts';
import { ask, RESERVATIONS } from './server-world.ts';
import { EXCHANGE, OLGA, SignInRig, stateOf } from './sign-in-rig.ts';
import { CLIENT, CookieBrowser, TestPane } from './sign-in-world.ts';

const rig = new SignInRig();

describe('the sign-in of a pane', () => {
  it('[S9.1c] comes back through the dialog’s message, for once', async () => {
    const begun = await rig.pane().begin({ login_hint: 'olga@example.com' });
    const { person, opened, callback } = await rig.signInAt(begun);
    expect(opened.status).toBe(303);
    expect(opened.location).toContain('login_hint=olga%40example.com');
    const cookie = opened.headers.getSetCookie()[0];
    expect(cookie).toMatch(
      /^__Host-vmrkit-\w{16}=[\w-]{43}; Max-Age=600; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await rig.pane().result(begun)).json).toMatchObject({ state: 'waiting', bearer: null });
    const page = await person.go(callback);
    expect(page).toMatchObject({ status: 200, data: { 'sign-in': begun.sign_in, auto: 'yes', failure: '' } });
    expect(page.html).toContain('Olga Organizer (olga@example.com)');
    expect((await rig.pane().result(begun)).json).toMatchObject({ state: 'confirming', bearer: null });
    const code = page.data.code ?? '';
    rig.secrets.push(code);
    const result = await rig.pane().result(begun, code);
    expect(result.json).toMatchObject({
      state: 'signed_in',
      account: 'Olga Organizer (olga@example.com)',
      is_user: true,
    });
    rig.secrets.push(result.json.bearer);
    expect(await rig.pane().result(begun, code)).toMatchObject({
      status: 403,
      json: { code: 'ERR_SIGN_IN_EXPIRED' },
    });
    expect(
      await ask(`${rig.server.publicUrl}${RESERVATIONS}`, { token: result.json.bearer, body: {} }),
    ).toMatchObject({
      status: 200,
      json: { kind: 'reserved' },
    });
  });

  it('[S9.1d] comes back by polling once the person typed the pane’s digits', async () => {
    const begun = await rig.pane().begin();
    const { person, callback } = await rig.signInAt(begun);
    const page = await person.go(callback);
    const wrong = begun.digits === '00' ? '01' : '00';
    const state = stateOf(callback);
    const release = `${begun.url}/release`;
    expect(await person.go(release, { state, digits: wrong })).toMatchObject({ status: 403 });
    expect((await rig.pane().result(begun)).json.state).toBe('confirming');
    expect((await person.go(release, { state, digits: begun.digits })).html).toContain(
      'You can close this window',
    );
    expect((await rig.pane().result(begun)).json).toMatchObject({ state: 'signed_in', is_user: true });
    expect(page.html).toContain('pattern="[0-9]{2}"');
  });

  it('[S9.1e] answers the redirect URI with and without a slash, by GET and by form, and a repeated callback with one result', async () => {
    for (const slash of ['', '/']) {
      const begun = await rig.pane().begin();
      const { person, callback } = await rig.signInAt(begun);
      const path = `${CLIENT}/oauth_redirect${slash}`;
      const form = Object.fromEntries(new URL(callback).searchParams);
      const again = await new CookieBrowser(rig.server.publicUrl).go(path, form);
      expect(again.status).toBe(303);
      const [one, two] = await Promise.all([person.go(again.location), person.go(again.location)]);
      for (const each of [one, two]) expect(each).toMatchObject({ status: 200, code: null });
      expect((await person.go(`${path}?${new URLSearchParams(form)}`)).html).toContain('Olga Organizer');
    }
  });

  it('[S9.1e] behind a gateway with a host name of its own, with a query that it adds', async () => {
    const gateway = await gatewayBefore(rig.server.publicUrl, 'localhost');
    const shown = new URL(gateway.shows(`${rig.server.publicUrl}/`)).origin;
    const begun = await new TestPane(shown).begin();
    const { person, callback } = await rig.signInAt(begun, new CookieBrowser(shown));
    await person.go(`${callback}&McasTsid=1`);
    await person.go(`${begun.url}/release`, { state: stateOf(callback), digits: begun.digits });
    expect((await new TestPane(shown).result(begun)).json).toMatchObject({ state: 'signed_in' });
    await gateway.close();
  });

  it('[S9.1f] of two panes at once come to their own ends, the first one last', async () => {
    const person = rig.browser();
    const [first, second] = [await rig.pane().begin(), await rig.pane().begin()];
    const one = await rig.signInAt(first, person);
    const two = await rig.signInAt(second, person, { key: 'fake:emil' });
    const [later, earlier] = [await person.go(two.callback), await person.go(one.callback)];
    expect((await rig.pane().result(second, later.data.code)).json.state).toBe('signed_in');
    expect((await rig.pane().result(first, earlier.data.code)).json.state).toBe('signed_in');
    expect((await rig.pane().result(first, later.data.code)).status).toBe(403);
  });

  it('[S9.4a] ties the mailbox to the record, so that the next pane needs no sign-in', async () => {
    const begun = await rig.pane(EXCHANGE).begin();
    const { person, callback } = await rig.signInAt(begun);
    const page = await person.go(callback);
    expect(page.data.auto).toBe('no');
    expect(await rig.users.ofCaller(OLGA)).toBeNull();
    const result = await rig.pane(EXCHANGE).result(begun, page.data.code);
    expect(result.json).toMatchObject({ state: 'signed_in', linked: 'first' });
    expect(await rig.users.ofCaller(OLGA)).toMatchObject({ name: 'Olga Organizer' });
    const next = await rig.pane(EXCHANGE).begin();
    const again = await rig.signInAt(next, rig.browser());
    expect((await again.person.go(again.callback)).data.auto).toBe('yes');
  });

  it('[S9.4b] ties one more mailbox only by the digits, and says so', async () => {
    await rig.users.add('olga', 'fake:olga', 'exchange/mail.example.com/other');
    const begun = await rig.pane(EXCHANGE).begin();
    const { person, callback } = await rig.signInAt(begun);
    const page = await person.go(callback);
    expect(page.data.code).toBe('');
    expect(page.html).toContain('already linked to another mailbox');
    await person.go(`${begun.url}/release`, { state: stateOf(callback), digits: begun.digits });
    expect((await rig.pane(EXCHANGE).result(begun)).json).toMatchObject({ linked: 'second' });
    expect((await rig.users.ofCaller(OLGA))?.callerKeys).toEqual(['exchange/mail.example.com/other', OLGA]);
  });

  it('[S7.2e] ends at the manager with the user’s record', async () => {
    const bearer = await rig.signedIn();
    const reserve = () => ask(`${rig.server.publicUrl}${RESERVATIONS}`, { token: bearer, body: {} });
    expect((await reserve()).status).toBe(200);
    await rig.users.deleteAll();
    expect(await reserve()).toMatchObject({ status: 401, json: { code: 'ERR_TOKEN_REVOKED' } });
  });

  it('[S3.4g, S7.2d] gives a bearer for which an edge without manager gives a token tag, and none for a forged one', async () => {
    const bearer = await rig.signedIn();
    await rig.server.stop();
    const manager = await rig.start('manager');
    const edge = await rig.start('edge', rig.deployment.edgeConfig(manager.publicUrl));
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
    await rig.start('manager');
    const begins = instant(Math.ceil(rig.deployment.world.now() / 60_000) * 60_000 + 600_000);
    const time = { start: begins, end: shift(begins, 3_600_000) };
    const organizer = { name: 'Olga', email: 'olga@example.com' };
    const meeting = await rig.deployment.world.invite({ organizer, subject: 'Plans', html: tag, ...time });
    await vi.waitFor(
      async () => expect((await rig.deployment.world.organizerView(meeting))?.html).toContain('PXPS:-'),
      15_000,
    );
  });
});
