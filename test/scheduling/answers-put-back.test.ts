import { HOUR_MS, shift } from '@vmrkit/core';
import { createEwsLikeWorld, createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { SchedulingRig } from './scheduling-rig.ts';

it('[S4.7a] an answer that could not be sent for lack of rights goes out soon after they are back', async () => {
  const clock = new FakeClock();
  const world = createEwsLikeWorld({ clock });
  const { mailbox, calendars } = world.connect({
    step: async (step) => {
      if (step === 'before respond') await world.trouble({ kind: 'not-allowed', email: world.email });
    },
  });
  const database = createWeakMemoryDatabase();
  const rig = new SchedulingRig({ clock, random: createSeededRandom(3), database, mailbox, calendars });
  rig.start();
  const start = shift(clock.now(), 24 * HOUR_MS);
  const meeting = await world.invite({
    organizer: { name: 'Ada', email: 'ada@corp.example' },
    subject: 'Plan',
    html: rig.invitation(await rig.reserve()),
    start,
    end: shift(start, HOUR_MS),
  });
  await clock.advance(2_000);
  const [stored] = await rig.meetings();
  expect(stored?.outbox.map(({ state }) => state.kind)).toEqual(['pending']);
  expect(await world.answers(meeting)).toEqual([]);
  const stopped = rig.stop();
  await clock.advance(1_000);
  await stopped;
  await world.calm();
  const again = new SchedulingRig({
    clock,
    random: createSeededRandom(4),
    database,
    ...world,
    owner: 'next',
  });
  again.start();
  await clock.advance(20_000);
  expect((await world.answers(meeting)).map(({ verdict }) => verdict)).toEqual(['accept']);
  const ended = again.stop();
  await clock.advance(1_000);
  await ended;
  await world.close();
});
