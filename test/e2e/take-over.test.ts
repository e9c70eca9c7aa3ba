import { equipment } from '@vmrkit/example-demo';
import type { VmrKit } from '@vmrkit/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookedRoom, bookedRoom, inviteAll } from '../support/booked-meetings.ts';
import { integration, KitWorld } from '../support/kit-world.ts';

const MEETINGS = 12;

/** The store is gone without a backup; the master key and the integration's record are left. */
describe('a lost store over EWS', () => {
  let world: KitWorld;
  let rooms: readonly BookedRoom[];

  beforeAll(async () => {
    world = await KitWorld.create();
    await world.withManager(async (kit) => {
      rooms = (await world.reserve(kit, MEETINGS)).map(bookedRoom);
      await inviteAll(world.client, rooms, { start: Date.now() + 10 * 60_000 });
      await world.settled(kit);
    });
  });

  afterAll(() => world.close());

  const admit = async (kit: VmrKit, { alias }: BookedRoom) =>
    (await (await kit.get('manager')).admit({ alias, tenants: 'all', mayHearReason: true })).kind;
  const recover = (...more: readonly string[]) =>
    world.command('recover', '--json', '--exchange-connector-id', integration.id, ...more);

  it('[S8.1o] is taken over by its deployment’s id: the same aliases again, nobody is mailed, and people join', async () => {
    await world.loseStore();
    await world.followAll();
    const before = (await world.client.status()).ledger;
    const refused = await recover('--yes', String(MEETINGS));
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('ERR_MAILBOX_SHARED') });

    const takeOver = ['--take-over', equipment.sales.email, '--yes', String(MEETINGS)];
    const unconfirmed = await recover(...takeOver);
    expect(unconfirmed.code).toBe(2);
    expect(unconfirmed.output).toContain('ERR_TAKE_OVER_UNCONFIRMED');
    const deployment = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(unconfirmed.output)?.[0] ?? '';

    const done = await recover(...takeOver, '--replaces', deployment);
    expect(done.output).toContain('"kind":"taken-over"');
    expect(done.output).toContain(`"restored":${MEETINGS}`);
    expect(done.code).toBe(0);
    await world.withManager(async (kit) => {
      await world.settled(kit);
      const kinds = await Promise.all(rooms.map((each) => admit(kit, each)));
      expect(kinds).toEqual(rooms.map(() => 'admitted'));
      const fresh = (await world.reserve(kit, 1)).map(bookedRoom)[0]?.alias;
      expect(rooms.map(({ alias }) => alias)).not.toContain(fresh);
    });
    expect(await world.client.ledger(before)).toEqual([]);
    expect((await recover()).code).toBe(0);
  }, 120_000);
});
