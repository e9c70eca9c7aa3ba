import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, SECOND_MS, shift } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ALICE, type BookedMeeting, VirtualGraphWorld } from '../support/virtual-graph-world.ts';

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
  const seen = (await admin.folder('room1@corp.example', 'inbox')).map(
    ({ meeting }) => meeting?.schedule.start,
  );
  expect(seen).not.toContain(schedule.start);
  await time.passUntil(() => world.isJoinable(second, 5 * HOUR_MS), 30 * SECOND_MS);
  expect(await world.isJoinable(second)).toBe(false);
  await time.passUntil(async () => (await answersTo(second)).length > 1, MINUTE_MS);
});
