import type { MailboxMessage } from '@vmrkit/core';
import { createEwsLikeWorld } from '@vmrkit/testing';
import type { Flow, FlowStage } from '../flow.ts';
import { holding, ledger } from '../ledger.ts';
import { accepted, daily, ews, graph, invite, joinable, movedTo, second } from './flow-acts.ts';

const bob = { name: 'Bob', email: 'bob@corp.example' };

async function single(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const { reservation, meeting } = await accepted(stage);
  const before = await joinable(stage, reservation);
  await world.update(meeting, { subject: 'Plan B', time: movedTo() });
  await settle();
  const moved = await joinable(stage, reservation);
  await world.uninvite(meeting);
  await settle();
  const off = await joinable(stage, reservation);
  await world.reinvite(meeting);
  await settle();
  return { before, moved, off, again: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

async function series(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const { reservation, meeting } = await accepted(stage, daily);
  await world.update(meeting, { time: movedTo(second) }, second);
  await settle();
  const moved = await joinable(stage, reservation);
  await world.cancel(meeting, second);
  await settle();
  const deleted = await joinable(stage, reservation);
  await world.cancel(meeting);
  await settle();
  return { moved, deleted, off: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

async function declines(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const { reservation } = await accepted(stage);
  await invite(stage, reservation);
  await settle();
  await invite(stage, '<p>No tag</p>');
  await settle();
  return { kinds: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

async function anotherTag(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const fresh = await desk.reserve();
  const { reservation: old, meeting } = await accepted(stage);
  await world.update(meeting, { html: desk.invitation(fresh) });
  await settle();
  await invite(stage, old, { subject: 'With the old tag' });
  await settle();
  return {
    kinds: [await joinable(stage, old), await joinable(stage, fresh)],
    held: [await holding(desk, old), await holding(desk, fresh)],
    ...(await ledger(desk, world)),
  };
}

async function resent(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const { reservation, meeting } = await accepted(stage);
  world.duplicate(meeting, 'ref');
  world.duplicate(meeting, 'copy');
  await world.forward(meeting, bob);
  await settle();
  await world.update(meeting, {});
  await settle();
  return { kinds: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

async function handedOver(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const { reservation, meeting } = await accepted(stage);
  const theirs = await world.handOver(meeting, bob);
  await settle();
  await world.update(theirs, { time: movedTo() });
  await settle();
  return { kinds: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

/** Acts follow each other faster than anything is repaired; which of their answers are left out is open. */
async function inHaste(stage: FlowStage) {
  const { world, desk, clock, settle } = stage;
  const kept = await desk.reserve();
  const gone = await desk.reserve();
  const meeting = await invite(stage, kept, daily);
  await clock.advance(2_000);
  const other = await invite(stage, gone, { subject: 'Other' });
  await world.update(meeting, { time: movedTo(second) }, second);
  await clock.advance(4_000);
  await world.update(meeting, { subject: 'Plan B' });
  await world.cancel(other);
  await clock.advance(15_000);
  await world.update(meeting, { subject: 'Plan C' });
  await settle(60_000);
  const live = (await desk.meetings()).filter(({ status }) => status === 'live');
  const newest = world
    .delivered()
    .findLast(({ meetingId, message }) => meetingId === meeting.id && isOfWhole(message));
  const toNewest = world.answersTo(newest?.message.messageId ?? '').map(({ verdict }) => verdict);
  return {
    kept: await joinable(stage, kept),
    subjects: live.map(({ subject }) => subject),
    toNewest,
    gone: (await joinable(stage, gone)).map((kind) => kind === 'admitted'),
  };
}

function isOfWhole(message: MailboxMessage): boolean {
  return message.kind === 'request' && message.instance === null;
}

/** What organizers do with their meetings. */
export const meetingFlows = {
  'single-ews': {
    title: 'a single meeting made, moved, taken off and put back, like EWS',
    createWorld: ews,
    run: single,
  },
  'single-graph': {
    title: 'a single meeting made, moved, taken off and put back, like Graph',
    createWorld: graph,
    run: single,
  },
  'single-doubling': {
    title: 'the same where the mail system refuses no second answer',
    createWorld: (clock) => createEwsLikeWorld({ clock, secondAnswer: 'allowed' }),
    mayDouble: true,
    run: single,
  },
  'series-ews': {
    title: 'a series with a moved and a deleted occurrence, like EWS',
    createWorld: ews,
    run: series,
  },
  'series-none': {
    title: 'a series where the calendar waits for the answer',
    createWorld: (clock) => createEwsLikeWorld({ clock, calendarProcessing: 'none' }),
    run: series,
  },
  declines: { title: 'a copied appointment and a tagless one', createWorld: ews, run: declines },
  'another-tag': {
    title: 'another tag in an update, and the old one in another meeting',
    createWorld: ews,
    run: anotherTag,
  },
  resent: {
    title: 'messages told again, copied, forwarded and sent without a change',
    createWorld: ews,
    run: resent,
  },
  'handed-over': { title: 'a meeting with a new organizer', createWorld: ews, run: handedOver },
  haste: { title: 'acts that follow each other within seconds', createWorld: ews, run: inHaste },
} as const satisfies Readonly<Record<string, Flow>>;
