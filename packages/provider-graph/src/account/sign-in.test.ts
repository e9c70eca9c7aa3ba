import { createSandbox, SandboxClient } from '@vmrkit/sandbox';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { createGraphMailboxProvider } from '../create-graph-mailbox-provider.ts';
import { graphSettingsSchema } from '../settings.ts';
import { CLIENT_ID, testDeps, testSettings } from '../test-support/test-deps.ts';
import { accountKey } from './graph-account.ts';

const ROOM = 'room@corp.example';
const key = new Uint8Array(32);

test('the application signs in with a certificate', async () => {
  const [own, other] = await Promise.all(
    [1, 2].map(() => generate([{ name: 'commonName', value: 'vmrkit' }], { keySize: 2048 })),
  );
  const sandbox = await createSandbox();
  try {
    const admin = new SandboxClient(sandbox.adminUrl);
    await admin.createMailbox({ email: ROOM, kind: 'equipment', processing: 'AutoUpdate' });
    await admin.graph.registerApp({
      clientId: CLIENT_ID,
      certificate: own?.cert ?? '',
      grants: [{ permission: 'Mail.ReadWrite' }],
    });
    const check = async (privateKey: string) => {
      const settings = testSettings(sandbox.authorityUrl, {
        client_secret: null,
        client_certificate: own?.cert,
        client_private_key: privateKey,
      });
      const provider = createGraphMailboxProvider(settings, testDeps());
      await provider.check(ROOM).finally(() => provider.close());
    };
    await check(own?.private ?? '');
    await expect(check(other?.private ?? '')).rejects.toMatchObject({ code: 'ERR_GRAPH_SIGN_IN' });
  } finally {
    await sandbox.close();
  }
});

test.each([
  ['neither', {}, ['client_secret']],
  [
    'a certificate without its key',
    { client_certificate: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' },
    ['client_private_key'],
  ],
])('a record with %s is refused', (_title, more, path) => {
  const settings = { tenant_id: 'corp.example', client_id: CLIENT_ID, ...more };
  expect(graphSettingsSchema.safeParse(settings).error?.issues.map((issue) => issue.path)).toEqual([path]);
});

test('settings keep their form when they are parsed again', () => {
  const settings = testSettings('http://127.0.0.1:1/');
  expect(graphSettingsSchema.parse(settings)).toEqual(settings);
});

test('records share an account by application and secret, and by nothing less', () => {
  const keyOf = (more: object) => accountKey(testSettings('http://127.0.0.1:1', { ...more }), key);
  expect(keyOf({ replies: 'mail', limits: { max_concurrency: 2 } })).toBe(keyOf({}));
  for (const more of [
    { client_secret: 'other' },
    { tenant_id: 'other.example' },
    { graph_url: 'http://127.0.0.1:2' },
  ]) {
    expect(keyOf(more)).not.toBe(keyOf({}));
  }
  expect(keyOf({})).not.toContain('s3cret');
});
