import { definePlugin } from '@vmrkit/core';
import { createVmrKit } from '@vmrkit/sdk';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openConnections } from './platform-connection.ts';

it('gives each platform an adapter of its own settings', async () => {
  const plugin = definePlugin({
    kind: 'join-adapter',
    name: 'json',
    settingsSchema: z.strictObject({ greeting: z.string().default('Hello') }),
    description: {
      title: 'Greeting',
      documentation: '',
      fields: { greeting: { title: 'greeting', help: '' } },
    },
    create: ({ greeting }) => ({
      question: () => ({ alias: '1' }),
      answer: () => ({ status: 200, headers: {}, body: greeting }),
    }),
  });
  const shared = {
    ...{ adapter: 'json', credentials: { bearer_sha256: '' } },
    ...{ tenants: 'all' as const, may_hear_reason: true },
  };
  const connections = await openConnections(
    [
      { ...shared, name: 'a', settings: { greeting: 'Welcome' } },
      { ...shared, name: 'b', settings: {} },
    ],
    createVmrKit({ plugins: [plugin] }),
  );
  const said = connections.map(({ name, adapter }) => [name, adapter.answer({ kind: 'unknown' }).body]);
  expect(said).toEqual([
    ['a', 'Welcome'],
    ['b', 'Hello'],
  ]);
});
