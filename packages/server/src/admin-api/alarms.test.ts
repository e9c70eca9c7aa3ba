import { MINUTE_MS, shift } from '@vmrkit/core';
import { copyAudit } from '@vmrkit/core/composition';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openResourceWorld } from './resource-world.fixture.ts';

let world: Awaited<ReturnType<typeof openResourceWorld>>;
beforeEach(async () => {
  world = await openResourceWorld();
});
afterEach(() => world.close());

it('[S8.3f] an alarm that is over is listed with its cause, when it was raised and cleared, and how long it was held', async () => {
  const { caller } = await world.account('anna', ['acme']);
  const alarms = await world.kit.get('alarms');
  const ref = { kind: 'mailbox-full', tenantId: 'acme', integrationId: 'i1', subject: 'm1' } as const;
  const other = { ...ref, integrationId: null, subject: 'm2' };
  const raisedAt = new Date(world.clock.now()).toISOString();
  for (const each of [ref, ref, other]) await alarms.raise(each, 'ERR_EWS_QUOTA');
  await alarms.raise({ ...ref, tenantId: 'beta' }, 'ERR_EWS_QUOTA');
  world.clock.jumpTo(shift(world.clock.now(), 7 * MINUTE_MS));
  await alarms.clear(ref);
  await alarms.clear({ ...ref, tenantId: 'beta' });
  const clearedAt = new Date(world.clock.now()).toISOString();
  await copyAudit({ store: world.store, clock: world.clock });
  const past = (query = '') => world.call(caller, `GET past_alarms${query}`);
  const { json } = await past();
  expect(json.items).toMatchObject([
    {
      kind: 'mailbox-full',
      subject: 'm1',
      tenant_id: 'acme',
      detail: 'ERR_EWS_QUOTA',
      severity: 'error',
      raised_at: raisedAt,
      cleared_at: clearedAt,
      held_seconds: 420,
      count: 2,
      cause: expect.stringMatching(/\.$/),
    },
  ]);
  expect((await past('?integration_id=i1')).json.items).toHaveLength(1);
  expect((await past('?integration_id=i2')).json.items).toEqual([]);
  const standing = await world.call(caller, 'GET alarms');
  expect(standing.json.items).toMatchObject([{ subject: 'm2' }]);
});
