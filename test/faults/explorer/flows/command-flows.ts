import { DAY_MS, shift } from '@vmrkit/core';
import type { FakeClock, FakeMailboxWorld } from '@vmrkit/testing';
import { createWeakMemoryDatabase, type WeakMemoryDatabase } from '@vmrkit/testing';
import {
  ada,
  createRig,
  invite,
  lostStore,
  maintain,
  recover,
  work,
} from '../../../operations/operations-rig.ts';
import { at } from '../../../scheduling/scheduling-rig.ts';
import type { Flow, FlowStage } from '../flow.ts';
import { holding, ledger } from '../ledger.ts';
import { ews, invite as inviteAtStage } from './flow-acts.ts';

const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');

/** Three accepted meetings, one a series and one with a tag that nobody can open; the store is lost. */
async function loseStore(clock: FakeClock, world: FakeMailboxWorld): Promise<WeakMemoryDatabase> {
  const rig = createRig(world, clock);
  await invite(rig, world, { subject: 'Kept', start, end });
  await invite(rig, world, { subject: 'Daily', start, end, days: 3 });
  const damaged = await invite(rig, world, { subject: 'Damaged', start, end });
  await work(rig, clock);
  const tag = `${damaged.tag.slice(0, 20)}${damaged.tag.charAt(20) === 'a' ? 'b' : 'a'}${damaged.tag.slice(21)}`;
  await world.update(damaged.meeting, { html: `<p>Join ${damaged.alias}</p><p>${tag}</p><p>Agenda</p>` });
  await work(rig, clock);
  return lostStore(rig);
}

async function recovers(stage: FlowStage) {
  const { desk, world, operate } = stage;
  await operate(async (operator) => {
    const { plan, failed, postponed } = (await recover(operator)).report;
    // The update that it sent to an organizer is unread mail until a worker comes.
    const news = world.rewrites().length > 0 ? 'ERR_MAILBOX_UNREAD' : null;
    const ready = plan.mailboxes.every(({ refused }) => refused === null || refused === news);
    return ready && Object.keys(failed).length === 0 && postponed === 0;
  });
  const aliases = (await desk.meetings()).flatMap(({ conference }) => conference?.alias ?? []);
  const kinds = await Promise.all(aliases.map((alias) => desk.admit(alias, start)));
  return { kinds: kinds.map(({ kind }) => kind), ...(await ledger(desk, world)) };
}

/** Old mail, an old meeting, and a request that no worker has seen. */
async function fillMailbox(clock: FakeClock, world: FakeMailboxWorld): Promise<WeakMemoryDatabase> {
  const database = createWeakMemoryDatabase();
  const rig = createRig(world, clock, { database });
  await invite(rig, world, { start, end });
  await world.sendMail({ from: ada, subject: 'Hello', html: '<p>Hello</p>' });
  await work(rig, clock);
  await invite(rig, world, { subject: 'Late', start, end });
  clock.jumpTo(shift(end, 2 * DAY_MS));
  return database;
}

async function maintains({ desk, world, operate }: FlowStage) {
  await operate(async (operator) => {
    const { mailboxes } = await maintain(operator);
    return mailboxes.every(({ failed }) => failed === null);
  });
  const range = { start: shift(start, -DAY_MS), end: shift(start, DAY_MS) };
  return {
    left: world.delivered().filter(({ present }) => present).length,
    shown: (await world.mailbox.calendarView(range)).length,
    ...(await ledger(desk, world)),
  };
}

/** Two reservations of which one is used; after their time the other one lapses, and its number rests and is free. */
async function housekeeping(stage: FlowStage) {
  const { desk, clock, operate } = stage;
  const [unused, other] = [await desk.reserve(), await desk.reserve()];
  await inviteAtStage(stage, other);
  const held = [];
  for (let round = 0; round < 4; round += 1) {
    await operate((operator) => operator.runHousekeeping().then(() => true));
    held.push(await holding(desk, unused), await holding(desk, other));
    clock.jumpTo(shift(clock.now(), 46 * DAY_MS));
  }
  return { held };
}

/** Commands of an operator, and housekeeping, stopped or disturbed and run again. */
export const commandFlows = {
  recovery: {
    title: 'recovery after the store was lost',
    createWorld: ews,
    commandsOnly: true,
    prepare: loseStore,
    run: recovers,
  },
  maintenance: {
    title: 'maintenance of a mailbox',
    createWorld: ews,
    commandsOnly: true,
    prepare: fillMailbox,
    run: maintains,
  },
  housekeeping: {
    title: 'reservations that lapse, and numbers that rest',
    createWorld: ews,
    commandsOnly: true,
    run: housekeeping,
  },
} as const satisfies Readonly<Record<string, Flow>>;
