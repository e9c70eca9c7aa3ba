import { type CallerVerifier, definePlugin, type IntegrationDeps, type Plugin } from '@vmrkit/core';
import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createVmrKit } from '../create-vmr-kit.ts';

const settingsSchema = z.strictObject({});
const description = { title: 'Plain', documentation: '', fields: {} };
const database = createWeakMemoryDatabase();
const lent: IntegrationDeps[] = [];

const plugins: readonly Plugin[] = [
  definePlugin({
    kind: 'store',
    name: 'sqlite',
    settingsSchema,
    description,
    create: () => database.connect(),
  }),
  definePlugin({
    kind: 'caller-verifier',
    name: 'card',
    settingsSchema,
    description,
    create: (_settings, _deps, own) => {
      lent.push(own);
      return {} as CallerVerifier;
    },
  }),
];

test('each integration’s product gets secrets of its own, which another kit over the store sees', async () => {
  const masterKeys = [{ id: 'k', key: Buffer.alloc(32, 1) }];
  const kits = [createVmrKit({ plugins, masterKeys }), createVmrKit({ plugins, masterKeys })] as const;
  const one = { tenantId: 'acme', integrationId: 'i-1' };
  const made = [
    [kits[0], one] as const,
    [kits[1], one] as const,
    [kits[1], { ...one, integrationId: 'i-2' }] as const,
  ];
  for (const [kit, integration] of made) {
    await (await kit.get('integrationPlugins')).create('caller-verifier', { name: 'card', integration });
  }
  await lent[0]?.secrets.write('token', { value: 'correct horse', seen: null });
  expect(lent.map(({ integration }) => integration)).toEqual(made.map(([, integration]) => integration));
  const found = await Promise.all(lent.map(({ secrets }) => secrets.read('token')));
  expect(found.map((secret) => secret?.value)).toEqual(['correct horse', 'correct horse', undefined]);
  await Promise.all(kits.map((kit) => kit.close()));
});
