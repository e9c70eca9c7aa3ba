import { DAY_MS, type HeldReservation, HOUR_MS, shift } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { createEwsLikeWorld } from '../mailbox/fakes/create-ews-like-world.ts';
import { createGraphLikeWorld } from '../mailbox/fakes/create-graph-like-world.ts';
import { holding, ledger } from './ledger.ts';
import { at } from './scheduling-rig.ts';
import { type Flow, type FlowStage, runFlow } from './stop-points.ts';

const organizer = { name: 'Ada', email: 'ada@corp.example' };
const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');
const second = shift(start, DAY_MS);

const ews: Flow['createWorld'] = (clock) => createEwsLikeWorld({ clock });
const none: Flow['createWorld'] = (clock) => createEwsLikeWorld({ clock, calendarProcessing: 'none' });
const graph: Flow['createWorld'] = (clock) => createGraphLikeWorld({ clock, eventDelayMs: 1_000 });

async function invite(
  { world, desk, clock }: FlowStage,
  body: HeldReservation | 'token' | string,
  repeat = false,
) {
  const html =
    typeof body !== 'string'
      ? desk.invitation(body)
      : body === 'token'
        ? desk.deferredInvitation(clock.now())
        : body;
  const series = repeat ? { repeat: { everyDays: 1, count: 5 } } : {};
  return world.invite({ organizer, subject: 'Plan', html, start, end, ...series });
}

async function joinable({ desk }: FlowStage, { alias, numericAlias }: HeldReservation) {
  const asked = [alias, numericAlias].flatMap((each) =>
    [start, second, shift(start, 5 * HOUR_MS), shift(second, 5 * HOUR_MS)].map((time) =>
      desk.admit(each, time),
    ),
  );
  return (await Promise.all(asked)).map((decision) => decision.kind);
}

async function single(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const reservation = await desk.reserve();
  const meeting = await invite(stage, reservation);
  await settle();
  const before = await joinable(stage, reservation);
  await world.update(meeting, {
    subject: 'Plan B',
    time: { start: shift(start, 5 * HOUR_MS), end: shift(end, 5 * HOUR_MS) },
  });
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
  const reservation = await desk.reserve();
  const meeting = await invite(stage, reservation, true);
  await settle();
  const time = { start: shift(second, 5 * HOUR_MS), end: shift(second, 6 * HOUR_MS) };
  await world.update(meeting, { time }, second);
  await settle();
  const moved = await joinable(stage, reservation);
  await world.cancel(meeting, second);
  await settle();
  const deleted = await joinable(stage, reservation);
  await world.cancel(meeting);
  await settle();
  return { moved, deleted, off: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

async function token(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const meeting = await invite(stage, 'token');
  await settle(60_000);
  const conferences = (await desk.meetings()).flatMap(({ conference }) => conference ?? []);
  const aliases = conferences.map(({ alias, numericAlias }) => [alias, numericAlias]);
  const kinds = await Promise.all(
    aliases.flat().map((alias) => desk.admit(alias, start).then(({ kind }) => kind)),
  );
  const html = (await world.organizerView(meeting))?.html ?? '';
  const told = conferences.every(({ tag }) => html.includes(tag));
  return { kinds, told, tokenLeft: html.includes('TOK:'), ...(await ledger(desk, world)) };
}

async function declines(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const reservation = await desk.reserve();
  await invite(stage, reservation);
  await settle();
  await invite(stage, reservation);
  await settle();
  await invite(stage, '<p>No tag</p>');
  await settle();
  return { kinds: await joinable(stage, reservation), ...(await ledger(desk, world)) };
}

async function anotherTag(stage: FlowStage) {
  const { world, desk, settle } = stage;
  const [old, fresh] = [await desk.reserve(), await desk.reserve()];
  const meeting = await invite(stage, old);
  await settle();
  await world.update(meeting, { html: desk.invitation(fresh) });
  await settle();
  return {
    kinds: [await joinable(stage, old), await joinable(stage, fresh)],
    held: [await holding(desk, old), await holding(desk, fresh)],
    ...(await ledger(desk, world)),
  };
}

async function retention(stage: FlowStage) {
  const { world, desk, settle, clock } = stage;
  const reservation = await desk.reserve();
  const meeting = await invite(stage, reservation);
  await settle();
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

const flows: Readonly<Record<string, Flow>> = {
  '[S4.8b] a single meeting made, moved, taken off and put back, like EWS': { createWorld: ews, run: single },
  '[S4.8b] a single meeting made, moved, taken off and put back, like Graph': {
    createWorld: graph,
    run: single,
  },
  '[S4.8b] a series with a moved and a deleted occurrence, like EWS': { createWorld: ews, run: series },
  '[S4.8b] a series where the calendar waits for the answer': { createWorld: none, run: series },
  '[S4.8b] a token redeemed and the organizer’s meeting rewritten, like EWS': {
    createWorld: ews,
    run: token,
  },
  '[S4.8b] a token redeemed and the organizer’s meeting rewritten, like Graph': {
    createWorld: graph,
    run: token,
  },
  '[S4.8b] a token without rights over the organizer': { createWorld: ews, withoutRights: true, run: token },
  '[S4.8b] a copied appointment and a tagless one': { createWorld: ews, run: declines },
  '[S4.8b] another tag in an update': { createWorld: ews, run: anotherTag },
  '[S4.8b] retention, tombstone and what comes after': { createWorld: ews, run: retention },
  '[S4.8b] an unreadable message that heals': {
    createWorld: ews,
    settings: { parkPausesMs: Array.from({ length: 9 }, () => 60_000) },
    run: parked,
  },
  '[S4.8b] an unreadable message given up': {
    createWorld: ews,
    settings: { parkPausesMs: [1_000, 2_000] },
    run: givenUp,
  },
};

it.each(Object.entries(flows))(
  '%s: the same wherever the manager stops',
  { timeout: 120_000 },
  async (name, flow) => {
    const { seen, points } = await runFlow(flow, null);
    const differing: Record<string, unknown> = {};
    for (let stopAt = 0; stopAt < points.length; stopAt += 1) {
      const run = await runFlow(flow, stopAt);
      if (JSON.stringify(run.seen) !== JSON.stringify(seen)) {
        differing[`${stopAt}: ${run.points[stopAt]}`] = run.seen;
      }
    }
    process.stdout.write(`${points.length} stop points, ${Object.keys(differing).length} differ: ${name}\n`);
    expect(seen).toMatchObject({ answeredTwice: [], parked: 0 });
    expect(Object.entries(differing).slice(0, 3)).toEqual(
      Object.keys(differing)
        .slice(0, 3)
        .map((key) => [key, seen]),
    );
  },
);
