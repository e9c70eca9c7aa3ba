import assert from 'node:assert/strict';
import type { Meeting } from '@vmrkit/core/composition';
import fc from 'fast-check';
import { Stage } from '../scheduling/stage.ts';
import { type Delivery, deliveries, type History, histories } from './history.ts';
import { type HistoryWorldName, historyWorlds } from './history-worlds.ts';
import { liveThrough, type Outcome } from './live-through.ts';
import { onceRed } from './once-red.ts';

/** See {@link runHistories}. */
export interface RunHistoriesOptions {
  readonly world: HistoryWorldName;
  readonly count: number;
  /** Default: that of all properties. */
  readonly seed?: number;
}

/**
 * Tells many random histories of one meeting twice, as sent and in another order, and rejects with the smallest one
 * that ends differently, ends otherwise than the organizer's calendar says, or is answered twice.
 */
export async function runHistories({ world, count, seed }: RunHistoriesOptions): Promise<void> {
  const property = fc
    .asyncProperty(histories, deliveries, (history, delivery) => checkHistory(world, history, delivery))
    .afterEach(Stage.closeAll);
  const seeded = seed === undefined ? {} : { seed };
  await fc.assert(property, { numRuns: count, examples: [...onceRed], ...seeded });
}

/** Rejects when the history ends in a way that it should not. */
async function checkHistory(world: HistoryWorldName, history: History, delivery: Delivery): Promise<void> {
  const createWorld = historyWorlds[world];
  const told = await liveThrough(createWorld, history, delivery);
  const inOrder = await liveThrough(createWorld, history, null);
  if (told.meetings.some(isOn))
    assert.equal(told.reserved, inOrder.reserved, 'Which aliases the room has depends on the order.');
  assert.deepEqual(told.doors, inOrder.doors, 'The join window depends on the order.');
  for (const outcome of [told, inOrder]) checkOutcome(outcome);
  // Whether a rewrite found an instance to write into, and so made an exception of it, is a matter of time.
  const listsExceptions = world === 'ews' && history.tag === 'scheduling';
  const view = (meeting: Meeting) => known(meeting, { listsExceptions });
  assert.deepEqual(
    told.meetings.map(view),
    inOrder.meetings.map(view),
    'What is known depends on the order.',
  );
}

function checkOutcome({ world, meetings, answers, doors, shouldBeOpen }: Outcome): void {
  const open = doors.map((door) => door === 'admitted');
  assert.deepEqual(open, shouldBeOpen, 'The join window is not open when the organizer’s calendar says so.');
  const rooms = meetings.filter(({ conference }) => conference !== null);
  assert.ok(rooms.length <= 1, 'One meeting has several rooms.');
  for (const { messageId } of answers)
    assert.equal(world.answersTo(messageId).length, 1, 'A message was answered twice.');
  if (answers.some(({ verdict }) => verdict === 'accept'))
    assert.equal(rooms.length, 1, 'An accepted meeting has no room.');
  if (meetings.some(isOn))
    assert.equal(answers.at(-1)?.verdict, 'accept', 'The newest message was not accepted.');
}

/**
 * What is known of the meeting in the end, without when and how it came to be known. One that was off before it came
 * has no room, one that was off after has one behind a closed join window: both are off.
 */
function known(meeting: Meeting, { listsExceptions }: { readonly listsExceptions: boolean }) {
  if (!isOn(meeting)) return 'off';
  const { subject, organizer, schedule, instances, conference } = meeting;
  const overrides = instances
    .map(({ originalStart, moved }) => ({ originalStart, moved }))
    .sort((a, b) => a.originalStart - b.originalStart);
  // Of single instances the newest gives the name, and each may have a subject of its own.
  if (schedule?.kind === 'instances') return { organizer: organizer?.email, kind: schedule.kind };
  return {
    organizer: organizer?.email,
    kind: schedule?.kind,
    subject,
    first: schedule?.first,
    pattern: schedule?.series?.pattern,
    lastEnd: schedule?.series?.lastEnd,
    instances: listsExceptions && schedule?.kind === 'series' ? overrides : null,
    name: conference?.name,
    about: conference?.subject,
  };
}

function isOn({ status }: Meeting): boolean {
  return status === 'live';
}
