import { HOUR_MS, shift } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { createEwsLikeWorld } from '../mailbox/fakes/create-ews-like-world.ts';
import { FakeClock } from '../runtime/fake-clock.ts';
import { createSeededRandom } from '../runtime/seeded-random.ts';
import { createWeakMemoryDatabase } from '../store/weak-memory-database.ts';
import { SchedulingRig } from './scheduling-rig.ts';

it('[S4.1d] after the store was lost, old requests are left alone and new ones are served', async () => {
  const clock = new FakeClock();
  const world = createEwsLikeWorld({ clock, answeredRequest: 'stays', secondAnswer: 'already-answered' });
  const organizer = { name: 'Ada', email: 'ada@corp.example' };
  const begin = (seed: number) => {
    const database = createWeakMemoryDatabase();
    const rig = new SchedulingRig({ clock, random: createSeededRandom(seed), database, ...world });
    rig.start();
    return rig;
  };
  const end = async (rig: SchedulingRig) => {
    const stopped = rig.stop();
    await clock.advance(1_000);
    await stopped;
  };
  const invite = async (rig: SchedulingRig, subject: string) => {
    const start = shift(clock.now(), 24 * HOUR_MS);
    const html = rig.invitation(await rig.reserve());
    return world.invite({ organizer, subject, html, start, end: shift(start, HOUR_MS) });
  };
  const first = begin(1);
  const old = await invite(first, 'Old');
  await clock.advance(5_000);
  await end(first);
  const second = begin(2);
  await clock.advance(5_000);
  expect((await world.answers(old)).map(({ verdict }) => verdict)).toEqual(['accept']);
  expect(await second.meetings()).toEqual([]);
  const fresh = await invite(second, 'New');
  await clock.advance(5_000);
  expect((await world.answers(fresh)).map(({ verdict }) => verdict)).toEqual(['accept']);
  await end(second);
  await world.close();
});
