import { DAY_MS, shift } from '@vmrkit/core';
import { createEwsLikeWorld, createGraphLikeWorld } from '@vmrkit/testing';
import type { Flow, FlowStage } from '../flow.ts';
import { holding, ledger } from '../ledger.ts';
import { accepted, ews, invite, joinable, movedTo } from './flow-acts.ts';

const PACED = 8;

async function retention(stage: FlowStage) {
  const { world, desk, settle, clock } = stage;
  const { reservation, meeting } = await accepted(stage);
  clock.jumpTo(shift(clock.now(), 3 * DAY_MS));
  await settle();
  const gone = [await joinable(stage, reservation), await holding(desk, reservation)];
  const time = { start: shift(clock.now(), 40 * DAY_MS), end: shift(clock.now(), 41 * DAY_MS) };
  await world.update(meeting, { time });
  await settle();
  clock.jumpTo(shift(clock.now(), 31 * DAY_MS));
  await settle();
  const forgotten = (await desk.meetings()).length;
  await world.update(meeting, { subject: 'Late' });
  await settle();
  return { gone, forgotten, ...(await ledger(desk, world)) };
}

async function parked(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const [first, other] = [await desk.reserve(), await desk.reserve()];
  world.hold();
  const bad = await invite(stage, first);
  await invite(stage, other);
  world.release();
  await world.poison(bad);
  await settle();
  const meanwhile = await joinable(stage, other);
  world.heal(bad);
  await settle(90_000);
  return { meanwhile, healed: await joinable(stage, first), ...(await ledger(desk, world)) };
}

async function givenUp(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const bad = await invite(stage, await desk.reserve());
  await world.poison(bad);
  await settle(60_000);
  return ledger(desk, world);
}

async function lostCursor(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const { reservation, meeting } = await accepted(stage);
  await world.loseCursors();
  await settle();
  await world.update(meeting, { time: movedTo() });
  await settle();
  return { kinds: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

/** More answers than may go out at once: rooms are there before their answers. */
async function paced(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const reservations = [];
  for (let count = 0; count < PACED; count += 1) reservations.push(await desk.reserve());
  for (const each of reservations) await invite(stage, each);
  await settle(PACED * 15_000);
  const kinds = await Promise.all(reservations.map((each) => joinable(stage, each)));
  return { kinds, ...(await ledger(desk, world)) };
}

/** What time, the mail system's pace and its troubles do. */
export const timeFlows = {
  retention: { title: 'retention, tombstone and what comes after', createWorld: ews, run: retention },
  heals: {
    title: 'an unreadable message that heals',
    createWorld: ews,
    settings: { parkPausesMs: Array.from({ length: 20 }, () => 60_000) },
    run: parked,
  },
  'given-up': {
    title: 'an unreadable message given up',
    createWorld: ews,
    settings: { parkPausesMs: [1_000, 2_000] },
    run: givenUp,
  },
  'lost-cursor': {
    title: 'a mailbox in replay',
    createWorld: (clock) => createEwsLikeWorld({ clock, answeredRequest: 'stays' }),
    run: lostCursor,
  },
  paced: {
    title: 'more answers at once than may go out in a minute',
    createWorld: (clock) => createGraphLikeWorld({ clock, eventDelayMs: 1_000, repliesPerMinute: 6 }),
    run: paced,
  },
} as const satisfies Readonly<Record<string, Flow>>;
