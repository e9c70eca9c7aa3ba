import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, SECOND_MS, shift } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ALICE, type BookedMeeting, VirtualGraphWorld } from '../support/virtual-graph-world.ts';

const ROOM = 'room1@corp.example';
let world: VirtualGraphWorld;
beforeEach(async () => {
  world = await VirtualGraphWorld.create({ mailboxes: 1 });
});
afterEach(() => world.close());

const answersTo = async ({ cleanId }: BookedMeeting) =>
  (await world.admin.ledger()).filter((entry) => entry.kind === 'answer' && entry.cleanId === cleanId);

it('[S4.3b] an update that comes between the last look and our answer moves the room', async () => {
  const { admin, time, begin, rigs } = world;
  const [, second] = await world.invite(2);
  if (!second) throw new TypeError('Two meetings were booked.');
  const start = shift(begin, DAY_MS + 5 * HOUR_MS);
  const schedule = {
    start: formatInstant(start),
    end: formatInstant(shift(start, HOUR_MS)),
    timeZone: 'UTC',
  };
  for (const rig of rigs) rig.start();
  // Both were read at once, and the second waits for the pace of the answers.
  void time
    .sleep(SECOND_MS)
    .then(() =>
      time.standStill(() => admin.update({ organizer: ALICE, cleanId: second.cleanId }, { schedule })),
    );
  await time.passUntil(async () => (await answersTo(second)).length > 0, MINUTE_MS);
  const seen = (await admin.folder(ROOM, 'inbox')).map(({ meeting }) => meeting?.schedule.start);
  expect(seen).not.toContain(schedule.start);
  await time.passUntil(() => world.isJoinable(second, 5 * HOUR_MS), 30 * SECOND_MS);
  expect(await world.isJoinable(second)).toBe(false);
  await time.passUntil(async () => (await answersTo(second)).length > 1, MINUTE_MS);
});

/** A meeting that was answered and may be joined. */
async function accepted(): Promise<BookedMeeting> {
  const [meeting] = await world.invite(1);
  if (!meeting) throw new TypeError('A meeting was booked.');
  for (const rig of world.rigs) rig.start();
  await world.time.passUntil(async () => (await answersTo(meeting)).length > 0, MINUTE_MS);
  return meeting;
}

/** Alice moves it by five hours. */
async function moveLater({ cleanId }: BookedMeeting): Promise<void> {
  const start = shift(world.begin, DAY_MS + 5 * HOUR_MS);
  const end = shift(start, HOUR_MS);
  const schedule = { start: formatInstant(start), end: formatInstant(end), timeZone: 'UTC' };
  await world.admin.update({ organizer: ALICE, cleanId }, { schedule });
}

it('[S4.12c] an encrypted update of a known meeting is applied, an encrypted request gets the general error', async () => {
  const { admin, time } = world;
  const known = await accepted();
  await admin.deliverNext(ROOM, { encrypted: true, count: 2 });
  await moveLater(known);
  await time.passUntil(() => world.isJoinable(known, 5 * HOUR_MS), MINUTE_MS);
  const [fresh] = await world.invite(1);
  if (!fresh) throw new TypeError('A meeting was booked.');
  await time.passUntil(async () => (await answersTo(fresh)).length > 0, MINUTE_MS);
  expect((await answersTo(fresh)).map(({ response }) => response)).toEqual(['Decline']);
  expect(await world.isJoinable(fresh)).toBe(false);
  const [rig] = world.rigs;
  expect(JSON.stringify(await rig?.meetings())).toContain('body-encrypted');
});

it('[S4.1b] an update that Exchange filed into Deleted Items by itself moves the room', async () => {
  const known = await accepted();
  await world.admin.deliverNext(ROOM, { folder: 'deleteditems' });
  await moveLater(known);
  await world.time.passUntil(() => world.isJoinable(known, 5 * HOUR_MS), 3 * MINUTE_MS);
  expect(await world.isJoinable(known)).toBe(false);
});
