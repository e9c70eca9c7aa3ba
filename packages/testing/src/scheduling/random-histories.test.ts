import { DAY_MS, HOUR_MS, type Meeting, shift } from '@vmrkit/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createEwsLikeWorld } from '../mailbox/fakes/create-ews-like-world.ts';
import { createGraphLikeWorld } from '../mailbox/fakes/create-graph-like-world.ts';
import type { FakeMailboxWorld } from '../mailbox/fakes/fake-mailbox-world.ts';
import type { WorldMeeting } from '../mailbox/mailbox-world.ts';
import type { FakeClock } from '../runtime/fake-clock.ts';
import { createSeededRandom } from '../runtime/seeded-random.ts';
import { hoursLater, Stage, start } from './stage.ts';

const RUNS = 200;
/** Histories that once ended differently; always tried first. */
const once: [History, Delivery][] = [
  // The cancellation of an exception and the new pattern that has an instance there came with one stamp.
  [
    {
      recurring: true,
      acts: [
        { kind: 'move', hours: 1 },
        { kind: 'move instance', instance: 0, hours: 0 },
        { kind: 'cancel instance', instance: 1 },
        { kind: 'move', hours: 0 },
      ],
      cancelled: false,
    },
    { seed: 1, chunks: [] },
  ],
  // The same, where the cancellation came after the new pattern.
  [
    {
      recurring: true,
      acts: [
        { kind: 'move', hours: 1 },
        { kind: 'move instance', instance: 0, hours: 0 },
        { kind: 'move', hours: 0 },
      ],
      cancelled: false,
    },
    { seed: 417891, chunks: [{ size: 1, again: null }] },
  ],
];
const DAYS = 3;
const day = (count: number) => shift(start, count * DAY_MS);
const hour = (count: number, hours: number) =>
  hoursLater(hours, { start: day(count), end: shift(day(count), HOUR_MS) });

type CreateWorld = (clock: FakeClock, seed: number) => FakeMailboxWorld;

const instance = fc.integer({ min: 0, max: DAYS - 1 });
const hours = fc.integer({ min: 0, max: 6 });
const single = fc.oneof(
  fc.record({ kind: fc.constant('move' as const), hours }),
  fc.record({ kind: fc.constant('rename' as const), subject: fc.constantFrom('A', 'B', 'C') }),
  fc.record({ kind: fc.constantFrom('attendees', 'uninvite', 'reinvite', 'forward', 'delegate') }),
);
const series = fc.oneof(
  { weight: 2, arbitrary: single },
  fc.record({ kind: fc.constant('move instance' as const), instance, hours }),
  fc.record({ kind: fc.constant('cancel instance' as const), instance }),
);
type Act = typeof series extends fc.Arbitrary<infer T> ? T : never;

const history = fc.record({
  recurring: fc.boolean(),
  acts: fc.array(series, { maxLength: 8 }),
  cancelled: fc.boolean(),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const delivery = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  chunks: fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 4 }), again: fc.constantFrom(null, 'ref', 'copy') }),
    {
      maxLength: 8,
    },
  ),
});
type Delivery = typeof delivery extends fc.Arbitrary<infer T> ? T : never;

async function act(world: FakeMailboxWorld, meeting: WorldMeeting, what: Act): Promise<void> {
  switch (what.kind) {
    case 'move':
      return world.update(meeting, { time: hour(0, what.hours) });
    case 'rename':
      return world.update(meeting, { subject: what.subject });
    case 'attendees':
      return world.update(meeting, {});
    case 'uninvite':
      return world.uninvite(meeting);
    case 'reinvite':
      return world.reinvite(meeting);
    case 'forward':
      return world.forward(meeting, { name: 'Bea', email: 'bea@corp.example' });
    case 'move instance':
      return world.update(meeting, { time: hour(what.instance, what.hours) }, day(what.instance));
    case 'cancel instance':
      return world.cancel(meeting, day(what.instance));
    default:
      return undefined;
  }
}

