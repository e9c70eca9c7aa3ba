import { HOUR_MS, shift } from '@vmrkit/core';
import {
  createGraphLikeWorld,
  createSeededRandom,
  createWeakMemoryDatabase,
  FakeClock,
} from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { SchedulingRig } from './scheduling-rig.ts';

it('[S4.1d] a mailbox in replay gets no general error for old requests that cannot be read any more', async () => {
  const clock = new FakeClock();
  const world = createGraphLikeWorld({ clock, declinedRequest: 'unreadable' });
  const database = createWeakMemoryDatabase();
  const settings = { parkPausesMs: [1_000, 1_000] };
  const rig = new SchedulingRig({ clock, random: createSeededRandom(5), database, settings, ...world });
  rig.start();
  const start = shift(clock.now(), 24 * HOUR_MS);
  const meeting = await world.invite({
    organizer: { name: 'Ada', email: 'ada@corp.example' },
    subject: 'Plan',
    html: '<p>No tag</p>',
    start,
    end: shift(start, HOUR_MS),
  });
  await clock.advance(30_000);
  expect((await world.answers(meeting)).map(({ verdict }) => verdict)).toEqual(['decline']);
  await world.loseCursors();
  await world.sendMail({ from: { name: 'Bob', email: 'bob@corp.example' }, subject: 'Hi', html: 'Hi' });
  await clock.advance(60_000);
  expect(await rig.meetings()).toHaveLength(1);
  const parked = await rig.store.parked.find('default', { index: 'retry', equals: ['mailbox-1'], limit: 10 });
  expect(parked.items).toEqual([]);
  const stopped = rig.stop();
  await clock.advance(1_000);
  await stopped;
  await world.close();
});
