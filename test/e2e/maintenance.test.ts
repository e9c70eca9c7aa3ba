import { formatInstant, instant } from '@vmrkit/core';
import type { MaintenanceOptions, MaintenanceReport } from '@vmrkit/core/composition';
import { equipment, people } from '@vmrkit/example-demo';
import type { VmrKit } from '@vmrkit/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookedRoom, bookedRoom, inviteAll } from '../support/booked-meetings.ts';
import { KitWorld } from '../support/kit-world.ts';

const ROOM = equipment.sales.email;
/** Mails that the worker has followed, and meetings of the calendar that are over. */
const OLD = 150;
const WAITING = 5;
const HOUR = 3_600_000;

describe('maintenance over EWS', () => {
  let world: KitWorld;
  let waiting: readonly string[];

  beforeAll(async () => {
    world = await KitWorld.create();
    const rooms = await world.withManager(async (kit) => (await world.reserve(kit, WAITING)).map(bookedRoom));
    const mail = { from: people.attendee.email, to: [ROOM] };
    for (let place = 0; place < OLD; place += 1)
      await world.client.mail({ ...mail, subject: `Hello ${place}` });
    await world.followAll();
    const over = Array.from({ length: OLD }, (): BookedRoom => ({ html: '<p>Over</p>', alias: '' }));
    await inviteAll(world.client, over, { start: Date.now() - 48 * HOUR, accepted: true });
    waiting = await inviteAll(world.client, rooms, { start: Date.now() + HOUR });
  });

  afterAll(() => world.close());

  const maintain = (options: Partial<MaintenanceOptions> = {}, of = world) =>
    of.withKit((kit) => maintainIn(kit, options));
  const left = async (folder: 'inbox' | 'calendar') => (await world.client.folder(ROOM, folder)).length;

  it('[S8.2i] a dry run, limits and another deployment’s mark delete nothing', async () => {
    const [dry] = (await maintain({ dryRun: true, inboxBefore: soon })).mailboxes;
    expect(dry).toMatchObject({
      inbox: { deleted: OLD, kept: WAITING },
      calendar: { deleted: OLD, kept: 0 },
    });
    const [limited] = (await maintain({ inboxBefore: early, calendarBefore: early })).mailboxes;
    expect(limited).toMatchObject({ inbox: { deleted: 0 }, calendar: { deleted: 0 }, failed: null });
    const other = await world.another();
    expect((await maintain({}, other)).mailboxes[0]).toMatchObject({ failed: 'ERR_MAILBOX_SHARED' });
    await other.remove();
    expect([await left('inbox'), await left('calendar')]).toEqual([OLD + WAITING, OLD + WAITING]);
  });

  it('[S8.2j] killed and run again, it deletes what is old in batches, and nothing that is not committed', async () => {
    await world.operator.kill({ run: 'maintain', holdAt: 1, inboxBefore: formatInstant(soon) });
    expect(await left('inbox')).toBeLessThan(OLD);
    const before = (await world.client.status()).calls;
    const [report] = (await maintain({ inboxBefore: soon })).mailboxes;
    expect(report).toMatchObject({
      inbox: { kept: WAITING },
      calendar: { deleted: OLD, kept: 0 },
      failed: null,
    });
    expect([await left('inbox'), await left('calendar')]).toEqual([WAITING, WAITING]);
    const { FindItem = 0, DeleteItem = 0 } = (await world.client.status()).calls;
    // One page of a hundred of the inbox was gone already; two of the calendar, and one that says that it was all.
    expect(DeleteItem - (before.DeleteItem ?? 0)).toBe(3);
    expect(FindItem - (before.FindItem ?? 0)).toBeLessThanOrEqual(5);
    await world.followAll();
    const answers = (await world.client.ledger()).filter(({ kind }) => kind === 'answer');
    const accepted = answers.filter(
      ({ response, cleanId = '' }) => response === 'Accept' && waiting.includes(cleanId),
    );
    expect(accepted).toHaveLength(WAITING);
  }, 240_000);
});

const early = instant(0);
/** Times of receipt are compared by the second. */
const soon = instant(Date.now() + HOUR);

async function maintainIn(kit: VmrKit, options: Partial<MaintenanceOptions>): Promise<MaintenanceReport> {
  const all = { integrationId: null, inboxBefore: null, calendarBefore: null, dryRun: false, ...options };
  for await (const event of (await kit.get('operations')).maintain(all))
    if (event.kind === 'finished') return event.report;
  throw new Error('The run did not finish.');
}
