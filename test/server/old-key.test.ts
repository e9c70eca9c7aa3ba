import { createVmrKit } from '@vmrkit/sdk';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, ServerWorld } from './server-world.ts';

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

const second = { id: 'k2', key: Buffer.alloc(32, 8) };

/** Rotates as `vmrkit keys rotate` does with the second key in front; gives the managers of old keys. */
async function rotate() {
  const kit = createVmrKit({
    plugins: deployment.plugins,
    config: { store: { name: 'memory' } },
    masterKeys: [second, ...deployment.environment.masterKeys],
  });
  const operations = await kit.get('operations');
  for await (const _ of operations.rotateKeys({ dryRun: false }));
  const old = await operations.managersOfOldKeys();
  await kit.close();
  return old.map(({ processId, keyIds }) => ({ processId, keyIds }));
}

it('[S2.9b] a manager that lacks the new key is not ready after a rotation, is named by it, and is an alarm', async () => {
  const logger = recordingLogger();
  const { adminUrl } = await deployment.start('manager', { logger });
  const ready = () => ask(`${adminUrl}/readyz`, { method: 'GET' });
  const metrics = () => ask(`${adminUrl}/metrics`, { method: 'GET' });
  expect((await ready()).status).toBe(200);
  expect(await rotate()).toEqual([{ processId: process.pid, keyIds: ['k1'] }]);
  expect((await ready()).status).toBe(503);
  expect(logger.lines).toContainEqual({
    level: 'warn',
    message: 'Not ready.',
    fields: { code: 'ERR_KIT_KEY_MISMATCH', reason: expect.any(String) },
  });
  await vi.waitFor(
    async () => expect((await metrics()).text).toContain('vmrkit_alarms_standing{kind="master-key-old"} 1'),
    { timeout: 20_000, interval: 500 },
  );
}, 40_000);

it('[S2.9b] a manager that ended is not named', async () => {
  const server = await deployment.start('manager');
  await server.stop();
  expect(await rotate()).toEqual([]);
});
