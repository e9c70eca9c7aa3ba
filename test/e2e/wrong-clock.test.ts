import { codeOf } from '@vmrkit/core';
import { audienceOf, people } from '@vmrkit/example-demo';
import type { VmrKit } from '@vmrkit/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { integration, KitWorld } from '../support/kit-world.ts';

let world: KitWorld;
beforeAll(async () => {
  world = await KitWorld.create();
});
afterAll(() => world.close());

it('[S8.3b] a caller who is refused for a clock alone raises the alarm, and the next good one clears it', async () => {
  await world.withManager(async (kit) => {
    expect(await refusal(kit, 20 * 60)).toBe('ERR_TOKEN_NOT_YET_VALID');
    expect(await alarms(kit)).toEqual(['clock-skew']);
    await world.reserve(kit, 1);
    expect(await alarms(kit)).toEqual([]);
    expect(await refusal(kit, 20 * 3_600)).toBe('ERR_TOKEN_NOT_YET_VALID');
    expect(await alarms(kit)).toEqual([]);
  });
});

/** The code with which a token is refused whose times are moved by so many seconds. */
async function refusal(kit: VmrKit, shiftSeconds: number): Promise<string> {
  const { email: mailbox } = people.organizer;
  const token = await world.client.identityToken({
    mailbox,
    audience: audienceOf(integration),
    shiftSeconds,
  });
  const request = { integrationId: integration.id, token, draftKey: null, bodyTags: [], language: null };
  const manager = await kit.get('manager');
  return manager.reserve({ ...request, correlationId: 'click' }).then(() => 'reserved', codeOf);
}

async function alarms(kit: VmrKit): Promise<readonly string[]> {
  const query = { index: 'standing', equals: ['default'], limit: 10 } as const;
  const found = await (await kit.get('store')).alarms.find('default', query);
  return found.items.map(({ value }) => value.kind);
}
