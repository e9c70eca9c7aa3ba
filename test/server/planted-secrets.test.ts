import { serviceAccount } from '@vmrkit/example-demo';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KitWorld } from '../support/kit-world.ts';
import { plantSecret, withoutSecrets } from '../support/planted-secrets.ts';
import { ask, PLATFORM_TOKEN, RESERVATIONS, ServerWorld } from './server-world.ts';

let kit: KitWorld;
beforeEach(async () => {
  kit = await KitWorld.create();
});
afterEach(() => kit.close());

it('[S2.9c] a planted secret is found in a text, in each of its forms', () => {
  const secret = plantSecret('plänted/secret+1');
  for (const form of [secret, encodeURIComponent(secret), Buffer.from(`${secret}`).toString('base64')]) {
    expect(() => withoutSecrets(`{"message":"it was ${form}"}`)).toThrow('A secret was told');
  }
  expect(withoutSecrets('nothing of it')).toBe('nothing of it');
});

it('[S2.9c] no command tells the password of the service account, also where it fails', async () => {
  await kit.client.createAccount({ ...serviceAccount, password: 'another', impersonates: 'all' });
  // `command` throws where a planted secret is printed.
  for (const line of [
    'integration list',
    'integration show Sales',
    'integration export Sales',
    'setup Sales',
  ]) {
    for (const json of [[], ['--json']]) {
      const words = line === 'integration export Sales' ? [] : json;
      const { output } = await kit.command(...line.split(' '), ...words);
      expect(output.length).toBeGreaterThan(20);
    }
  }
  expect((await kit.command('doctor')).output).toContain('mailbox-access');
  expect((await kit.command('maintain')).code).not.toBe(0);
});

it('[S2.9c] neither the API nor the log of a server tells a token, a credential or a key', async () => {
  const deployment = await ServerWorld.create();
  try {
    for (const secret of [PLATFORM_TOKEN, 'good.planted.token', deployment.environment.managerSecret ?? '']) {
      plantSecret(secret);
    }
    await deployment.importRecord();
    const { publicUrl, adminUrl } = await deployment.start('all');
    const answers = [
      await ask(`${publicUrl}${RESERVATIONS}`, { token: 'good.planted.token', body: {} }),
      await ask(`${publicUrl}${RESERVATIONS}?token=good.planted.token`, { token: 'bad', body: '{"a":' }),
      await ask(`${publicUrl}/api/admission/v1/decisions`, {
        token: PLATFORM_TOKEN,
        body: { x: PLATFORM_TOKEN },
      }),
      await ask(`${adminUrl}/metrics`, { method: 'GET' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 200]);
  } finally {
    await deployment.close();
  }
});
