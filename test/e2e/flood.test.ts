import { equipment } from '@vmrkit/example-demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookedRoom, inviteAll } from '../support/booked-meetings.ts';
import { floodFrom } from '../support/flood.ts';
import { KitWorld } from '../support/kit-world.ts';

const ROOM = equipment.sales.email;
const TAGLESS = 200;
const SENDERS = 20;
const REAL = 10;

describe('mail without tags from outside over EWS', () => {
  let world: KitWorld;

  beforeAll(async () => {
    world = await KitWorld.create();
    await world.followAll();
  });

  afterAll(() => world.close());

  it('[S4.10f, S4.10g, S4.10h] real requests behind it are read and answered first, each sender gets one answer', async () => {
    const rooms = await world.withManager(async (kit) => (await world.reserve(kit, REAL)).map(bookedRoom));
    const { ledger: first, calls: before } = await world.client.status();
    await world.client.forgeMany(floodFrom({ mails: TAGLESS, senders: SENDERS, to: ROOM }));
    const real = await inviteAll(world.client, rooms, { start: Date.now() + 15 * 60_000 });
    await world.followAll();
    const answers = (await world.client.ledger(first)).filter(({ kind }) => kind === 'answer');
    expect(
      answers
        .slice(0, REAL)
        .map(({ cleanId }) => cleanId)
        .toSorted(),
    ).toEqual([...real].toSorted());
    expect(answers.slice(0, REAL).map(({ response }) => response)).toEqual(real.map(() => 'Accept'));
    const declined = answers.slice(REAL);
    expect(declined.map(({ response }) => response)).toEqual(Array(SENDERS).fill('Decline'));
    const { calls } = await world.client.status();
    // Bodies ten a call, a look at each batch of answers, and what tells that nothing more came.
    const reads = (calls.GetItem ?? 0) - (before.GetItem ?? 0);
    expect(reads).toBeGreaterThanOrEqual((TAGLESS + REAL) / 10);
    expect(reads).toBeLessThan(2 * ((TAGLESS + REAL) / 10));
    expect((calls.CreateItem ?? 0) - (before.CreateItem ?? 0)).toBeLessThanOrEqual(
      2 * ((REAL + SENDERS) / 10),
    );
  });
});
