import { HOUR_MS, shift, UnavailableError } from '@vmrkit/core';
import { createEwsLikeWorld, createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { afterEach, expect, it } from 'vitest';
import { alteredMailbox } from './altered-mailbox.ts';
import { SchedulingRig } from './scheduling-rig.ts';
import { Stage } from './stage.ts';

afterEach(Stage.closeAll);

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

it('[S4.1d] nothing is followed while it cannot be told whether the store was lost', async () => {
  const stage = new Stage({ world: { answeredRequest: 'stays' } });
  const { meeting } = await stage.accepted();
  await stage.rig.stop();
  let tries = 0;
  const mailbox = alteredMailbox(stage.world.connect().mailbox, {
    readMark: () => {
      tries += 1;
      if (tries < 3) throw new UnavailableError('Away.', { code: 'ERR_MAILBOX_AWAY' });
      return stage.world.mailbox.readMark();
    },
  });
  stage.addRig('second', { database: createWeakMemoryDatabase(), mailbox }).start();
  await stage.settle();
  expect(tries).toBe(3);
  expect(await stage.answers(meeting)).toEqual(['accept single-new']);
});
