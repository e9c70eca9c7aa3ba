import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEwsMailboxProvider } from './create-ews-mailbox-provider.ts';
import { ewsSettingsSchema } from './settings.ts';
import { failure } from './test-support/failure.ts';
import { createSandboxWorld, type SandboxWorld } from './test-support/sandbox-world.ts';
import { testDeps } from './test-support/test-deps.ts';
import { startTokenFront, type TokenFront } from './test-support/token-front.ts';

let place: SandboxWorld;
let front: TokenFront;
const open: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  place = await createSandboxWorld();
  const account = { username: 'svc@corp.example', password: 'pässword' };
  front = await startTokenFront(place.sandbox.url, account);
  open.push(
    () => place.close(),
    () => front.close(),
  );
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const settingsOf = (more: Readonly<Record<string, unknown>> = {}) => ({
  ews_url: front.url,
  enable_oauth: true,
  oauth_grant: 'application',
  oauth_client_id: 'app',
  oauth_token_endpoint: `${front.origin}/tenant/oauth2/v2.0/token`,
  oauth_client_secret: 's3cret',
  ...more,
});
const openProvider = (more: Readonly<Record<string, unknown>> = {}) => {
  const provider = createEwsMailboxProvider(ewsSettingsSchema.parse(settingsOf(more)), testDeps);
  open.push(() => provider.close());
  return provider;
};

describe('an application', () => {
  it.each([
    ['v2.0/token', { scope: true }],
    ['token', { scope: false }],
  ])('works mailboxes in their names with one token (%s)', async (path, { scope }) => {
    const provider = openProvider({ oauth_token_endpoint: `${front.origin}/tenant/oauth2/${path}` });
    await provider.check(place.email);
    await provider.equipmentMailbox(place.email).inspect();
    expect(front.asked).toHaveLength(1);
    expect(front.asked[0]?.path).toBe(`/tenant/oauth2/${path}`);
    const { client_secret, ...form } = Object.fromEntries(front.asked[0]?.form ?? []);
    expect(client_secret).toBe('s3cret');
    expect(form).toEqual({
      grant_type: 'client_credentials',
      client_id: 'app',
      ...(scope ? { scope: `${front.origin}/.default` } : { resource: front.origin }),
    });
  });

  it('proves itself by a certificate', async () => {
    const made = await generate([{ name: 'commonName', value: 'app' }]);
    const proof = { oauth_certificate: made.cert, oauth_private_key: made.private };
    await openProvider({ ...proof, oauth_client_secret: undefined }).check(place.email);
    expect(front.asked[0]?.form.get('client_assertion')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('replaces a token that Exchange does not accept once, and no more', async () => {
    const provider = openProvider();
    await provider.check(place.email);
    front.revoke();
    await provider.check(place.email);
    expect([front.asked.length, front.refused()]).toEqual([2, 1]);
    front.answerWith(() => ({ status: 200, json: { access_token: 'bad', expires_in: 3_600 } }));
    front.revoke();
    expect(await failure(provider.check(place.email))).toMatchObject({ code: 'ERR_EWS_SIGN_IN' });
    expect([front.asked.length, front.refused()]).toEqual([3, 3]);
  });

  it('that gets no token is told as such and leaves the token endpoint alone for a while', async () => {
    front.answerWith(() => ({ status: 401, json: { error: 'invalid_client' } }));
    const provider = openProvider();
    const refused = { name: 'NotAuthenticatedError', code: 'ERR_OAUTH_REFUSED' };
    expect(await failure(provider.check(place.email))).toMatchObject(refused);
    expect(await failure(provider.check(place.email))).toMatchObject({ name: 'NotAuthenticatedError' });
    expect(front.asked).toHaveLength(1);
  });

  it.each([
    [{ oauth_client_secret: undefined }, ['oauth_client_secret']],
    [{ oauth_certificate: 'x' }, ['oauth_private_key']],
    [{ oauth_certificate: 'x', oauth_private_key: 'y' }, ['oauth_client_secret']],
    [
      { oauth_client_secret: undefined, oauth_certificate: 'x', oauth_private_key: '-----BEGIN y' },
      ['oauth_private_key'],
    ],
    [{ oauth_token_endpoint: undefined }, ['oauth_token_endpoint']],
    [{ impersonation: false }, ['impersonation']],
  ])('with %j has faults at %j', (more, paths) => {
    const { error } = ewsSettingsSchema.safeParse(settingsOf(more));
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(paths);
  });
});