/** Single meetings have no instances, and who was taken off has no copy that is newer than that to be forwarded. */
function possible(acts: readonly Act[], recurring: boolean): readonly Act[] {
  let invited = true;
  return acts.filter(({ kind }) => {
    if (kind === 'uninvite' || kind === 'reinvite') invited = kind === 'reinvite';
    return kind === 'forward' ? invited : recurring || !kind.includes('instance');
  });
}

/** Everything that organizers do is done first and delivered then, in this way. */
async function live(
  createWorld: CreateWorld,
  { recurring, acts, cancelled }: History,
  deliver: Delivery | null,
) {
  const stage = new Stage({ unaware: true, createWorld: (clock) => createWorld(clock, deliver?.seed ?? 1) });
  const { world } = stage;
  const reservation = await stage.rig.reserve();
  world.hold();
  const repeat = recurring ? { repeat: { everyDays: 1, count: DAYS } } : {};
  const meeting = await stage.invite(stage.rig.invitation(reservation), repeat);
  for (const what of possible(acts, recurring)) await act(world, meeting, what);
  if (cancelled) await world.cancel(meeting);
  for (const { size, again } of deliver?.chunks ?? []) {
    if (world.held === 0) break;
    world.release({ order: 'shuffled', count: size });
    if (again) world.duplicate(meeting, again);
    await stage.settle(1_500);
  }
  while (deliver === null && world.held > 0) {
    world.release({ count: 1 });
    await stage.settle(1_500);
  }
  world.release({ order: 'shuffled' });
  await stage.settle(40_000);
  const times = Array.from({ length: DAYS }, (_, count) =>
    [0, 2, 4, 6].map((each) => hour(count, each).start),
  ).flat();
  const asked = await stage.doors(reservation, ...times.map((time) => shift(time, 30_000)));
  const doors = asked.map((door) => (door === 'closed: cancelled' ? 'unknown' : door));
  const meetings = await stage.rig.meetings();
  const answers = world.allAnswers();
  return { stage, doors, meetings, answers, meeting };
}

/**
 * What is known of the meeting in the end, without when and how it came to be known. One that was off before it came
 * has no room, one that was off after has one behind a closed door: both are off.
 */
function known({ status, subject, organizer, schedule, instances, conference }: Meeting) {
  if (status !== 'live') return 'off';
  return {
    subject,
    organizer: organizer?.email,
    first: schedule?.first,
    pattern: schedule?.series?.pattern,
    instances: instances
      .map(({ originalStart, moved }) => ({ originalStart, moved }))
      .sort((a, b) => a.originalStart - b.originalStart),
    name: conference?.name,
    about: conference?.subject,
  };
}

const worlds: readonly (readonly [string, CreateWorld])[] = [
  ['EWS', (clock, seed) => createEwsLikeWorld({ clock, random: createSeededRandom(seed) })],
  [
    'Graph',
    (clock, seed) =>
      createGraphLikeWorld({
        clock,
        random: createSeededRandom(seed),
        eventDelayMs: 0,
        repliesPerMinute: null,
      }),
  ],
];

afterEach(Stage.closeAll);

describe.each(worlds)('random histories of one meeting, like %s', (name, createWorld) => {
  it('[S4.3k, S4.8a] end the same in whatever order they are told, and nothing is doubled', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc
        .asyncProperty(history, delivery, async (past, deliver) => {
          const told = await live(createWorld, past, deliver);
          const inOrder = await live(createWorld, past, null);
          expect(told.doors).toEqual(inOrder.doors);
          if (name === 'EWS') expect(told.meetings.map(known)).toEqual(inOrder.meetings.map(known));
          for (const { meetings, answers, stage } of [told, inOrder]) {
            const rooms = meetings.filter(({ conference }) => conference !== null);
            expect(rooms.length).toBeLessThanOrEqual(1);
            for (const { messageId } of answers) expect(stage.world.answersTo(messageId)).toHaveLength(1);
            if (answers.some(({ verdict }) => verdict === 'accept')) expect(rooms).toHaveLength(1);
            if (meetings.some(({ status }) => status === 'live'))
              expect(answers.at(-1)?.verdict).toBe('accept');
          }
        })
        .afterEach(Stage.closeAll),
      { numRuns: RUNS, examples: once },
    );
  });
});
