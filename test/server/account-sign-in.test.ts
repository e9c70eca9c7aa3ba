import { createHash } from 'node:crypto';
import { createSandbox, SandboxClient } from '@vmrkit/sandbox';
import { createVmrKit, type VmrKit } from '@vmrkit/sdk';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  startTokenFront,
  type TokenFront,
} from '../../packages/provider-ews/src/test-support/token-front.ts';
import { ask, INTEGRATION, ServerWorld } from './server-world.ts';

const REDIRECT = '/admin/platform/msexchangeconnector/oauth_redirect';
const ACCOUNT = { username: 'svc@example.com', password: 'p' };
const egress = { allow_loopback: true };

let deployment: ServerWorld;
let front: TokenFront;
let kit: VmrKit;
const open: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  deployment = await ServerWorld.create();
  const sandbox = await createSandbox();
  const admin = new SandboxClient(sandbox.adminUrl);
  await admin.createMailbox({ email: 'vmr@example.com', kind: 'equipment', processing: 'AutoUpdate' });
  await admin.createAccount({ ...ACCOUNT, impersonates: 'all' });
  front = await startTokenFront(sandbox.url, ACCOUNT);
  kit = createVmrKit({
    plugins: deployment.plugins,
    config: { store: { name: 'memory' }, egress },
    masterKeys: deployment.environment.masterKeys,
  });
  const login = `${front.origin}/tenant/oauth2/v2.0`;
  await (await kit.get('integrationRecords')).save({
    id: INTEGRATION,
    general: { name: 'Sales' },
    mailbox: {
      provider: 'ews',
      settings: {
        ews_url: front.url,
        service_account_username: ACCOUNT.username,
        enable_oauth: true,
        oauth_client_id: 'app',
        oauth_redirect_uri: `https://vmr.example.com${REDIRECT}/`,
        oauth_authorization_endpoint: `${login}/authorize`,
        oauth_token_endpoint: `${login}/token`,
      },
      mailboxes: [{ name: 'VMR booking', email: 'vmr@example.com' }],
    },
    single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
    add_in: { server_fqdn: 'vmr.example.com' },
    callers: [{ provider: 'trusting' }],
  });
  open.push(
    () => sandbox.close(),
    () => front.close(),
    () => kit.close(),
    () => deployment.close(),
  );
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** The link as the command prints it; the token endpoint then takes its code and names `user`. */
async function link(user = ACCOUNT.username): Promise<URLSearchParams> {
  const registry = await kit.get('integrationRegistry');
  await registry.refresh();
  const mailbox = registry.find(INTEGRATION)?.record.mailbox;
  const signIn = (await kit.get('integrationPlugins')).accountSignIn({
    name: mailbox?.provider ?? '',
    settings: mailbox?.settings,
    integration: { tenantId: 'default', integrationId: INTEGRATION },
  });
  const { searchParams } = (await signIn?.begin()) ?? new URL('x:');
  front.answerWith((form) => {
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const refreshes = form.get('refresh_token') === 'refresh';
    if (!refreshes && challenge !== searchParams.get('code_challenge')) {
      return { status: 400, json: { error: 'invalid_grant' } };
    }
    const claims = {
      aud: 'app',
      nonce: searchParams.get('nonce'),
      exp: Date.now() / 1_000 + 60,
      preferred_username: user,
    };
    return {
      status: 200,
      json: {
        access_token: front.goodToken(),
        expires_in: 3_600,
        refresh_token: 'refresh',
        id_token: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`,
      },
    };
  });
  return searchParams;
}

const comeBack = (adminUrl: string, query: Readonly<Record<string, string>>, slash = '/') =>
  ask(`${adminUrl}${REDIRECT}${slash}?${new URLSearchParams(query)}`, { method: 'GET' });

async function standing(): Promise<readonly string[]> {
  const { alarms } = await kit.get('store');
  const found = await alarms.find('default', { index: 'standing', equals: ['default'], limit: 20 });
  return found.items.map(({ value }) => value.kind);
}

describe('the sign-in of a service account', () => {
  it('[S8.4a, S8.4d] is asked for by an alarm until the right account came back', async () => {
    front.answerWith(() => ({ status: 400, json: { error: 'invalid_grant' } }));
    const { adminUrl } = await deployment.start('all', { config: { egress } });
    await vi.waitFor(async () => expect(await standing()).toContain('sign-in-needed'), 5_000);
    const state = (await link()).get('state') ?? '';
    const { status, text, headers } = await comeBack(adminUrl, { state, code: 'c' });
    expect([status, text]).toEqual([200, expect.stringContaining('is signed in')]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    await vi.waitFor(async () => expect(await standing()).not.toContain('sign-in-needed'), 15_000);
  });

  it('[S8.4b] keeps nothing of another account, and says so', async () => {
    const logger = recordingLogger();
    const { adminUrl, publicUrl } = await deployment.start('all', { config: { egress }, logger });
    const state = (await link('mallory@example.com')).get('state') ?? '';
    const other = await comeBack(adminUrl, { state, code: 'the-code' }, '');
    expect([other.status, other.text]).toEqual([403, expect.stringContaining('Another account')]);
    const again = await comeBack(adminUrl, { state, code: 'the-code' });
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('no longer good')]);
    expect((await comeBack(publicUrl, { state, code: 'c' })).status).toBe(404);
    expect(JSON.stringify(logger.lines)).not.toMatch(/the-code|mallory/);
  });

  it.each([
    [{}, 400],
    [{ state: 'nonsense', code: 'c' }, 400],
    [{ state: `${INTEGRATION}.x`, code: 'c' }, 400],
    [{ state: '11111111-1111-4111-8111-111111111111.x', code: '<script>' }, 400],
    [{ error: 'access_denied', error_description: '<script>alert(1)</script>' }, 400],
  ])('[S8.4c] refuses what it did not begin: %j', async (query, expected) => {
    const { adminUrl } = await deployment.start('all', { config: { egress } });
    const { status, text } = await comeBack(adminUrl, query as Record<string, string>);
    expect([status, text.includes('script')]).toEqual([expected, false]);
  });
});
